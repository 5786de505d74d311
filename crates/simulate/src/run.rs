//! One run: steps drawn by chance, each with what it must come to.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;

use app::{App, Definitions, Error, Safe as _};
use jiff::{SignedDuration, Timestamp, ToSpan};
use journal::Entry;
use store::{Store, StoreError};

use crate::chance::Chance;
use crate::city::{
    self, Act, BUILDER, Done, INSPECTOR, Outcome, SUPERVISOR, SetClock, SetSafe, contact,
};
use crate::faulty::{Fate, Faulty};
#[cfg(unix)]
use crate::ground::Connected;
use crate::ground::{Folder, Ground, On, Powered};
use crate::model::{Model, Wrong, failed, same};
use crate::planted::Planted;
use crate::trial::{Failure, Summary, Trial};

/// How far a clock may be behind the last entry, in seconds.
const BEHIND_MAX_S: i64 = 60;

/// After how many steps all that was ever acknowledged is checked again.
const CHECK_ALL_EVERY: usize = 50;

/// When a run begins: 2020-01-10 02:00 UTC.
const START: Timestamp = Timestamp::constant(1_578_621_600, 0);

/// Runs a city from a seed.
///
/// # Errors
/// The first thing that is wrong.
pub fn run(trial: Trial) -> Result<Summary, Failure> {
    let ran = match trial.on {
        On::Process => Folder::new().map(|ground| run_on(ground, trial)),
        On::Power => {
            let syncs = trial.planted != Some(Planted::NeverSyncs);
            Powered::new(syncs).map(|ground| run_on(ground, trial))
        }
        #[cfg(unix)]
        On::Postgres => Connected::new().map(|ground| run_on(ground, trial)),
    };
    let ran = ran.unwrap_or_else(|error| Err((0, "beginning".to_owned(), failed(error))));
    ran.map_err(|(step, doing, wrong)| Failure { trial, step, doing, wrong })
}

/// What is wrong comes with the step and what was done in it.
fn run_on(ground: impl Ground, trial: Trial) -> Result<Summary, (usize, String, Wrong)> {
    let steps = trial.steps;
    let mut world = World::new(ground, trial);
    world.begin().map_err(|wrong| (0, "opening".to_owned(), wrong))?;
    for step in 0..steps {
        let done = world.step().and_then(|()| match (step + 1) % CHECK_ALL_EVERY {
            0 => world.check_all(),
            _ => Ok(()),
        });
        done.map_err(|wrong| (step, world.doing.clone(), wrong))?;
    }
    let ended = world.reopen().and_then(|()| world.check_all());
    ended.map_err(|wrong| (steps, world.doing.clone(), wrong))?;
    world.summary.entries = world.model.size();
    world.summary.erased = world.model.matters.all().filter(|(_, it)| it.is_erased).count();
    Ok(world.summary)
}

struct World<G: Ground> {
    chance: Chance,
    definitions: Definitions,
    clock: Arc<SetClock>,
    now: Timestamp,
    running: Option<Running<G::Store>>,
    model: Model,
    /// How many works were tried to be opened.
    works: u64,
    /// Whether a commit's answer was lost, so that what is in memory may be behind the store.
    is_behind: bool,
    doing: String,
    summary: Summary,
    /// Erased matters that were sought in all files.
    sought: BTreeSet<String>,
    ground: G,
    safe: Arc<SetSafe>,
    planted: Option<Planted>,
}

/// A process: it can end.
struct Running<S> {
    app: App,
    store: Arc<Faulty<S>>,
}

/// What an act must come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Refused,
    ClockBehind,
    Committed(Fate),
}

impl<G: Ground> World<G> {
    fn new(ground: G, trial: Trial) -> Self {
        let now = START;
        Self {
            chance: Chance::new(trial.seed),
            definitions: city::definitions(),
            clock: Arc::new(SetClock::at(now)),
            now,
            running: None,
            model: Model::default(),
            works: 0,
            is_behind: false,
            doing: String::new(),
            summary: Summary::default(),
            sought: BTreeSet::new(),
            ground,
            safe: Arc::default(),
            planted: trial.planted,
        }
    }

