//! Open311 GeoReport v2: the records of a public register as service requests, for any program that
//! speaks it (<https://wiki.open311.org/GeoReport_v2/>). Which register, and which of its fields
//! tells what, a pack says in its table `[open311]`.
//!
//! Each pack has an endpoint of its own, `/open311/PACK/v2`; `/open311/discovery` lists them.

mod node;
mod requests;
mod services;

use std::collections::BTreeMap;

use app::Error;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use pack::{Language, Open311, Pack, Register};

use crate::failure::Failure;
use crate::limits::Sender;
use crate::page::input::Sent;
use crate::portal::Portal;
use crate::visit::Visit;
use node::{Format, Node};

/// A register as an endpoint.
#[derive(Clone, Copy)]
struct Endpoint<'a> {
    pack: &'a Pack,
    told: &'a Open311,
    register: &'a Register,
    /// The code field whose codes are the services.
    category: &'a str,
    language: Language,
}

/// What was asked for beside the path.
struct Asked {
    parameters: BTreeMap<String, String>,
    language: Language,
    /// Where this site is, as the one who asks calls it: `https://city.example`.
    base: String,
}

/// An answer, and what it is called in XML.
type Answer = Result<(&'static str, Node), Fault>;

/// Why a request cannot be answered, with the status that the specification gives it.
#[derive(Debug)]
struct Fault {
    status: StatusCode,
    description: String,
}

impl Fault {
    fn missing(what: &str) -> Self {
        Self { status: StatusCode::NOT_FOUND, description: format!("{what} was not found") }
    }

    fn bad(description: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, description: description.into() }
    }

    /// One error, as a list of one.
    fn node(&self) -> Node {
        let error = vec![
            ("code", Node::Text(self.status.as_u16().to_string())),
            ("description", Node::Text(self.description.clone())),
        ];
        Node::List("error", vec![Node::Object(error)])
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let Failure { status, code, detail } = Failure::from(&error);
        let description = detail.unwrap_or_else(|| code.to_owned());
        let status = match status {
            StatusCode::NOT_FOUND => status,
            other if other.is_server_error() => other,
            _ => StatusCode::BAD_REQUEST,
        };
        Self { status, description }
    }
}

impl<'a> Endpoint<'a> {
    fn of(pack: &'a Pack, language: Language) -> Option<Self> {
        let told = pack.open311.as_ref()?;
        let register = pack.registers.get(&told.register)?;
        let category = register.category.as_deref()?;
        Some(Self { pack, told, register, category, language })
    }

    /// The services: codes of the category.
    fn codes(&self) -> &'a [String] {
        match self.register.field(self.category).map(|field| &field.field_type) {
            Some(pack::FieldType::Code { codes }) => codes,
            _ => &[],
        }
    }

    fn message(&self, key: &str) -> String {
        self.pack.message(self.language, key).to_owned()
    }

    fn service_name(&self, code: &str) -> &'a str {
        let key = format!("code.{}.{}.{code}", self.told.register, self.category);
        self.pack.messages.get(self.language, &key).unwrap_or_default()
    }
}

