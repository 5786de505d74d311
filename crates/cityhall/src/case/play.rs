//! Plays the lines of a scenario through the use cases that people use.

use std::collections::BTreeMap;

use app::{Actor, App, Given};
use hall::{PUBLIC_OFFICE, Record, Refusal, Taking, Timed};
use jiff::Timestamp;
use jiff::civil::DateTime;

use super::{Act, Comes, Does, Line, Told};

/// Does what a line says, in the city's present, and says what did not come as it tells.
///
/// # Errors
/// Where the line cannot be played at all, as for an office that the city does not have.
pub(crate) fn play(app: &App, pack: &str, line: &Line) -> Result<Vec<String>, String> {
    Stage { app }.line(pack, line)
}

/// Lets time pass until an instant of the city's, with all that clocks do meanwhile. `set` sets the
/// city's clock.
///
/// # Errors
/// Where a step that fell due cannot be taken, or the store fails.
pub(crate) fn pass(app: &App, until: DateTime, set: impl Fn(Timestamp)) -> Result<(), String> {
    let told = |error: app::Error| error.to_string();
    while let Some(next) = app.next_alarm().map_err(told)?.filter(|next| *next <= until) {
        let now = app.city().local(app.now());
        set(app.city().instant_of(next.max(now)));
        if let Some((record, why)) = app.run_clocks(usize::MAX).map_err(told)?.stuck.pop() {
            return Err(format!("{record}: {why}"));
        }
    }
    set(app.city().instant_of(until));
    Ok(())
}
/// What scenarios call whoever acts without signing in, as the roles `public` and `reporter`.
const PUBLIC: &str = "社会公众";

/// A city to play in.
struct Stage<'a> {
    app: &'a App,
}

