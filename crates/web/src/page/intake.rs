//! Taking reports in: those that wait to be checked, those that are published, and the form that
//! uploads another.

use app::{Error, Unusable, Upload};
use askama::Template;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use pack::Language;

use super::draft::{self, Progress};
use crate::failure::{self, Failure};
use crate::portal::{Frame, Portal};
use crate::text::Texts;
use crate::upload::{Unreadable, UploadForm};
use crate::visit::{Supervisor, Visit};

#[derive(Template)]
#[template(path = "intake.html")]
struct Intake {
    frame: Frame,
    drafts: Vec<DraftRow>,
    /// Address, title and day of each report that is published.
    published: Vec<(String, String, String)>,
    /// Why the last upload was refused, and what was typed with it.
    refused: Option<String>,
    text: String,
    year: String,
}

/// A report that waits to be checked.
struct DraftRow {
    address: String,
    title: String,
    on: String,
    progress: Progress,
}

pub(crate) async fn show(State(portal): State<Portal>, _: Supervisor, visit: Visit) -> Response {
    portal.page(visit, |portal, frame| page(portal, frame, None, UploadForm::default())).await
}

/// Takes a file or a text as a draft; one that is refused shows the form again with what was typed.
pub(crate) async fn receive(
    State(portal): State<Portal>,
    Supervisor(actor): Supervisor,
    visit: Visit,
    parts: Multipart,
) -> Response {
    let form = match UploadForm::read(parts).await {
        Ok(form) => form,
        Err(error) => {
            let detail = Some(error.body_text());
            let failure = Failure { status: error.status(), code: "upload", detail };
            return failure::page(visit.language, &visit.address, &failure);
        }
    };
    let texts = Texts::of(visit.language);
    let received = portal
        .clone()
        .blocking(move |portal| {
            let upload = match to_upload(portal, texts, &form) {
                Ok(upload) => upload,
                Err(why) => return Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, why, form))),
            };
            match portal.app.receive_report(&upload, &actor) {
                Ok(id) => Ok(Ok(id)),
                Err(error) => match told(texts, &error) {
                    Some(why) => Ok(Err((Failure::from(&error).status, why, form))),
                    None => Err(error),
                },
            }
        })
        .await;
    match received {
        Ok(Ok(id)) => Redirect::to(&format!("/desk/reports/{id}")).into_response(),
        Ok(Err((status, why, form))) => {
            let make = move |portal: &Portal, frame: Frame| page(portal, frame, Some(why), form);
            portal.page_with(status, visit, make).await
        }
        Err(error) => failure::page(visit.language, &visit.address, &Failure::from(&error)),
    }
}

/// What was sent, as the use case takes it; else why it cannot be.
fn to_upload(portal: &Portal, texts: &Texts, form: &UploadForm) -> Result<Upload, String> {
    let year = match form.year.trim() {
        "" => None,
        year => Some(year.parse().map_err(|_| texts.get("upload-bad-year"))?),
    };
    if form.file.is_empty() && form.text.trim().is_empty() {
        return Err(texts.get("upload-nothing"));
    }
    if form.file.is_empty() {
        return Ok(Upload { year, ..Upload::text(form.text.clone()) });
    }
    let upload = (portal.read_file)(&form.file).map_err(|why| unreadable(texts, why))?;
    Ok(Upload { year, ..upload })
}

fn unreadable(texts: &Texts, why: Unreadable) -> String {
    match texts.language {
        Language::Chinese => why.zh,
        Language::English => why.en,
    }
}

/// Why a report was not received, where that is for the one who sent it to mend.
fn told(texts: &Texts, error: &Error) -> Option<String> {
    let key = match error {
        Error::Unusable(Unusable::NotChinese) => "upload-not-chinese",
        Error::Unusable(Unusable::NoPromise) => "upload-no-promise",
        Error::Unusable(Unusable::NoYear) => "upload-no-year",
        Error::Exists(_) => "upload-exists",
        _ => return None,
    };
    Some(texts.get(key))
}

fn page(
    portal: &Portal,
    frame: Frame,
    refused: Option<String>,
    typed: UploadForm,
) -> Result<Intake, Error> {
    let accounts = portal.app.accounts();
    let drafts = accounts.drafts.values().rev().map(|report| {
        let (_, read) = portal.app.draft(&report.id)?;
        Ok(DraftRow {
            address: frame.link(&format!("/desk/reports/{}", report.id)),
            title: draft::title(frame.texts, report),
            on: frame.texts.date(report.on),
            progress: Progress::of(&read),
        })
    });
    let drafts = drafts.collect::<Result<_, Error>>()?;
    let published = accounts.reports.values().rev().map(|report| {
        let address = frame.link(&format!("/reports/{}", report.id));
        (address, report.taken.title.clone(), frame.texts.date(report.on))
    });
    let published = published.collect();
    Ok(Intake { drafts, published, refused, text: typed.text, year: typed.year, frame })
}