impl Asked {
    fn new(visit: &Visit, headers: &HeaderMap, query: Option<&str>) -> Self {
        let parameters = serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default();
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let scheme = text("x-forwarded-proto").filter(|scheme| *scheme == "https");
        let host = text("host").unwrap_or("localhost");
        let base = format!("{}://{host}", scheme.unwrap_or("http"));
        Self { parameters, language: visit.language, base }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The parts of a list between commas.
    fn list(&self, name: &str) -> Option<Vec<&str>> {
        let parts = self.get(name)?.split(',').map(str::trim);
        Some(parts.filter(|part| !part.is_empty()).collect())
    }

    /// Whoever names a jurisdiction must mean this city.
    fn is_of(&self, city: &str) -> Result<(), Fault> {
        match self.get("jurisdiction_id") {
            Some(other) if other != city => {
                Err(Fault::missing(&format!("jurisdiction_id {other}")))
            }
            _ => Ok(()),
        }
    }
}

/// `GET /open311/discovery.FORMAT`
pub(crate) async fn discovery(
    State(portal): State<Portal>,
    Path(file): Path<String>,
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(("discovery", format)) = Format::of(&file) else {
        return send(Format::Xml, StatusCode::OK, Err(Fault::missing("this format")));
    };
    let asked = Asked::new(&visit, &headers, query.as_deref());
    send(format, StatusCode::OK, services::discovery(&portal.app, &asked))
}

/// `GET /open311/{pack}/v2/…`
pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((pack, path)): Path<(String, String)>,
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some((path, format)) = Format::of(&path).map(|(path, it)| (path.to_owned(), it)) else {
        return send(Format::Xml, StatusCode::OK, Err(Fault::missing("this format")));
    };
    let asked = Asked::new(&visit, &headers, query.as_deref());
    let answer = portal
        .blocking(move |portal| {
            Ok(portal.app.packs().get(&pack).and_then(|pack| Endpoint::of(pack, asked.language)))
                .map(|endpoint| {
                    let endpoint = endpoint.ok_or_else(|| Fault::missing("this endpoint"))?;
                    asked.is_of(&portal.app.city().id)?;
                    match path.split_once('/') {
                        None if path == "services" => Ok(services::list(endpoint)),
                        None if path == "requests" => requests::list(portal, endpoint, &asked),
                        Some(("services", code)) => services::definition(portal, endpoint, code),
                        Some(("requests", id)) => requests::one(portal, endpoint, id, &asked),
                        Some(("tokens", token)) => requests::token(portal, endpoint, token),
                        _ => Err(Fault::missing("this resource")),
                    }
                })
        })
        .await;
    send(format, StatusCode::OK, answer.unwrap_or_else(|error| Err(error.into())))
}

/// `POST /open311/{pack}/v2/requests.FORMAT`
pub(crate) async fn post(
    State(portal): State<Portal>,
    Path((pack, path)): Path<(String, String)>,
    sender: Sender,
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    let Some(("requests", format)) = Format::of(&path) else {
        return send(Format::Xml, StatusCode::OK, Err(Fault::missing("this resource")));
    };
    let mut asked = Asked::new(&visit, &headers, query.as_deref());
    asked.parameters.extend(sent.typed.all());
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    let guard = portal.clone();
    let answer = portal
        .blocking(move |portal| {
            let found = portal.app.packs().get(&pack);
            let Some(endpoint) = found.and_then(|pack| Endpoint::of(pack, asked.language)) else {
                return Ok(Err(Fault::missing("this endpoint")));
            };
            if let Err(fault) = asked.is_of(&portal.app.city().id) {
                return Ok(Err(fault));
            }
            match admitted(portal, endpoint, &asked)? {
                Admitted::ByKey => {}
                Admitted::ByNone => {
                    if let Err(Failure { status, code, .. }) = guard.admit(sender) {
                        return Ok(Err(Fault { status, description: code.to_owned() }));
                    }
                }
                Admitted::Not => {
                    let description = "the api_key is missing or not known".to_owned();
                    return Ok(Err(Fault { status: StatusCode::FORBIDDEN, description }));
                }
            }
            Ok(requests::open(portal, endpoint, &asked, key, sent.uploads))
        })
        .await;
    send(format, StatusCode::CREATED, answer.unwrap_or_else(|error| Err(error.into())))
}

/// By what somebody may send a request.
enum Admitted {
    /// By a key that is known: an office's token.
    ByKey,
    /// By none, where none is asked for.
    ByNone,
    Not,
}

fn admitted(portal: &Portal, endpoint: Endpoint<'_>, asked: &Asked) -> Result<Admitted, Error> {
    match asked.get("api_key") {
        Some(key) if portal.app.actor(key)?.is_some() => Ok(Admitted::ByKey),
        None if !endpoint.told.needs_key => Ok(Admitted::ByNone),
        _ => Ok(Admitted::Not),
    }
}

fn send(format: Format, status: StatusCode, answer: Answer) -> Response {
    let (status, body) = match &answer {
        Ok((root, node)) => (status, format.write(root, node)),
        Err(fault) => (fault.status, format.write("errors", &fault.node())),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        // Programs in the pages of others may read what everyone may.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, body).into_response()
}
