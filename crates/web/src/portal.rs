//! The site's state, and how a handler becomes a page.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::{Actor, App, Error, ROLE_SUPERVISOR};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;
use pack::Language;
use reader::Reading;

use crate::address::Address;
use crate::failure::{self, Failure};
use crate::limits::{Limits, Sender};
use crate::page::submit;
use crate::session;
use crate::text::Texts;
use crate::upload::ReadFile;
use crate::visit::Visit;

/// What every handler shares.
#[derive(Clone)]
pub(crate) struct Portal {
    pub(crate) app: Arc<App>,
    pub(crate) read_file: ReadFile,
    limits: Arc<Limits>,
    readings: Arc<Mutex<BTreeMap<String, Arc<ReadReport>>>>,
}

/// A report's text with its reading: neither ever changes once the report is taken in.
pub(crate) struct ReadReport {
    pub(crate) text: String,
    pub(crate) reading: Reading,
}

/// What every page shows around its own contents.
pub(crate) struct Frame {
    pub(crate) texts: &'static Texts,
    /// What the city is called.
    pub(crate) city: String,
    /// What must be said of the city on every page.
    pub(crate) notice: Option<String>,
    /// Where the visitor is.
    pub(crate) address: Address,
    /// The date that the page speaks of.
    pub(crate) on: Date,
    /// The city's day now.
    pub(crate) today: Date,
    /// The latest report's id.
    pub(crate) report: Option<String>,
    /// How many entries the log has.
    pub(crate) log_size: u64,
    /// Who signed in at the desk.
    pub(crate) actor: Option<Actor>,
    /// Whether there is something that anyone may report.
    pub(crate) takes_reports: bool,
}

impl Portal {
    pub(crate) fn new(app: Arc<App>, read_file: ReadFile) -> Self {
        Self { app, read_file, limits: Arc::default(), readings: Arc::default() }
    }

    /// Counts an act of somebody who did not sign in, and refuses it where there were too many.
    pub(crate) fn admit(&self, sender: Sender) -> Result<(), Failure> {
        self.limits.admit(sender, tokio::time::Instant::now())
    }

    /// Makes a page on a blocking thread: `make` calls the use case and fills the template.
    pub(crate) async fn page<T, F>(self, visit: Visit, make: F) -> Response
    where
        T: Template,
        F: FnOnce(&Self, Frame) -> Result<T, Error> + Send + 'static,
    {
        self.page_with(StatusCode::OK, visit, make).await
    }

    /// The same with another status than 200.
    pub(crate) async fn page_with<T, F>(self, status: StatusCode, visit: Visit, make: F) -> Response
    where
        T: Template,
        F: FnOnce(&Self, Frame) -> Result<T, Error> + Send + 'static,
    {
        let (language, chose) = (visit.language, visit.chose_language);
        let address = visit.address.clone();
        let made = self
            .blocking(move |portal| {
                let frame = portal.frame(&visit)?;
                let template = make(portal, frame)?;
                Ok(template.render())
            })
            .await;
        let mut response = match made {
            Ok(Ok(html)) => (status, Html(html)).into_response(),
            Ok(Err(error)) => failure::page(language, &address, &Failure::from(&error)),
            Err(error) => failure::page(language, &address, &Failure::from(&error)),
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        headers.append(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
        if chose && let Some(cookie) = session::remember_language(language.tag()) {
            headers.append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Runs a use case off the threads that serve connections.
    pub(crate) async fn blocking<T, F>(self, run: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T, Error> + Send + 'static,
    {
        match tokio::task::spawn_blocking(move || run(&self)).await {
            Ok(result) => result,
            // A panic is a bug: it goes on to the layer that answers 500 and keeps the server up.
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// A published report's text with its reading.
    pub(crate) fn reading(&self, report: &str) -> Result<Arc<ReadReport>, Error> {
        self.remembered(report, || self.app.report_text(report))
    }

    /// A draft's text with its reading; `sha256` is of its text, as another may come after it.
    pub(crate) fn draft_reading(&self, id: &str, sha256: &str) -> Result<Arc<ReadReport>, Error> {
        self.remembered(sha256, || self.app.draft_text(id))
    }

    fn remembered(
        &self,
        key: &str,
        text: impl FnOnce() -> Result<String, Error>,
    ) -> Result<Arc<ReadReport>, Error> {
        let mut readings = self.readings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = readings.get(key) {
            return Ok(Arc::clone(known));
        }
        let text = text()?;
        let reading = reader::read(&text);
        let read = Arc::new(ReadReport { text, reading });
        readings.insert(key.to_owned(), Arc::clone(&read));
        Ok(read)
    }

    fn frame(&self, visit: &Visit) -> Result<Frame, Error> {
        let texts = Texts::of(visit.language);
        let city = self.app.city();
        let today = self.app.today();
        let actor = match &visit.token {
            Some(token) => self.app.actor(token)?,
            None => None,
        };
        Ok(Frame {
            texts,
            city: texts.name(&city.name).to_owned(),
            notice: city.notice.as_ref().map(|notice| texts.name(notice).to_owned()),
            // The future has not been journaled yet.
            on: visit.on.unwrap_or(today).min(today),
            today,
            report: self.app.accounts().latest().map(|report| report.id.clone()),
            log_size: self.app.store().log_size()?,
            actor,
            takes_reports: submit::open_registers(&self.app).next().is_some(),
            address: visit.address.clone(),
        })
    }
}

impl Frame {
    /// A message without arguments.
    pub(crate) fn t(&self, key: &str) -> String {
        self.texts.get(key)
    }

    /// Whether who signed in acts for the supervision office, which corrects and assigns.
    pub(crate) fn is_supervisor(&self) -> bool {
        self.actor.as_ref().is_some_and(|actor| actor.role == ROLE_SUPERVISOR)
    }

    /// The address of another page of the site, on the same date.
    pub(crate) fn link(&self, path: &str) -> String {
        self.place_on(path).to_string()
    }

    /// The same, to be changed further.
    pub(crate) fn place_on(&self, path: &str) -> Address {
        let address = Address::new(path, None);
        if self.on == self.today { address } else { address.with("on", &self.on.to_string()) }
    }

    /// The latest report's page.
    pub(crate) fn report_address(&self) -> Option<String> {
        self.report.as_ref().map(|report| self.link(&format!("/reports/{report}")))
    }

    /// This page in each language: tag, name, address, and whether it is the one shown.
    pub(crate) fn languages(&self) -> Vec<(&'static str, &'static str, String, bool)> {
        let named = |language: Language| match language {
            Language::Chinese => "中文",
            Language::English => "English",
        };
        let entry = |language: Language| {
            let address = self.address.with("lang", language.tag()).to_string();
            (language.tag(), named(language), address, language == self.texts.language)
        };
        Language::ALL.map(entry).to_vec()
    }

    /// An office's name; its id where the city no longer has it.
    pub(crate) fn office(&self, app: &App, id: &str) -> String {
        if id == hall::PUBLIC_OFFICE {
            return self.t("role-public");
        }
        app.city()
            .office(id)
            .map_or_else(|| id.to_owned(), |it| self.texts.name(&it.name).to_owned())
    }

    /// A place's name; its code where the city no longer has it.
    pub(crate) fn place(&self, app: &App, code: &str) -> String {
        app.city()
            .place(code)
            .map_or_else(|| code.to_owned(), |it| self.texts.name(&it.name).to_owned())
    }
}