    fn begin(&mut self) -> Result<(), Wrong> {
        self.open()?;
        self.follow().map(|_| ())
    }

    /// Ends the process and begins another, which may take several, as opening can fail too.
    fn open(&mut self) -> Result<(), Wrong> {
        loop {
            self.running = None;
            self.restore()?;
            self.threaten();
            // Opening finishes erasures that were asked for, which takes a clock that is right.
            if self.is_clock_behind() && self.owes_erasure() {
                self.set_clock(self.model.last_at());
            }
            match self.try_open() {
                Ok(running) => self.running = Some(running),
                Err(_) if self.ground.has_failed() => continue,
                Err(error) => return Err(format!("it does not open: {}", failed(error))),
            }
            self.is_behind = false;
            return Ok(());
        }
    }

    fn try_open(&self) -> Result<Running<G::Store>, Error> {
        let store = Arc::new(Faulty::new(self.ground.open()?).with(self.planted));
        let app = city::open(&self.definitions, Arc::clone(&store) as _, &self.clock)?;
        let app = app.with_vault(Arc::clone(&self.safe) as _)?;
        Ok(Running { app, store })
    }

    /// Puts right what the store lies on where it has failed.
    fn restore(&mut self) -> Result<(), Wrong> {
        if self.ground.has_failed() {
            self.summary.cuts += 1;
            self.ground.restore(&mut self.chance).map_err(failed)?;
        }
        Ok(())
    }

    /// Now and then, has what the store lies on fail after a few operations or many.
    fn threaten(&mut self) {
        if self.chance.percent(G::FAILS_PERCENT) {
            let within = *self.chance.one_of(&[8, 64, 512]);
            self.ground.fail_after(self.chance.below(within));
        }
    }

    fn running(&self) -> Result<&Running<G::Store>, Wrong> {
        self.running.as_ref().ok_or_else(|| "the process has ended".to_owned())
    }

    fn step(&mut self) -> Result<(), Wrong> {
        if self.is_clock_behind() && self.chance.percent(40) {
            let ahead = i64::try_from(self.chance.below(3_600)).expect("small");
            self.set_clock(self.model.last_at() + SignedDuration::from_secs(ahead));
        }
        self.restore()?;
        self.threaten();
        match self.chance.below(100) {
            0..12 => self.move_clock(),
            12..20 => self.reopen()?,
            20..60 => {
                let acts = vec![self.draw_act()];
                self.perform(acts)?;
            }
            _ => {
                let acts = self.draw_crowd();
                self.perform(acts)?;
            }
        }
        let day = self.definitions.city.day(self.model.last_at());
        let days = if self.chance.percent(50) { 3 } else { 40 };
        let back = i64::try_from(self.chance.below(days)).expect("small");
        let on = day.checked_sub((back - 1).days()).map_err(failed)?;
        let app = &self.running()?.app;
        self.model.check_totals(app, on)?;
        if self.is_behind { Ok(()) } else { self.model.check_accounts(app) }
    }

    /// Checking folds anew, within which the store may fail too.
    fn check_all(&mut self) -> Result<(), Wrong> {
        loop {
            let checked = self.model.check_all(&self.running()?.app);
            if !self.ground.has_failed() {
                checked?;
                break;
            }
            self.open()?;
            self.follow_opening()?;
        }
        self.check_matters(None)
    }

    /// Checks what is kept of persons, all of it or what some acts were about, and that neither key
    /// nor value of what was erased since is anywhere in the files.
    fn check_matters(&mut self, of: Option<&[Act]>) -> Result<(), Wrong> {
        let running = self.running.as_ref().ok_or("the process has ended")?;
        let is_asked = |matter: &str, record: &str| {
            let subject = |act: &Act| [matter, record].contains(&act.subject().as_str());
            of.is_none_or(|acts| acts.iter().any(subject))
        };
        self.model.matters.check(&running.app, running.store.as_ref(), is_asked)?;
        for (matter, [key, value]) in self.model.matters.erased() {
            let is_sought = !self.sought.insert(matter.to_owned());
            let holds = |bytes| self.ground.holds(bytes).map_err(failed);
            if !is_sought && (holds(key)? || holds(value)?) {
                return Err(format!("files hold key or value of {matter}, which is erased"));
            }
        }
        Ok(())
    }

