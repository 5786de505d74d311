//! Service requests: sending one, and what became of those that were sent.

use std::collections::BTreeMap;

use app::Given;
use hall::{File, Point, Record};
use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan};
use store::{Lately, RecordRow};

use super::services::attributes;
use super::{Answer, Asked, Endpoint, Fault, Node};
use crate::portal::Portal;
use crate::text::Texts;

/// The longest stretch of time that requests are told of at once: 90 days.
const SPAN_MOST_S: i64 = 90 * 24 * 60 * 60;

/// How many requests are told at once.
const TOLD_MOST: usize = 1_000;

/// `GET requests`: those named, or the latest that fit.
pub(super) fn list(portal: &Portal, endpoint: Endpoint<'_>, asked: &Asked) -> Answer {
    if let Some(ids) = asked.list("service_request_id") {
        let mut told = Vec::new();
        for id in ids.into_iter().take(TOLD_MOST) {
            told.push(request(portal, endpoint, &found(portal, endpoint, id)?, asked));
        }
        return Ok(("service_requests", Node::List("request", told)));
    }
    let mut rows = Vec::new();
    let (from, to) = period(portal, asked)?;
    let states = states(endpoint, asked)?;
    let codes = asked.list("service_code");
    let categories: Vec<Option<&str>> = match &codes {
        Some(codes) => codes.iter().copied().map(Some).collect(),
        None => vec![None],
    };
    for category in categories {
        if let Some(code) = category.filter(|code| !endpoint.codes().iter().any(|it| it == code)) {
            return Err(Fault::missing(&format!("service_code {code}")));
        }
        let lately = Lately {
            pack: endpoint.pack.id.clone(),
            register: endpoint.told.register.clone(),
            category: category.map(str::to_owned),
            states: states.clone(),
            from_s: Some(from),
            to_s: Some(to),
        };
        rows.extend(
            portal.app.store().latest_records(&lately, TOLD_MOST).map_err(app::Error::from)?,
        );
    }
    rows.sort_by(|one: &RecordRow, other| {
        (other.opened_s, &one.id).cmp(&(one.opened_s, &other.id))
    });
    rows.truncate(TOLD_MOST);
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        told.push(request(portal, endpoint, &portal.app.record_of(&row.id)?, asked));
    }
    Ok(("service_requests", Node::List("request", told)))
}

/// `GET requests/ID`
pub(super) fn one(portal: &Portal, endpoint: Endpoint<'_>, id: &str, asked: &Asked) -> Answer {
    let told = request(portal, endpoint, &found(portal, endpoint, id)?, asked);
    Ok(("service_requests", Node::List("request", vec![told])))
}

/// `GET tokens/TOKEN`: a request has its number at once, and that is its token too.
pub(super) fn token(portal: &Portal, endpoint: Endpoint<'_>, token: &str) -> Answer {
    found(portal, endpoint, token)?;
    let told = vec![("service_request_id", Node::text(token)), ("token", Node::text(token))];
    Ok(("service_requests", Node::List("request", vec![Node::Object(told)])))
}

/// `POST requests`
pub(super) fn open(
    portal: &Portal,
    endpoint: Endpoint<'_>,
    asked: &Asked,
    key: Option<String>,
    mut uploads: BTreeMap<String, Vec<u8>>,
) -> Answer {
    let fields = fields(portal, endpoint, asked)?;
    let media = uploads.remove("media").filter(|_| endpoint.told.media.is_some());
    let media = media.and_then(|bytes| Some((endpoint.told.media.clone()?, bytes)));
    let given = Given { fields, uploads: media.into_iter().collect() };
    let key = key.map_or_else(|| portal.app.report_key(), Ok)?;
    let register = &endpoint.told.register;
    let opening = portal.app.report(&endpoint.pack.id, register, &key, given)?;
    let texts = Texts::of(endpoint.language);
    let link = format!("{}/mine/{}", asked.base, opening.secret.unwrap_or_default());
    let mut notice = texts.with("open311-notice", "link", &link);
    if asked.get("media_url").is_some() {
        notice = format!("{notice} {}", texts.get("open311-no-media-url"));
    }
    let told = vec![
        ("service_request_id", Node::text(number(&opening.record))),
        ("service_notice", Node::Text(notice)),
        ("account_id", Node::Null),
    ];
    Ok(("service_requests", Node::List("request", vec![Node::Object(told)])))
}

