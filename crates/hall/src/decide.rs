//! What follows from a command, or why nothing does.

use std::collections::BTreeMap;

use calendar::Calendar;
use jiff::civil::{Date, DateTime};
use pack::{Need, PUBLIC, Pack, Procedure, REPORTER, Step, Taker};

use crate::file::{FileFault, Files};
use crate::personal::{Class, Matters, Withheld};
use crate::record::{Event, Opened, Record, Stepped};
use crate::rule::{self, told};
use crate::value::{Reading, asked_for, fill_in, write_down};
use crate::{City, asked, clock};

/// Where and when something is decided.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The pack that declares the record.
    pub pack: &'a Pack,
    /// Places and offices.
    pub city: &'a City,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The city's time.
    pub now: DateTime,
}

impl Setting<'_> {
    /// The city's day.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now.date()
    }
}

/// Who gives a command: established by the adapter from a credential, never from the command
/// itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The office acted for.
    pub office: String,
    /// The role acted in, as packs name it.
    pub role: String,
}

/// What follows from a command: an event for the journal, and what belongs to the vault instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The event.
    pub event: Event,
    /// The fields that are not public. The event holds nothing of them.
    pub withheld: Withheld,
}

/// What someone asks to be done with a record. What was typed may be personal: it is never logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open it.
    Open {
        /// The register.
        register: String,
        /// What to write down, as typed.
        fields: BTreeMap<String, String>,
        /// The files that come with it; a file field names one by its hash.
        files: Files,
    },
    /// Take a step.
    Take(Taking),
}

/// A step that someone asks to take, with what comes with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taking {
    /// The step.
    pub step: String,
    /// What shows it.
    pub evidence: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// What to write down, as typed.
    pub fields: BTreeMap<String, String>,
    /// The files that come with it; the evidence or a file field names one by its hash.
    pub files: Files,
}

