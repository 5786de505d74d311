//! What can be asked for: the endpoints, the services of one, and what each service asks.

use app::App;
use hall::City;
use pack::{Field, FieldType, PUBLIC, Visibility};

use super::{Answer, Asked, Endpoint, Fault, Node};
use crate::portal::Portal;

/// The version of the specification that is spoken.
const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";

/// Where the endpoints are, for programs that look for them (Open311 service discovery).
pub(super) fn discovery(app: &App, asked: &Asked) -> Answer {
    let since = |app: &App| app.city().instant(app.today(), 0).to_string();
    let formats = ["text/xml", "application/json"].map(|it| Node::Text(it.to_owned()));
    let endpoint = |pack: &pack::Pack| {
        Node::Object(vec![
            ("specification", Node::text(SPECIFICATION)),
            ("url", Node::Text(format!("{}/open311/{}/v2", asked.base, pack.id))),
            ("changeset", Node::Text(since(app))),
            ("type", Node::text("production")),
            ("formats", Node::List("format", formats.to_vec())),
        ])
    };
    let packs = app.packs().values().filter(|pack| pack.open311.is_some());
    let answer = vec![
        ("changeset", Node::Text(since(app))),
        ("contact", Node::Text(format!("{}/about", asked.base))),
        ("key_service", Node::Text(format!("{}/about", asked.base))),
        ("endpoints", Node::List("endpoint", packs.map(endpoint).collect())),
    ];
    Ok(("discovery", Node::Object(answer)))
}

/// Every service: a code of the register's category.
pub(super) fn list(endpoint: Endpoint<'_>) -> (&'static str, Node) {
    let group = endpoint.message(&format!("register.{}", endpoint.told.register));
    let has_more = attributes(endpoint).next().is_some();
    let service = |code: &String| {
        let note = format!("note.code.{}.{}.{code}", endpoint.told.register, endpoint.category);
        let note = endpoint.pack.messages.get(endpoint.language, &note);
        let name = endpoint.service_name(code);
        Node::Object(vec![
            ("service_code", Node::text(code)),
            ("service_name", Node::text(name)),
            ("description", Node::text(note.unwrap_or(name))),
            ("metadata", Node::Flag(has_more)),
            ("type", Node::text("realtime")),
            ("keywords", Node::Null),
            ("group", Node::text(&group)),
        ])
    };
    ("services", Node::List("service", endpoint.codes().iter().map(service).collect()))
}

/// What a service asks beyond what every service does.
pub(super) fn definition(portal: &Portal, endpoint: Endpoint<'_>, code: &str) -> Answer {
    if !endpoint.codes().iter().any(|known| known == code) {
        return Err(Fault::missing(&format!("service_code {code}")));
    }
    let city = portal.app.city();
    let attribute = |(order, field): (usize, &Field)| {
        let key = format!("field.{}.{}", endpoint.told.register, field.id);
        let note = endpoint.pack.messages.get(endpoint.language, &format!("note.{key}"));
        let (datatype, values) = datatype(endpoint, city, field);
        Node::Object(vec![
            ("variable", Node::Flag(true)),
            ("code", Node::text(&field.id)),
            ("datatype", Node::text(datatype)),
            ("required", Node::Flag(field.required.as_ref().is_some_and(|it| it.0.is_empty()))),
            ("datatype_description", Node::text(note.unwrap_or_default())),
            ("order", Node::Text((order + 1).to_string())),
            ("description", Node::text(&endpoint.message(&key))),
            ("values", values),
        ])
    };
    let attributes = attributes(endpoint).enumerate().map(attribute).collect();
    let answer = vec![
        ("service_code", Node::text(code)),
        ("attributes", Node::List("attribute", attributes)),
    ];
    Ok(("service_definition", Node::Object(answer)))
}

/// The fields that the public is asked for and that no parameter of the specification tells.
pub(super) fn attributes<'a>(endpoint: Endpoint<'a>) -> impl Iterator<Item = &'a Field> {
    let Endpoint { pack, told, register, category, .. } = endpoint;
    let procedure = pack.procedures.values().find(|it| it.register == told.register);
    let known = [
        Some(category),
        Some(&*told.description),
        told.address.as_deref(),
        told.media.as_deref(),
        told.contact.as_deref(),
        register.point.as_deref(),
        register.place.as_deref(),
    ];
    let is_asked = move |field: &&Field| {
        procedure.is_some_and(|procedure| procedure.asks(field, PUBLIC))
            && field.visibility == Visibility::Public
            && !known.contains(&Some(field.id.as_str()))
            && !matches!(field.field_type, FieldType::File { .. })
    };
    register.fields.iter().filter(is_asked)
}

/// What kind of value a field takes, and the list that it is chosen from.
fn datatype(endpoint: Endpoint<'_>, city: &City, field: &Field) -> (&'static str, Node) {
    let list = |all: Vec<(String, String)>| {
        let value = |(key, name): (String, String)| {
            Node::Object(vec![("key", Node::Text(key)), ("name", Node::Text(name))])
        };
        ("singlevaluelist", Node::List("value", all.into_iter().map(value).collect()))
    };
    let name = |name: &hall::Name| match endpoint.language {
        pack::Language::Chinese => name.zh.clone(),
        pack::Language::English => name.en.clone(),
    };
    match &field.field_type {
        FieldType::Number { .. } | FieldType::Money => ("number", Node::Null),
        FieldType::Date => ("datetime", Node::Null),
        FieldType::Code { codes } => {
            let key =
                |code: &String| format!("code.{}.{}.{code}", endpoint.told.register, field.id);
            let one = |code: &String| (code.clone(), endpoint.message(&key(code)));
            list(codes.iter().map(one).collect())
        }
        FieldType::Place => {
            list(city.places.iter().map(|it| (it.code.clone(), name(&it.name))).collect())
        }
        FieldType::Office { .. } => {
            list(city.offices.iter().map(|it| (it.id.clone(), name(&it.name))).collect())
        }
        FieldType::Flag => {
            list(["true", "false"].map(|it| (it.to_owned(), it.to_owned())).to_vec())
        }
        FieldType::Text | FieldType::Point | FieldType::File { .. } => ("string", Node::Null),
    }
}