/// What was sent, by the fields of the register.
fn fields(
    portal: &Portal,
    endpoint: Endpoint<'_>,
    asked: &Asked,
) -> Result<BTreeMap<String, String>, Fault> {
    let Endpoint { told, register, category, .. } = endpoint;
    let code =
        asked.get("service_code").ok_or_else(|| Fault::bad("service_code was not provided"))?;
    if !endpoint.codes().iter().any(|known| known == code) {
        return Err(Fault::missing(&format!("service_code {code}")));
    }
    let mut fields = BTreeMap::from([(category.to_owned(), code.to_owned())]);
    let mut put = |field: Option<&String>, value: Option<&str>| {
        if let (Some(field), Some(value)) = (field, value) {
            fields.insert(field.clone(), value.to_owned());
        }
    };
    let position = match (asked.get("lat"), asked.get("long")) {
        (Some(lat), Some(long)) => Some(format!("{long},{lat}")),
        _ => None,
    };
    let (address, place) = (asked.get("address_string"), asked.get("address_id"));
    if position.is_none() && address.is_none() && place.is_none() {
        return Err(Fault::bad("one of lat and long, address_string, address_id must be provided"));
    }
    put(register.point.as_ref(), position.as_deref());
    put(told.address.as_ref(), address);
    // Where only a point or an address is told, the place is the whole city until somebody looks.
    let city = portal.app.city();
    let whole = city.places.iter().find(|place| place.parent.is_none()).map(|it| &*it.code);
    put(register.place.as_ref(), place.or(whole));
    let name = endpoint.service_name(code);
    put(Some(&told.description), asked.get("description").or(Some(name)));
    let person = ["first_name", "last_name", "phone", "email"].map(|it| asked.get(it));
    let person: Vec<&str> = person.into_iter().flatten().collect();
    put(told.contact.as_ref(), Some(person.join(" ")).filter(|it| !it.is_empty()).as_deref());
    for field in attributes(endpoint) {
        let value = asked.get(&format!("attribute[{}]", field.id));
        let value = value.or_else(|| asked.get(&format!("attribute[{}][]", field.id)));
        put(Some(&field.id), value);
    }
    Ok(fields)
}

/// The record of a request's id.
fn found(portal: &Portal, endpoint: Endpoint<'_>, id: &str) -> Result<Record, Fault> {
    let record = portal.app.record_of(&format!("{}/{id}", endpoint.pack.id))?;
    if record.opened.register == endpoint.told.register {
        return Ok(record);
    }
    Err(Fault::missing(&format!("service_request_id {id}")))
}

/// From when until when requests are told, in seconds since 1970 UTC.
fn period(portal: &Portal, asked: &Asked) -> Result<(i64, i64), Fault> {
    let time = |name: &str| -> Result<Option<i64>, Fault> {
        let Some(text) = asked.get(name) else { return Ok(None) };
        // A blank is what a `+` before the zone becomes where it was not encoded.
        let at = text.replace(' ', "+").parse::<Timestamp>();
        let why =
            || Fault::bad(format!("{name} must be a time with its zone, 2010-01-01T00:00:00Z"));
        at.map(|at| Some(at.as_second())).map_err(|_| why())
    };
    let (from, to) = match (time("start_date")?, time("end_date")?) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, from + SPAN_MOST_S),
        (None, to) => {
            let to = to.unwrap_or_else(|| portal.app.now().as_second());
            (to - SPAN_MOST_S, to)
        }
    };
    if from > to || to - from > SPAN_MOST_S {
        return Err(Fault::bad("the dates may span at most 90 days, in order"));
    }
    Ok((from, to))
}