impl Stage<'_> {
    fn line(&self, pack: &str, line: &Line) -> Result<Vec<String>, String> {
        let record = match &line.does {
            Does::Look(number) => number,
            Does::Act(act) => &act.record,
        };
        let id = format!("{pack}/{record}");
        let refused = match &line.does {
            Does::Look(_) => None,
            Does::Act(act) => self.act(pack, &id, act)?,
        };
        let record = self.app.record_of(&id);
        let came = match (&refused, &record) {
            (Some(Refusal::Rule { rule, .. }), _) => format!("refused rule {rule}"),
            (Some(refusal), _) => format!("refused {}", refusal.name()),
            (None, Ok(record)) => record.state.clone(),
            (None, Err(error)) => return Err(error.to_string()),
        };
        let expected = match &line.comes {
            Comes::State(state) => state.clone(),
            Comes::Refused(kind) => format!("refused {kind}"),
        };
        let mut wrong = Vec::new();
        if came != expected {
            let why = refused.map_or_else(String::new, |refusal| format!(": {refusal}"));
            wrong.push(format!("`{came}` came, and not `{expected}`{why}"));
        }
        for told in &line.told {
            let is = self.told(pack, record.as_ref().ok(), told)?;
            wrong.extend(is);
        }
        Ok(wrong)
    }

    /// Does what somebody does; the refusal if it was refused.
    fn act(&self, pack: &str, id: &str, act: &Act) -> Result<Option<Refusal>, String> {
        let office = self.office(&act.office)?;
        let actor = Actor { office, role: act.role.clone() };
        let (uploads, given): (Vec<_>, Vec<_>) =
            act.given.iter().partition(|(_, value)| file(value).is_some());
        let upload =
            |(name, value): (&String, &String)| Some((name.clone(), file(value)?.to_vec()));
        let uploads: BTreeMap<String, Vec<u8>> = uploads.into_iter().filter_map(upload).collect();
        let mut given: BTreeMap<String, String> =
            given.into_iter().map(|(name, value)| (name.clone(), self.value(value))).collect();
        let done = match &act.opens {
            Some(register) => {
                let given = Given { fields: given, uploads };
                self.app.open_record_with(pack, register, &act.record, given, &actor).map(drop)
            }
            None => {
                let mut said = |name: &str| given.remove(name);
                let (evidence, reason, note) = (said("evidence"), said("reason"), said("note"));
                let step = act.step.clone();
                let asked =
                    Taking { step, evidence, reason, note, fields: given, ..Taking::default() };
                self.app.take_step_with(id, asked, uploads, None, &actor).map(drop)
            }
        };
        match done {
            Ok(()) => Ok(None),
            Err(app::Error::Refused(refusal)) => Ok(Some(refusal)),
            Err(error) => Err(error.to_string()),
        }
    }

    /// What is wrong with something that is told; nothing if it is as told.
    fn told(
        &self,
        pack: &str,
        record: Option<&Record>,
        told: &Told,
    ) -> Result<Option<String>, String> {
        let is = match told {
            Told::Measure { measure, total } => {
                let name = format!("{pack}/{measure}");
                let today = self.app.today();
                let is = self.app.measured(&name, today).map_err(|error| error.to_string())?;
                let is = is.value;
                (is != *total).then(|| format!("`{measure}` is {is}, and not {total}"))
            }
            Told::Field { field, value } => {
                let is = record.and_then(|record| record.field(field)).unwrap_or_default();
                (is != self.value(value)).then(|| format!("`{field}` is `{is}`, and not `{value}`"))
            }
            Told::Clock { clock, office, due, standing } => {
                let is = self.clock_of(record, clock, office.as_deref())?;
                let wanted = match standing {
                    Some(standing) => format!("{due} {standing}"),
                    None => due.clone(),
                };
                let same = is == wanted || (standing.is_none() && is.starts_with(&wanted));
                (!same).then(|| format!("`{clock}` is `{is}`, and not `{wanted}`"))
            }
        };
        Ok(is)
    }

    /// The end of a clock and how it stands.
    fn clock_of(
        &self,
        record: Option<&Record>,
        clock: &str,
        office: Option<&str>,
    ) -> Result<String, String> {
        let (app, office) = (self.app, office.map(|name| self.office(name)).transpose()?);
        let Some(record) = record else { return Ok("no record".to_owned()) };
        let pack = app.pack_of(record).map_err(|error| error.to_string())?;
        let now = app.setting(pack).now;
        let clocks = hall::clocks(pack, app.calendar(), record, now).into_iter();
        let is_it = |(found, timed): &(&pack::Clock, Result<Timed<'_>, _>)| {
            let of = timed.as_ref().ok().and_then(|timed| timed.office.clone());
            found.id == clock && (office.is_none() || of == office)
        };
        match clocks.into_iter().find(is_it) {
            None => Ok("not started".to_owned()),
            Some((_, Err(unknown))) => Err(unknown.to_string()),
            Some((_, Ok(timed))) => Ok(format!("{} {}", timed.due, standing(&timed, now))),
        }
    }

    /// An office's id by its name.
    fn office(&self, name: &str) -> Result<String, String> {
        if name == PUBLIC {
            return Ok(PUBLIC_OFFICE.to_owned());
        }
        let offices = &self.app.city().offices;
        let found = offices.iter().find(|it| it.name.zh == name || it.id == name);
        found.map(|it| it.id.clone()).ok_or_else(|| format!("the city has no office `{name}`"))
    }

    /// A value as it is typed: offices and places, which cases call by name, by their id and code.
    /// Several are told with commas between them.
    fn value(&self, given: &str) -> String {
        let named = given.split(',').map(|name| self.named(name));
        named.collect::<Vec<_>>().join(",")
    }

    fn named(&self, given: &str) -> String {
        let city = self.app.city();
        let office = city.offices.iter().find(|it| it.name.zh == given).map(|it| &it.id);
        let place = city.places.iter().find(|it| it.name.zh == given).map(|it| &it.code);
        office.or(place).cloned().unwrap_or_else(|| given.to_owned())
    }
}

/// A file that a scenario names: two pictures and a document that are part of the program.
fn file(value: &str) -> Option<&'static [u8]> {
    match value {
        "@before" => Some(include_bytes!("files/before.png")),
        "@after" => Some(include_bytes!("files/after.png")),
        "@paper" => Some(b"%PDF-1.4\n%%EOF\n"),
        _ => None,
    }
}

fn standing(timed: &Timed<'_>, now: DateTime) -> &'static str {
    match (timed.ended.is_some(), timed.is_late(now)) {
        (true, true) => "ended-late",
        (true, false) => "ended",
        (false, true) => "late",
        (false, false) if timed.is_over(now) => "over",
        (false, false) if timed.stands() => "stands",
        (false, false) if timed.is_near(now) => "near",
        (false, false) => "runs",
    }
}
