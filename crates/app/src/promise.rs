//! Acting on commitments: who answers, by which measure, and what is said of them.

use account::{
    Assigned, Bound, CommitmentChange, Compared, Corrected, CorrectionError, Event, EventError,
    Observed, Piece, Stated,
};
use hall::Actor;
use reader::Span;

use crate::ledger::{Pending, Turn};
use crate::{App, Error};

/// The role of the office that supervises delivery (督查室): it takes reports in, assigns and
/// binds.
pub const ROLE_SUPERVISOR: &str = "supervisor";

/// The role of an office that releases figures.
pub const ROLE_STATISTICIAN: &str = "statistician";

/// The longest reason that is taken down, in characters.
pub const REASON_MAX: usize = 2_000;

impl App {
    /// Makes offices answer for a commitment. `seen` is how many entries the log had when the actor
    /// looked.
    ///
    /// # Errors
    /// Where the commitment or an office is unknown, the actor is no supervisor, the due day lies
    /// before the report's year, others are assigned and no reason is given or they came after the
    /// actor had looked, or the store fails.
    pub fn assign(
        &self,
        id: &str,
        assigned: Assigned,
        seen: u64,
        actor: &Actor,
    ) -> Result<u64, Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        check_reason(assigned.reason.as_deref())?;
        let accounts = self.accounts();
        let report = id.rsplit_once('/').and_then(|(report, _)| accounts.reports.get(report));
        let report = report.ok_or_else(|| Error::NotFound(format!("commitment {id}")))?;
        self.check_assigned(&assigned, report.taken.year)?;
        let turn = self.turn(id)?;
        let accounts = self.accounts();
        if let Some(owner) = accounts.commitment(id).and_then(|it| it.owner.as_ref()) {
            if owner.entry >= seen {
                return Err(Error::Changed(format!("who answers for {id}")));
            }
            needs_reason(assigned.reason.as_deref().unwrap_or_default())?;
        }
        self.say_in(turn, id, Event::Assigned(assigned), actor)
    }

    /// Agrees on the measure that answers a target.
    ///
    /// # Errors
    /// As [`App::assign`]; also where the measure is unknown or counts in another unit.
    pub fn bind(&self, id: &str, bound: Bound, actor: &Actor) -> Result<u64, Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        let (_, measure) = self.measure(&bound.measure)?;
        let accounts = self.accounts();
        let target = accounts
            .commitment(id)
            .and_then(|commitment| commitment.targets.get(bound.target))
            .ok_or_else(|| Error::NotFound(format!("target {} of {id}", bound.target)))?;
        let fits = measure.unit == target.made.unit
            || measure.answers.as_ref().is_some_and(|it| it.units.contains(&target.made.unit));
        if !fits {
            return Err(Error::Invalid(format!(
                "{} counts in {}, the target is given in {}; choose a measure in that unit",
                bound.measure, measure.unit, target.made.unit
            )));
        }
        self.say(id, Event::Bound(bound), actor)
    }

    /// Sets the last result beside a target.
    ///
    /// # Errors
    /// As [`App::assign`].
    pub fn compare(&self, id: &str, compared: Compared, actor: &Actor) -> Result<u64, Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        self.say(id, Event::Compared(compared), actor)
    }

    /// Corrects what the machine had read of a published commitment. `seen` is how many entries the
    /// log had when the corrector looked.
    ///
    /// # Errors
    /// Where the commitment is unknown, the actor is no supervisor, no reason is given, the
    /// correction does not fit or comes after another's, or the store fails.
    pub fn correct_commitment(
        &self,
        id: &str,
        corrected: Corrected,
        seen: u64,
        actor: &Actor,
    ) -> Result<u64, Error> {
        needs_role(actor, ROLE_SUPERVISOR)?;
        needs_reason(&corrected.reason)?;
        check_reason(Some(&corrected.reason))?;
        self.check_places(id, &corrected.change)?;
        let turn = self.turn(id)?;
        let is_late = self.accounts().commitment(id).is_some_and(|it| it.corrected_since(seen));
        if is_late {
            return Err(Error::Changed(format!("commitment {id}")));
        }
        self.say_in(turn, id, Event::Corrected(corrected), actor)
    }

    /// Takes down what an office says of a commitment that it answers for; the supervision office
    /// may speak of any.
    ///
    /// # Errors
    /// Where the commitment is unknown or not the office's, the text is empty, or the store fails.
    pub fn state(&self, id: &str, stated: Stated, actor: &Actor) -> Result<u64, Error> {
        if stated.text.zh.trim().is_empty() {
            return Err(Error::Invalid("a statement needs a text".to_owned()));
        }
        let accounts = self.accounts();
        let owner = accounts.commitment(id).and_then(|commitment| commitment.owner.as_ref());
        let answers = owner
            .is_some_and(|it| it.lead == actor.office || it.supporting.contains(&actor.office));
        if !answers {
            needs_role(actor, ROLE_SUPERVISOR)?;
        }
        self.say(id, Event::Stated(stated), actor)
    }

    /// Takes down a value that an office releases.
    ///
    /// # Errors
    /// Where the commitment is unknown, the actor releases no figures, the period is not one, or
    /// the store fails.
    pub fn observe(&self, id: &str, observed: Observed, actor: &Actor) -> Result<u64, Error> {
        needs_role(actor, ROLE_STATISTICIAN)?;
        if observed.to < observed.from {
            return Err(Error::Invalid("the period ends before it begins".to_owned()));
        }
        self.say(id, Event::Observed(observed), actor)
    }

    /// A measure by its name, `works/tourist_toilets`, with its pack.
    ///
    /// # Errors
    /// Where there is none.
    pub fn measure(&self, name: &str) -> Result<(&pack::Pack, &pack::Measure), Error> {
        self.figures().measure(name)
    }

    /// Refuses offices that the city does not have, and a due day before the report's year.
    pub(crate) fn check_assigned(&self, assigned: &Assigned, year: i16) -> Result<(), Error> {
        for office in assigned.supporting.iter().chain([&assigned.lead]) {
            if self.city().office(office).is_none() {
                return Err(Error::NotFound(format!("office {office}")));
            }
        }
        match assigned.due {
            Some(due) if due.year() < year => {
                Err(CorrectionError::BadValue { field: "due", value: due.to_string() }.into())
            }
            _ => Ok(()),
        }
    }

    /// Refuses a correction whose words do not stand in the report where it says.
    fn check_places(&self, id: &str, change: &CommitmentChange) -> Result<(), Error> {
        let accounts = self.accounts();
        let unknown = || Error::NotFound(format!("commitment {id}"));
        let report = &accounts.commitment(id).ok_or_else(unknown)?.made.report;
        let is_right = match change {
            CommitmentChange::Promise { words: Some(Piece { span, quote }), .. } => {
                let span = Span { start: span.0 as usize, end: span.1 as usize };
                reader::words_at(&self.report_text(report)?, span) == *quote
            }
            CommitmentChange::Target { to, .. } => {
                let characters = accounts.reports.get(report).map_or(0, |it| it.taken.characters);
                to.span.0 < to.span.1 && to.span.1 <= characters
            }
            _ => true,
        };
        if is_right { Ok(()) } else { Err(CorrectionError::BadSpan.into()) }
    }

    fn say(&self, id: &str, event: Event, actor: &Actor) -> Result<u64, Error> {
        self.say_in(self.turn(id)?, id, event, actor)
    }

    fn say_in(&self, turn: Turn<'_>, id: &str, event: Event, actor: &Actor) -> Result<u64, Error> {
        let mut commitment = self
            .accounts()
            .commitment(id)
            .cloned()
            .ok_or_else(|| Error::NotFound(format!("commitment {id}")))?;
        let draft = Pending::new(event.kind(), id, event.to_body());
        // Tried on a copy first: what cannot be folded is never recorded.
        commitment.apply(event, &actor.office, self.today(), 0).map_err(|error| match error {
            EventError::BadCorrection(error) => Error::Correction(error),
            other => Error::Invalid(other.to_string()),
        })?;
        let recorded = self.record(turn, actor, vec![draft], Vec::new())?;
        Ok(recorded[0])
    }
}

fn needs_reason(reason: &str) -> Result<(), Error> {
    if reason.trim().is_empty() {
        return Err(Error::Invalid("what is changed after publication needs a reason".to_owned()));
    }
    Ok(())
}

pub(crate) fn check_reason(reason: Option<&str>) -> Result<(), Error> {
    if reason.is_some_and(|reason| reason.chars().count() > REASON_MAX) {
        return Err(Error::Invalid(format!("a reason has at most {REASON_MAX} characters")));
    }
    Ok(())
}

pub(crate) fn needs_role(actor: &Actor, needed: &'static str) -> Result<(), Error> {
    if actor.role == needed {
        return Ok(());
    }
    Err(Error::Forbidden { needed, given: actor.role.clone() })
}