/// The states that are asked for by `status`; all, where there is none.
fn states(endpoint: Endpoint<'_>, asked: &Asked) -> Result<Option<Vec<String>>, Fault> {
    let Some(statuses) = asked.list("status") else { return Ok(None) };
    if let Some(other) = statuses.iter().find(|it| !["open", "closed"].contains(it)) {
        return Err(Fault::bad(format!("status is `open` or `closed`, and not `{other}`")));
    }
    let procedure =
        endpoint.pack.procedures.values().find(|it| it.register == endpoint.told.register);
    let all = procedure.map_or(&[][..], |procedure| &procedure.states).iter();
    let is_asked = |state: &&pack::State| statuses.contains(&status(endpoint, &state.id));
    Ok(Some(all.filter(is_asked).map(|state| state.id.clone()).collect()))
}

fn status(endpoint: Endpoint<'_>, state: &str) -> &'static str {
    let is_closed = endpoint.told.closed_in.iter().any(|closed| closed == state);
    if is_closed { "closed" } else { "open" }
}

fn number(id: &str) -> &str {
    id.split_once('/').map_or(id, |(_, number)| number)
}

/// A record as a request. What is not public is never in it.
fn request(portal: &Portal, endpoint: Endpoint<'_>, record: &Record, asked: &Asked) -> Node {
    let Endpoint { told, register, category, .. } = endpoint;
    let city = portal.app.city();
    let value = |field: Option<&str>| field.and_then(|it| record.field(it)).unwrap_or_default();
    let time = |at: Option<DateTime>| match at {
        Some(at) => Node::Text(format!("{at}{}", zone(city.utc_offset_hours))),
        None => Node::Null,
    };
    let code = value(Some(category));
    let state = format!("state.{}.{}", record.opened.procedure, record.state);
    let office = city.office(value(register.office.as_deref()));
    let place = city.place(value(register.place.as_deref()));
    let texts = Texts::of(endpoint.language);
    let point = Point::of_field(value(register.point.as_deref()));
    let degrees = |axis: fn(Point) -> i64| match point {
        Some(point) => Node::Number(format!("{}e-6", axis(point)).parse().unwrap_or_default()),
        None => Node::Null,
    };
    let address = match (value(told.address.as_deref()), place) {
        ("", Some(place)) => texts.name(&place.name),
        (address, _) => address,
    };
    let media = File::named(value(told.media.as_deref()));
    let media = media.map(|(hash, _)| format!("{}/documents/{hash}", asked.base));
    let history = || record.history.iter();
    Node::Object(vec![
        ("service_request_id", Node::text(number(&record.id))),
        ("status", Node::text(status(endpoint, &record.state))),
        ("status_notes", Node::text(&endpoint.message(&state))),
        ("service_name", Node::text(endpoint.service_name(code))),
        ("service_code", Node::text(code)),
        ("description", Node::text(value(Some(&told.description)))),
        ("agency_responsible", Node::text(office.map_or("", |it| texts.name(&it.name)))),
        ("service_notice", Node::Text(format!("{}/records/{}", asked.base, record.id))),
        ("requested_datetime", time(history().next().map(|it| it.at))),
        ("updated_datetime", time(history().next_back().map(|it| it.at))),
        ("expected_datetime", time(expected(portal, endpoint, record))),
        ("address", Node::text(address)),
        ("address_id", Node::text(place.map_or("", |place| &place.code))),
        ("zipcode", Node::Null),
        ("lat", degrees(|point| point.latitude)),
        ("long", degrees(|point| point.longitude)),
        ("media_url", media.map_or(Node::Null, Node::Text)),
    ])
}

/// When the first of the clocks that run is over; nothing where none runs.
fn expected(portal: &Portal, endpoint: Endpoint<'_>, record: &Record) -> Option<DateTime> {
    let now = portal.app.city().local(portal.app.now());
    let clocks = hall::clocks(endpoint.pack, portal.app.calendar(), record, now);
    let running = clocks.into_iter().filter_map(|(_, timed)| timed.ok());
    let due = running.filter(|it| it.ended.is_none() && !it.is_wait).map(|it| it.due.over_from());
    due.min().map(|over| over.saturating_sub(1.second()))
}

/// `+08:00`
fn zone(hours: i8) -> String {
    let sign = if hours < 0 { '-' } else { '+' };
    format!("{sign}{:02}:00", hours.unsigned_abs())
}