/// Why a command was refused. Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The pack has no such register, or no procedure for it.
    #[error("there is no register `{0}`")]
    UnknownRegister(String),
    /// The number is taken.
    #[error("record {0} exists already; choose another number")]
    Exists(String),
    /// Nothing that is not public is kept of the record.
    #[error("nothing personal is kept of record {0}")]
    NothingPersonal(String),
    /// What was kept is erased.
    #[error("what was kept for record {0} has been erased at the wish of the person concerned")]
    Erased(String),
    /// There is no such record.
    #[error("there is no record {0}")]
    NoRecord(String),
    /// A field that the register does not have.
    #[error("register `{register}` has no field `{field}`")]
    UnknownField {
        /// The register.
        register: String,
        /// The field.
        field: String,
    },
    /// The step is not open to such a record.
    #[error("step `{0}` is not open to such a record")]
    NotFor(String),
    /// Another step must come first.
    #[error("before `{step}` comes step `{missing}`, which was not taken yet")]
    NotYet {
        /// The step.
        step: String,
        /// The step that must come first.
        missing: String,
    },
    /// A time must pass first.
    #[error("step `{step}` can be taken after `{clock}` has run out: {until}")]
    TooEarly {
        /// The step.
        step: String,
        /// The clock that is waited for.
        clock: String,
        /// Its last day, or why that is not known.
        until: String,
    },
    /// A field that the step does not write.
    #[error("step `{step}` does not write field `{field}`")]
    NotFilled {
        /// The step.
        step: String,
        /// The field.
        field: String,
    },
    /// A field that must be filled in.
    #[error("field `{0}` must be filled in")]
    MissingField(String),
    /// A value that the field does not take.
    #[error("`{value}` is not what field `{field}` takes: {expected}")]
    BadValue {
        /// The field.
        field: String,
        /// What was typed.
        value: String,
        /// What would do.
        expected: String,
    },
    /// A file that cannot be kept in the field.
    #[error("the file for `{field}` cannot be kept: {fault}")]
    BadFile {
        /// The field, or `evidence`.
        field: String,
        /// Why.
        fault: FileFault,
    },
    /// Something public that looks like the telephone or identity number of a person.
    #[error(
        "`{0}` is public and has what looks like a telephone or identity number; leave it out, or \
         write it where contact details are asked for"
    )]
    NamesPerson(String),
    /// A point far from the city.
    #[error("the point {value} in field `{field}` is not in or near the city")]
    FarAway {
        /// The field.
        field: String,
        /// The point, as it was read.
        value: String,
    },
    /// The procedure has no such step.
    #[error("there is no step `{0}`")]
    UnknownStep(String),
    /// The step is not open to a record in this state.
    #[error("step `{step}` cannot be taken from `{state}`, only from {from}")]
    WrongState {
        /// The step.
        step: String,
        /// Where the record stands.
        state: String,
        /// Where it would have to stand.
        from: String,
    },
    /// The step is another role's.
    #[error("`{step}` is for the role `{needed}`; you act as `{given}`")]
    WrongRole {
        /// The step, or `open`.
        step: String,
        /// The role that may.
        needed: String,
        /// The role acted in.
        given: String,
    },
    /// Another office is responsible for the record.
    #[error("the record is {responsible}'s; {given} cannot act for it")]
    WrongOffice {
        /// The office responsible.
        responsible: String,
        /// The office acted for.
        given: String,
    },
    /// Done must be said by someone else.
    #[error("{office} took step `{earlier}` itself, so another office must take `{step}`")]
    SameOffice {
        /// The step refused.
        step: String,
        /// The step taken before.
        earlier: String,
        /// The office.
        office: String,
    },
    /// Something must come with the step.
    #[error("step `{step}` needs {what}")]
    Needs {
        /// The step.
        step: String,
        /// `evidence`, `reason` or `note`.
        what: &'static str,
    },
    /// Nobody takes the step: a clock does.
    #[error("step `{step}` is taken by itself when `{clock}` has run out")]
    ByClock {
        /// The step.
        step: String,
        /// The clock.
        clock: String,
    },
    /// Other offices are asked to take the step.
    #[error("step `{step}` is for those who were asked, {asked}; {given} was not")]
    NotAsked {
        /// The step.
        step: String,
        /// The offices that were asked and have not answered.
        asked: String,
        /// The office acted for.
        given: String,
    },
    /// The office has answered.
    #[error("{office} has answered already")]
    Answered {
        /// The office.
        office: String,
    },
    /// Nobody is above the office that has the record.
    #[error(
        "no office is above {office}: its place has none, or several; say `upper` in offices.toml"
    )]
    NoUpper {
        /// The office.
        office: String,
    },
    /// The record goes by this version already.
    #[error("the record goes by version {version} of its pack already")]
    SameVersion {
        /// The version.
        version: u32,
    },
    /// The version to move to has no such state.
    #[error("version {version} of the pack has no state `{state}`, where the record stands")]
    StateGone {
        /// Where the record stands.
        state: String,
        /// The version.
        version: u32,
    },
    /// The version to move to books the record's figures elsewhere.
    #[error("version {version} of the pack counts the record at another place or office")]
    BookedElsewhere {
        /// The version.
        version: u32,
    },
    /// A red line.
    #[error("rule `{rule}` does not hold: {}; {basis}", told(figures))]
    Rule {
        /// The rule.
        rule: String,
        /// The step, or `open`.
        step: String,
        /// Law and article, or whose rule it is.
        basis: String,
        /// The fields that the rule speaks of, with their values, in canonical text.
        figures: Vec<(String, Option<String>)>,
    },
    /// A text longer than an entry can hold.
    #[error("`{field}` has more than {limit} characters")]
    TooLong {
        /// The field.
        field: String,
        /// The most it may have, in characters.
        limit: usize,
    },
}

impl Refusal {
    /// Its kind as cases and programs name it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::UnknownRegister(_) => "unknown-register",
            Self::Exists(_) => "exists",
            Self::NothingPersonal(_) => "nothing-personal",
            Self::Erased(_) => "erased",
            Self::NoRecord(_) => "no-record",
            Self::UnknownField { .. } => "unknown-field",
            Self::NotFor(_) => "not-for",
            Self::NotYet { .. } => "not-yet",
            Self::TooEarly { .. } => "too-early",
            Self::NotFilled { .. } => "not-filled",
            Self::MissingField(_) => "missing-field",
            Self::BadValue { .. } => "bad-value",
            Self::BadFile { .. } => "bad-file",
            Self::NamesPerson(_) => "names-person",
            Self::FarAway { .. } => "far-away",
            Self::UnknownStep(_) => "unknown-step",
            Self::WrongState { .. } => "wrong-state",
            Self::WrongRole { .. } => "wrong-role",
            Self::WrongOffice { .. } => "wrong-office",
            Self::SameOffice { .. } => "same-office",
            Self::Needs { .. } => "needs",
            Self::ByClock { .. } => "by-clock",
            Self::NotAsked { .. } => "not-asked",
            Self::Answered { .. } => "answered",
            Self::NoUpper { .. } => "no-upper",
            Self::SameVersion { .. } => "same-version",
            Self::StateGone { .. } => "state-gone",
            Self::BookedElsewhere { .. } => "booked-elsewhere",
            Self::Rule { .. } => "rule",
            Self::TooLong { .. } => "too-long",
        }
    }
}