    fn move_clock(&mut self) {
        let (low, high) = match self.chance.below(10) {
            0..6 => (1, 7_200),
            6 => (86_400, 20 * 86_400),
            7..9 => (-60, -1),
            _ => (-2 * 86_400, -61),
        };
        let by = low + i64::try_from(self.chance.below((high - low) as u64)).expect("small");
        self.doing = format!("moving the clock by {by} s");
        self.summary.set_back += usize::from(by < 0);
        self.set_clock(self.now + SignedDuration::from_secs(by));
    }

    fn set_clock(&mut self, to: Timestamp) {
        self.now = to;
        self.clock.set(to + self.planted.map_or(SignedDuration::ZERO, Planted::ahead));
    }

    fn is_clock_behind(&self) -> bool {
        self.model.size() > 0
            && self.now.as_second() + BEHIND_MAX_S < self.model.last_at().as_second()
    }

    /// Ends the process in an orderly way; what it had in memory must come again.
    fn reopen(&mut self) -> Result<(), Wrong> {
        "opening again".clone_into(&mut self.doing);
        let before = format!("{:?}", self.running()?.app.accounts());
        let is_behind = self.is_behind;
        self.open()?;
        let after = format!("{:?}", self.running()?.app.accounts());
        if !is_behind {
            same("the accounts after opening again", &after, &before)?;
        }
        self.follow_opening()
    }

    /// Opening writes nothing, but for erasures that were asked for and failed.
    fn follow_opening(&mut self) -> Result<(), Wrong> {
        let new = self.follow()?;
        match new.into_iter().find(|(_, entry)| !self.is_asked_for(entry)) {
            None => self.check_matters(None),
            Some((index, entry)) => Err(format!("entry {index} of {} is nobody's", entry.subject)),
        }
    }

    fn owes_erasure(&self) -> bool {
        let is_done = |it: &String| self.model.matters.get(it).is_some_and(|it| it.is_erased);
        !self.safe.erased().unwrap_or_default().iter().all(is_done)
    }

    fn is_asked_for(&self, entry: &Entry) -> bool {
        let asked = self.safe.erased().unwrap_or_default();
        entry.kind == "personal.erased" && asked.contains(&entry.subject)
    }

    fn follow(&mut self) -> Result<Vec<(u64, Entry)>, Wrong> {
        let running = self.running.as_ref().ok_or("the process has ended")?;
        self.model.follow(&running.app)
    }

    fn draw_act(&mut self) -> Act {
        match self.chance.below(100) {
            0..25 => {
                let is_new = self.chance.percent(90);
                let number = if is_new { self.works } else { self.chance.below(self.works) };
                self.works = self.works.max(number + 1);
                let kind =
                    self.chance.one_of(&["tourist_toilet", "greenway", "old_compound", "parking"]);
                let (quantity, has_contact) = (1 + self.chance.below(9), self.chance.percent(40));
                Act::Open { number, kind, quantity, has_contact }
            }
            25..30 => Act::Report { year: self.draw_year() },
            30..40 => Act::State { year: self.draw_year() },
            40..50 => self.draw_matter().unwrap_or_else(|| self.draw_step()),
            _ => self.draw_step(),
        }
    }

    /// A look at what is kept of a person, erased or not, or its erasure.
    fn draw_matter(&mut self) -> Option<Act> {
        let matters: Vec<_> = self.model.matters.all().collect();
        let (matter, known) = matters.get(self.chance.index(matters.len())?)?;
        let matter = (*matter).to_owned();
        match &known.secret {
            Some(secret) if !known.is_erased && self.chance.percent(40) => {
                Some(Act::Erase { matter, secret: secret.clone() })
            }
            _ => Some(Act::Look { record: known.record.clone(), matter }),
        }
    }

    fn draw_year(&mut self) -> i16 {
        2020 + i16::try_from(self.chance.below(4)).expect("small")
    }

