//! Correcting and assigning a published promise: what the machine read beside what persons made of
//! it, and a form for its words, for each of its figures, and for who answers for it.

use account::{
    Assigned, Commitment, CommitmentChange, Corrected, Made, Owner, PROMISE_KINDS, Piece,
};
use app::{Actor, Error};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::failure::{self, Failure};
use crate::fields::{self, Choice, Fields};
use crate::form::{CorrectionForm, FormError, narrow, nearest_place};
use crate::portal::{Frame, Portal};
use crate::refusal;
use crate::text::Texts;
use crate::view::CommitmentView;
use crate::visit::{Supervisor, Visit};

#[derive(Template)]
#[template(path = "correct.html")]
struct CorrectPage {
    frame: Frame,
    view: CommitmentView,
    /// Where the forms are sent to.
    action: String,
    /// How many entries the log had.
    seen: u64,
    words: PartView,
    /// One for each figure of the view.
    figures: Vec<PartView>,
    owner: PartView,
    refused: Option<Refused>,
    done: bool,
}

/// A part of the promise with its form.
struct PartView {
    /// Its name in forms and anchors.
    key: String,
    fields: Fields,
    reason: String,
}

/// Why a correction was not taken down, and what was typed.
struct Refused {
    why: String,
    typed: CorrectionForm,
}

/// A part of a promise that has a form of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Words,
    Figure(usize),
    Owner,
}

/// What a form means.
enum Meant {
    Corrected(Corrected),
    Assigned(Assigned),
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((report, ordinal)): Path<(String, String)>,
    _: Supervisor,
    visit: Visit,
) -> Response {
    let id = format!("{report}/{ordinal}");
    portal.page(visit, move |portal, frame| page(portal, frame, &id, None)).await
}

/// Takes a correction or an assignment down; one that is refused shows the page again with what was
/// typed.
pub(crate) async fn correct(
    State(portal): State<Portal>,
    Path((report, ordinal)): Path<(String, String)>,
    Supervisor(actor): Supervisor,
    visit: Visit,
    Form(form): Form<CorrectionForm>,
) -> Response {
    let id = format!("{report}/{ordinal}");
    let (texts, at, typed) = (Texts::of(visit.language), id.clone(), form.clone());
    let done =
        portal.clone().blocking(move |portal| take_down(portal, texts, &at, &form, &actor)).await;
    match done {
        Ok(Ok(())) => {
            Redirect::to(&format!("/commitments/{id}/correct?done=1#main")).into_response()
        }
        Ok(Err((status, why))) => {
            let refused = Some(Refused { why, typed });
            let make = move |portal: &Portal, frame: Frame| page(portal, frame, &id, refused);
            portal.page_with(status, visit, make).await
        }
        Err(error) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    }
}

/// The inner error says why it was not taken down, for the one who typed it to mend.
fn take_down(
    portal: &Portal,
    texts: &Texts,
    id: &str,
    form: &CorrectionForm,
    actor: &Actor,
) -> Result<Result<(), (StatusCode, String)>, Error> {
    let accounts = portal.app.accounts();
    let unknown = || Error::NotFound(format!("commitment {id}"));
    let commitment = accounts.commitment(id).ok_or_else(unknown)?;
    let read = portal.reading(&commitment.made.report)?;
    let taken = match form.meant(commitment, &read.text) {
        Ok(Meant::Corrected(corrected)) => {
            portal.app.correct_commitment(id, corrected, form.seen(), actor)
        }
        Ok(Meant::Assigned(assigned)) => portal.app.assign(id, assigned, form.seen(), actor),
        Err(error) => return Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, error.told(texts)))),
    };
    match taken {
        Ok(_) => Ok(Ok(())),
        Err(error) => refusal::of_correction(texts, error).map(Err),
    }
}

fn page(
    portal: &Portal,
    frame: Frame,
    id: &str,
    refused: Option<Refused>,
) -> Result<CorrectPage, Error> {
    let report = id.rsplit_once('/').map_or(id, |(report, _)| report);
    let board = portal.app.board(report, frame.on)?;
    let judged = board.find(id).ok_or_else(|| Error::NotFound(format!("commitment {id}")))?;
    let Commitment { made, targets, owner, .. } = &judged.commitment;
    let part = |part, fields| PartView::new(part, fields, refused.as_ref());
    let figures = targets.iter().enumerate().map(|(at, target)| {
        part(Part::Figure(at), Fields::of_target(portal, &frame, &target.made))
    });
    let assigned = owner.as_ref().map(assigned);
    Ok(CorrectPage {
        action: format!("/commitments/{id}/correct"),
        seen: frame.log_size,
        words: part(Part::Words, words_fields(portal, &frame, made)),
        figures: figures.collect(),
        owner: part(Part::Owner, Fields::of_owner(portal, &frame, assigned.as_ref())),
        done: frame.address.get("done").is_some() && refused.is_none(),
        view: CommitmentView::new(&portal.app, &frame, judged),
        refused,
        frame,
    })
}