/// Decides on a command.
///
/// # Errors
/// A [`Refusal`] that says why not and what would do.
pub fn decide(
    setting: Setting<'_>,
    id: &str,
    record: Option<&Record>,
    command: Command,
    actor: &Actor,
) -> Result<Decided, Refusal> {
    match (record, command) {
        (Some(_), Command::Open { .. }) => Err(Refusal::Exists(id.to_owned())),
        (None, Command::Take(_)) => Err(Refusal::NoRecord(id.to_owned())),
        (None, Command::Open { register, fields, files }) => {
            open(setting, &register, fields, &files, actor)
        }
        (Some(record), Command::Take(asked)) => {
            let event = take(setting, record, asked, actor).map(Event::Stepped)?;
            Ok(Decided { event, withheld: Withheld::default() })
        }
    }
}

/// The steps that an actor could take now, needs aside; in the procedure's order.
pub fn available<'a>(
    setting: Setting<'a>,
    record: &'a Record,
    actor: &'a Actor,
) -> impl Iterator<Item = &'a Step> {
    let procedure = setting.pack.procedures.get(&record.opened.procedure);
    let steps = procedure.map_or(&[][..], |procedure| &procedure.steps);
    steps.iter().filter(move |step| {
        procedure.is_some_and(|procedure| may_take(setting, procedure, record, step, actor).is_ok())
    })
}

fn open(
    setting: Setting<'_>,
    register_id: &str,
    given: BTreeMap<String, String>,
    files: &Files,
    actor: &Actor,
) -> Result<Decided, Refusal> {
    let Setting { pack, city, .. } = setting;
    let unknown = || Refusal::UnknownRegister(register_id.to_owned());
    let register = pack.registers.get(register_id).ok_or_else(unknown)?;
    let governs = |(_, procedure): &(&String, &Procedure)| procedure.register == register_id;
    let (procedure_id, procedure) = pack.procedures.iter().find(governs).ok_or_else(unknown)?;
    if !procedure.is_opened_by(&actor.role) {
        return Err(wrong_role("open", procedure.opened_by.join(", "), actor));
    }
    let reading = Reading { city, files, is_public: is_public(actor) };
    let given = asked_for(register_id, register, procedure, given, actor)?;
    let mut fields = fill_in(register, &reading, &given)?;
    if let Some(responsible) = register.office.as_ref().and_then(|field| fields.get(field)) {
        right_office(responsible, actor)?;
    }
    let mut withheld = Withheld::taken_from(register, &mut fields);
    if is_public(actor) || procedure.has_reporter() {
        // The link of whoever reports hangs on a matter, even where nothing of them is kept.
        withheld.0.entry(Class::Personal).or_default();
    }
    let opening = pack::Rule::OPENING;
    let warnings = rule::ask((pack, setting.today()), procedure_id, opening, None, &fields)?;
    let event = Event::Opened(Opened {
        pack: pack.id.clone(),
        version: pack.version,
        register: register_id.to_owned(),
        procedure: procedure_id.clone(),
        state: procedure.start.clone(),
        fields,
        warned: warnings.warned,
        matters: Matters::default(),
    });
    Ok(Decided { event, withheld })
}

fn take(
    setting: Setting<'_>,
    record: &Record,
    asked: Taking,
    actor: &Actor,
) -> Result<Stepped, Refusal> {
    let Setting { pack, city, .. } = setting;
    let reading = Reading { city, files: &asked.files, is_public: is_public(actor) };
    let unknown = || Refusal::UnknownStep(asked.step.clone());
    let procedure = pack.procedures.get(&record.opened.procedure).ok_or_else(unknown)?;
    let step = procedure.step(&asked.step).ok_or_else(unknown)?;
    may_take(setting, procedure, record, step, actor)?;
    let mut stepped = Stepped {
        step: asked.step,
        to: record.state.clone(),
        evidence: reading.evidence(asked.evidence)?,
        reason: reading.text("reason", asked.reason)?,
        note: reading.text("note", asked.note)?,
        fields: write_down(pack, &reading, procedure, step, &asked.fields)?,
        ..Stepped::default()
    };
    stepped.fields.extend(step.sets.clone());
    stepped.fields.extend(lifted(city, record, step)?);
    stepped.to = asked::leads_to(procedure, record, step, &stepped.fields, &actor.office);
    for need in &step.needs {
        let (what, there) = match need {
            Need::Evidence => ("evidence", stepped.evidence.is_some()),
            Need::Reason => ("reason", stepped.reason.is_some()),
            Need::Note => ("note", stepped.note.is_some()),
        };
        if !there {
            return Err(Refusal::Needs { step: step.id.clone(), what });
        }
    }
    let procedure_id = &record.opened.procedure;
    let asked =
        rule::ask((pack, setting.today()), procedure_id, &step.id, Some(record), &stepped.fields)?;
    (stepped.warned, stepped.lifted) = (asked.warned, asked.lifted);
    Ok(stepped)
}