    /// Mostly a step that leads on, now and then any.
    fn draw_step(&mut self) -> Act {
        const STEPS: [(&str, &str); 4] = [
            ("begin", "builder"),
            ("accept", "inspector"),
            ("accept", "builder"),
            ("reopen", "supervisor"),
        ];
        let number = self.chance.below(self.works);
        let leading_on = self.model.next_steps(&format!("works/S-{number}"));
        let (step, role) = if leading_on.is_empty() || self.chance.percent(15) {
            *self.chance.one_of(&STEPS)
        } else {
            match *self.chance.one_of(&leading_on) {
                ("drop", _) if self.chance.percent(80) => leading_on[0],
                drawn => drawn,
            }
        };
        let office = match role {
            _ if self.chance.percent(8) => *self.chance.one_of(&[BUILDER, INSPECTOR]),
            "builder" => BUILDER,
            "inspector" => INSPECTOR,
            "supervisor" => SUPERVISOR,
            _ => "residents",
        };
        Act::Step { number, step, office, role }
    }

    /// Acts on different things: those on one wait for each other.
    fn draw_crowd(&mut self) -> Vec<Act> {
        let mut acts: Vec<Act> = Vec::new();
        for _ in 0..2 + self.chance.below(4) {
            let act = self.draw_act();
            // A look goes on after its commit, which the next one must not overtake.
            let is_alone = matches!(act, Act::Report { .. } | Act::Look { .. });
            if !is_alone && acts.iter().all(|other| other.subject() != act.subject()) {
                acts.push(act);
            }
        }
        acts
    }

    fn draw_fate(&mut self) -> Fate {
        match self.chance.below(100) {
            0..80 => Fate::Kept,
            80..88 => Fate::Refused,
            88..92 => Fate::Unanswered,
            92..96 => Fate::CrashBefore,
            _ => Fate::CrashAfter,
        }
    }

    /// Has acts performed at once: the first that is allowed is under commit while the others join
    /// the next one. Checks that each comes to what it must, and the log with them.
    fn perform(&mut self, acts: Vec<Act>) -> Result<(), Wrong> {
        let fates = [self.draw_fate(), self.draw_fate()];
        self.doing = format!("{acts:?} with {fates:?}");
        let expected = self.expect(&acts, fates);
        let at = self.now.max(self.model.last_at());
        let mut outcomes = self.running()?.perform_at_once(&acts, fates);
        if let Some(planted) = self.planted {
            outcomes = outcomes.into_iter().map(|outcome| planted.told(outcome)).collect();
        }
        let has_failed = self.ground.has_failed();
        let crashes =
            expected.iter().any(|it| matches!(it, Expected::Committed(it) if it.crashes()));
        let ends = crashes || has_failed && G::FAILING_ENDS_PROCESS;
        for ((act, expected), outcome) in acts.iter().zip(&expected).zip(&outcomes) {
            check_outcome(*expected, outcome, has_failed)
                .map_err(|wrong| format!("{act:?}: {wrong}"))?;
            self.count(outcome);
        }
        self.summary.crashes += usize::from(crashes);
        if ends {
            self.open()?;
        }
        let mut new = self.follow()?.into_iter().peekable();
        for ((act, expected), outcome) in acts.iter().zip(&expected).zip(&outcomes) {
            if !matches!(expected, Expected::Committed(fate) if fate.keeps()) {
                continue;
            }
            let subject = act.subject();
            let is_next = new.peek().is_some_and(|(_, entry)| entry.subject == subject);
            if has_failed && outcome.is_err() && !is_next {
                continue;
            }
            let (index, entry) = new.next().ok_or_else(|| format!("{act:?} is not in the log"))?;
            check_entry(act, outcome.as_ref().ok(), at, index, &entry)?;
            while new.next_if(|(_, entry)| follows(act, entry)).is_some() {}
        }
        let nobodys = |(_, entry): &(u64, Entry)| !(ends && self.is_asked_for(entry));
        if let Some((index, entry)) = new.find(nobodys) {
            return Err(format!("entry {index} of {} is nobody's", entry.subject));
        }
        for (act, outcome) in acts.iter().zip(outcomes) {
            if let Some(secret) = outcome.ok().and_then(|done| done.secret) {
                self.model.matters.tell(&act.subject(), secret);
            }
        }
        self.check_matters(Some(&acts))
    }

    fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Ok(_) => {
                self.summary.acknowledged += 1;
                self.is_behind = false;
            }
            Err(Error::Store(_)) => {
                self.summary.failed += 1;
                self.is_behind = true;
            }
            Err(_) => self.summary.refused += 1,
        }
    }

    fn expect(&self, acts: &[Act], [first, second]: [Fate; 2]) -> Vec<Expected> {
        let mut is_first = true;
        let expect = |act| match () {
            () if !self.model.allows(act) => Expected::Refused,
            () if self.is_clock_behind() => Expected::ClockBehind,
            () if std::mem::take(&mut is_first) => Expected::Committed(first),
            () if first == Fate::Kept => Expected::Committed(second),
            // The commit that it would have followed has failed.
            () => Expected::Committed(Fate::Refused),
        };
        acts.iter().map(expect).collect()
    }
}

impl<S: Store> Running<S> {
    fn perform_at_once(&self, acts: &[Act], fates: [Fate; 2]) -> Vec<Outcome> {
        let Self { app, store } = self;
        store.decree(&fates);
        store.close_gate();
        let outcomes = thread::scope(|scope| {
            let mut started = Vec::new();
            for act in acts {
                let (was_at_gate, waited) = (store.is_at_gate(), app.waiting());
                let performing = scope.spawn(move || act.perform(app));
                // One after another joins, so that the same seed gives the same log.
                loop {
                    let has_joined = match was_at_gate {
                        true => app.waiting() > waited,
                        false => store.is_at_gate(),
                    };
                    if has_joined || performing.is_finished() {
                        break;
                    }
                    thread::yield_now();
                }
                started.push(performing);
            }
            store.open_gate();
            let ended = |it: thread::ScopedJoinHandle<'_, _>| {
                it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            started.into_iter().map(ended).collect()
        });
        store.decree(&[]);
        outcomes
    }
}

/// Where what the store lies on has failed, any act may have come to that; but what was
/// acknowledged was meant to be.
fn check_outcome(expected: Expected, outcome: &Outcome, has_failed: bool) -> Result<(), Wrong> {
    let is_so = match (expected, outcome) {
        (Expected::Committed(Fate::Kept), Ok(_))
        | (Expected::Committed(Fate::Refused), Err(Error::Store(_)))
        | (Expected::ClockBehind, Err(Error::ClockBehind { .. })) => true,
        (_, Err(Error::Store(_))) if has_failed => true,
        (Expected::Committed(fate), Err(Error::Store(StoreError::Database(_)))) => {
            fate == Fate::Unanswered || fate.crashes()
        }
        (Expected::Refused, Err(error)) => !matches!(error, Error::Store(_)),
        _ => false,
    };
    if is_so { Ok(()) } else { Err(format!("came to {outcome:?}, expected {expected:?}")) }
}

/// Whether an entry belongs to an act whose first entry is before it.
fn follows(act: &Act, entry: &Entry) -> bool {
    let record = entry.body.get("record").and_then(|record| record.as_str());
    match act {
        Act::Open { .. } => entry.kind == "personal.kept" && record == Some(&act.subject()),
        Act::Report { .. } => entry.subject.starts_with(&act.subject()),
        _ => false,
    }
}

fn check_entry(
    act: &Act,
    told: Option<&Done>,
    at: Timestamp,
    index: u64,
    entry: &Entry,
) -> Result<(), Wrong> {
    same("the subject of an entry", &entry.subject, &act.subject())?;
    let step = entry.body.get("step").and_then(|step| step.as_str());
    if let Act::Step { step: taken, .. } = act {
        same("the step of an entry", &step, &Some(*taken))?;
    }
    if let Some(told) = told.and_then(|done| done.entry) {
        same("the index of an entry", &index, &told)?;
    }
    if let (Act::Look { record, .. }, Some(told)) = (act, told) {
        let expected = vec![("contact".to_owned(), contact(record))];
        same("what an office was shown", &told.shown, &expected)?;
    }
    same("the time of an entry", &entry.at, &at)
}