/// The form of a promise's words.
fn words_fields(portal: &Portal, frame: &Frame, made: &Made) -> Fields {
    let kind = made.kind.as_deref().unwrap_or_default();
    let mut kinds = fields::choices(frame, "promise-kind", &PROMISE_KINDS, kind);
    if made.kind.is_none() {
        // Promises from before kinds were kept have none; the form must not choose one by itself.
        let untold = Choice { value: String::new(), text: "—".to_owned(), chosen: true };
        kinds.insert(0, untold);
    }
    Fields {
        quote: made.quote.clone(),
        action: made.action.clone(),
        object: made.object.clone(),
        year: made.year.map(|year| year.to_string()).unwrap_or_default(),
        kinds,
        ..Fields::empty(portal, frame)
    }
}

fn assigned(owner: &Owner) -> Assigned {
    Assigned {
        lead: owner.lead.clone(),
        supporting: owner.supporting.clone(),
        due: owner.due,
        reason: None,
    }
}

impl CorrectionForm {
    /// What the form means for a commitment of a report of that text.
    fn meant(&self, commitment: &Commitment, text: &str) -> Result<Meant, FormError> {
        let reason = self.reason()?;
        let part = Part::named(self.get("item")).ok_or(FormError::Gone)?;
        let change = match (part, self.get("act")) {
            (Part::Owner, "save") => {
                let lead = self.filled("lead").ok_or(FormError::NoLead)?;
                let (supporting, due) = (self.supporting(), self.due()?);
                let reason = Some(reason);
                return Ok(Meant::Assigned(Assigned { lead, supporting, due, reason }));
            }
            (Part::Words, "save") => self.words(&commitment.made, text)?,
            (Part::Words, "drop") => CommitmentChange::Drop,
            (Part::Words, "restore") => CommitmentChange::Restore,
            (Part::Figure(target), "save") => {
                let was = commitment.targets.get(target).ok_or(FormError::Gone)?;
                let to = Box::new(self.target(was.made.span)?);
                CommitmentChange::Target { target, to }
            }
            (Part::Figure(target), "drop") => CommitmentChange::DropTarget { target },
            (Part::Figure(target), "restore") => CommitmentChange::RestoreTarget { target },
            _ => return Err(FormError::Gone),
        };
        Ok(Meant::Corrected(Corrected { change, reason }))
    }

    fn words(&self, made: &Made, text: &str) -> Result<CommitmentChange, FormError> {
        let typed = self.get("quote");
        let words = if typed == made.quote {
            None
        } else {
            let span = nearest_place(text, typed, made.span)?;
            Some(Piece { span: narrow(span), quote: reader::words_at(text, span) })
        };
        Ok(CommitmentChange::Promise {
            action: self.get("action").to_owned(),
            object: self.get("object").to_owned(),
            year: self.year()?,
            kind: self.filled("kind"),
            words,
        })
    }
}

impl PartView {
    /// With what was typed into its form, where that is the one that was refused.
    fn new(part: Part, mut fields: Fields, refused: Option<&Refused>) -> Self {
        let key = part.key();
        let mut reason = String::new();
        if let Some(Refused { typed, .. }) = refused.filter(|it| it.typed.get("item") == key) {
            fields.retype(typed);
            typed.get("reason").clone_into(&mut reason);
        }
        Self { key, fields, reason }
    }
}

impl Refused {
    /// The part whose form it was, for a link back to it.
    fn part(&self) -> Option<String> {
        Part::named(self.typed.get("item")).map(Part::key)
    }
}

impl Part {
    /// Its name in forms and anchors: `words`, `f0`, `owner`.
    fn key(self) -> String {
        match self {
            Self::Words => "words".to_owned(),
            Self::Figure(at) => format!("f{at}"),
            Self::Owner => "owner".to_owned(),
        }
    }

    fn named(key: &str) -> Option<Self> {
        match key {
            "words" => Some(Self::Words),
            "owner" => Some(Self::Owner),
            figure => figure.strip_prefix('f')?.parse().ok().map(Self::Figure),
        }
    }
}