fn may_take(
    setting: Setting<'_>,
    procedure: &Procedure,
    record: &Record,
    step: &Step,
    actor: &Actor,
) -> Result<(), Refusal> {
    if !step.from.contains(&record.state) {
        return Err(Refusal::WrongState {
            step: step.id.clone(),
            state: record.state.clone(),
            from: step.from.join(", "),
        });
    }
    match &step.taker {
        Taker::Role(role) => right_role(&step.id, role, actor)?,
        Taker::Clock(clock) => {
            let (step, clock) = (step.id.clone(), clock.clone());
            return Err(Refusal::ByClock { step, clock });
        }
    }
    own_record(setting.pack, procedure, record, actor)?;
    if let Some(field) = &step.office {
        match record.field(field) {
            Some(named) => right_office(named, actor)?,
            None => return Err(Refusal::MissingField(field.clone())),
        }
    }
    if let Some(field) = &step.each_of {
        asked::may_answer(procedure, record, step, field, actor)?;
    }
    for earlier in &step.not_by {
        if record.taken_by.get(earlier) == Some(&actor.office) {
            return Err(Refusal::SameOffice {
                step: step.id.clone(),
                earlier: earlier.clone(),
                office: actor.office.clone(),
            });
        }
    }
    is_time_for(setting, record, step)
}

/// Whether a step is for such a record, and what comes before it is done and past.
fn is_time_for(setting: Setting<'_>, record: &Record, step: &Step) -> Result<(), Refusal> {
    let is_meant = step.only.holds(|field| record.field(field));
    if !is_meant || !record.fits(setting.pack, step.given.as_ref(), Some(setting.today())) {
        return Err(Refusal::NotFor(step.id.clone()));
    }
    if let Some(missing) = step.after.iter().find(|step| !record.has_taken(step)) {
        let (step, missing) = (step.id.clone(), missing.clone());
        return Err(Refusal::NotYet { step, missing });
    }
    let Some(clock) = &step.not_before else { return Ok(()) };
    let Setting { pack, calendar, now, .. } = setting;
    let clocks = clock::clocks(pack, calendar, record, now).into_iter();
    // A clock that never started is not waited for: it is for other records.
    for (_, timed) in clocks.filter(|(found, _)| found.id == *clock) {
        let until = match timed {
            Ok(timed) if timed.is_over(now) => continue,
            Ok(timed) => timed.due.to_string(),
            Err(unsettled) => unsettled.to_string(),
        };
        return Err(Refusal::TooEarly { step: step.id.clone(), clock: clock.clone(), until });
    }
    Ok(())
}

/// The office to which a step hands the record up, in its field.
pub(crate) fn lifted(
    city: &City,
    record: &Record,
    step: &Step,
) -> Result<Option<(String, String)>, Refusal> {
    let Some(field) = &step.lifts else { return Ok(None) };
    let holder = record.field(field).ok_or_else(|| Refusal::MissingField(field.clone()))?;
    let no_upper = || Refusal::NoUpper { office: holder.to_owned() };
    let upper = city.upper(holder).ok_or_else(no_upper)?;
    Ok(Some((field.clone(), upper.id.clone())))
}

/// Whoever may open a record answers for it: in that role an office acts for its own records only.
/// An office that is named later is another's than the one that opens.
pub(crate) fn own_record(
    pack: &Pack,
    procedure: &Procedure,
    record: &Record,
    actor: &Actor,
) -> Result<(), Refusal> {
    let office_field = pack.registers.get(&procedure.register).and_then(|it| it.office.as_ref());
    match office_field.and_then(|field| record.opened.fields.get(field)) {
        Some(responsible) if procedure.is_opened_by(&actor.role) => {
            right_office(responsible, actor)
        }
        _ => Ok(()),
    }
}

/// Whoever reported a record may do with it what anyone may.
pub(crate) fn right_role(step: &str, needed: &str, actor: &Actor) -> Result<(), Refusal> {
    if actor.role == needed || (needed == PUBLIC && actor.role == REPORTER) {
        return Ok(());
    }
    Err(wrong_role(step, needed.to_owned(), actor))
}

pub(crate) fn wrong_role(step: &str, needed: String, actor: &Actor) -> Refusal {
    Refusal::WrongRole { step: step.to_owned(), needed, given: actor.role.clone() }
}

/// Whether somebody acts who did not sign in.
fn is_public(actor: &Actor) -> bool {
    [PUBLIC, REPORTER].contains(&actor.role.as_str())
}

fn right_office(responsible: &str, actor: &Actor) -> Result<(), Refusal> {
    if actor.office == responsible {
        return Ok(());
    }
    Err(Refusal::WrongOffice { responsible: responsible.to_owned(), given: actor.office.clone() })
}
