//! What a record has that is not public: what everyone may know of it, and the act of looking.

use app::{App, Error};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use hall::{Class, Look, Record};
use jiff::Timestamp;
use pack::{Language, Pack};
use serde::Deserialize;

use super::entry::role_name;
use super::record::{self, Outcome};
use crate::failure::{self, Failure};
use crate::portal::{Frame, Portal};
use crate::visit::Visit;

/// What is kept of a person, as everyone sees it. Values are there only after a recorded look.
pub(crate) struct PersonalView {
    /// What the fields are called.
    pub(crate) fields: Vec<String>,
    /// Who looked, latest first.
    pub(crate) looks: Vec<LookView>,
    /// The day on which it was erased.
    pub(crate) erased: Option<String>,
    /// Where the visitor can ask to see it; `None` where they may not.
    pub(crate) action: Option<String>,
    /// Names and values, where this page answers a look.
    pub(crate) shown: Vec<(String, String)>,
}

/// One look.
pub(crate) struct LookView {
    pub(crate) at: String,
    pub(crate) office: String,
    pub(crate) role: String,
    pub(crate) reason: String,
    pub(crate) entry: u64,
    pub(crate) entry_address: String,
}

/// What the form of a look sends.
#[derive(Deserialize)]
pub(crate) struct LookForm {
    #[serde(default)]
    reason: String,
}

/// Records a look of who signed in, and then shows what is kept, this once.
pub(crate) async fn look(
    State(portal): State<Portal>,
    Path((pack, number)): Path<(String, String)>,
    visit: Visit,
    Form(form): Form<LookForm>,
) -> Response {
    let id = format!("{pack}/{number}");
    let token = visit.token.clone().unwrap_or_default();
    let (at, reason) = (id.clone(), form.reason.clone());
    let looked = portal
        .clone()
        .blocking(move |portal| {
            let Some(actor) = portal.app.actor(&token)? else {
                return Ok(None);
            };
            portal.app.look(&at, Some(reason), &actor).map(Some)
        })
        .await;
    let (status, outcome) = match looked {
        Ok(Some(shown)) => {
            (axum::http::StatusCode::OK, Outcome { shown: shown.values, ..Outcome::default() })
        }
        Ok(None) => {
            return failure::page(visit.language, &visit.address, &Failure::signed_out());
        }
        Err(Error::Refused(refusal)) => {
            let Failure { status, .. } = Failure::from(&Error::Refused(refusal.clone()));
            (status, Outcome { refused: Some(refusal), ..Outcome::default() })
        }
        Err(error) => {
            return failure::page(visit.language, &visit.address, &Failure::from(&error));
        }
    };
    let make = move |portal: &Portal, frame: Frame| record::page(portal, frame, &id, outcome);
    private(portal.page_with(status, visit, make).await)
}

/// An answer that no cache keeps, no other site hears of and no search engine lists.
pub(crate) fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let robots = HeaderName::from_static("x-robots-tag");
    headers.insert(robots, HeaderValue::from_static("noindex, nofollow"));
    response
}

/// What a record's page says of what is kept of a person; `None` where nothing is.
pub(crate) fn view(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    record: &Record,
    shown: &[(String, String)],
) -> Result<Option<PersonalView>, Error> {
    let Some((_, matter)) = portal.app.matter(record, Class::Personal)? else {
        return Ok(None);
    };
    // A link alone, of whoever reported, keeps nothing of them.
    if matter.kept.is_empty() {
        return Ok(None);
    }
    let name = |field: &str| field_name(frame.texts.language, pack, record, field);
    let may_look = frame.actor.as_ref().is_some_and(|actor| {
        hall::may_see(pack, record, Class::Personal, actor).is_ok() && matter.erased.is_none()
    });
    Ok(Some(PersonalView {
        fields: matter.kept.iter().map(|(_, kept)| name(&kept.field)).collect(),
        looks: looks(portal, frame, &matter.looks),
        erased: matter.erased.map(|(_, at)| frame.texts.date(portal.app.city().day(at))),
        action: may_look.then(|| format!("/records/{}/look", record.id)),
        shown: shown.iter().map(|(field, value)| (name(field), value.clone())).collect(),
    }))
}

/// The looks, latest first.
pub(crate) fn looks(portal: &Portal, frame: &Frame, looks: &[Look]) -> Vec<LookView> {
    let view = |look: &Look| LookView {
        at: moment(&portal.app, frame, look.at),
        office: frame.office(&portal.app, &look.office),
        role: role_name(portal, frame, &look.role),
        reason: look.looked.reason.clone(),
        entry: look.entry,
        entry_address: frame.link(&format!("/entries/{}", look.entry)),
    };
    looks.iter().rev().map(view).collect()
}

/// Day, hour and minute in the city.
pub(crate) fn moment(app: &App, frame: &Frame, at: Timestamp) -> String {
    frame.texts.moment(app.city().local(at))
}

/// What a field of a record is called.
pub(crate) fn field_name(language: Language, pack: &Pack, record: &Record, field: &str) -> String {
    let key = format!("field.{}.{field}", record.opened.register);
    pack.message(language, &key).to_owned()
}
