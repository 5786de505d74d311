//! Answers as Open311 gives them: one value, written as XML or as JSON.

use serde_json::{Map, Number, Value};

/// A value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// Nothing is known.
    Null,
    Text(String),
    Flag(bool),
    /// Degrees, exact to the sixth decimal.
    Number(f64),
    /// Names and values, in the order in which they are told.
    Object(Vec<(&'static str, Node)>),
    /// Values, and what each is called in XML.
    List(&'static str, Vec<Node>),
}

/// The two forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Xml,
    Json,
}

impl Format {
    /// The form that a file name asks for, with the name before it.
    pub(super) fn of(path: &str) -> Option<(&str, Self)> {
        let (name, ending) = path.rsplit_once('.')?;
        match ending {
            "xml" => Some((name, Self::Xml)),
            "json" => Some((name, Self::Json)),
            _ => None,
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Xml => "text/xml; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// A value in this form; `root` is what it is called in XML.
    pub(super) fn write(self, root: &str, node: &Node) -> String {
        match self {
            Self::Json => node.json().to_string(),
            Self::Xml => {
                let mut out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned();
                node.xml(root, &mut out);
                out
            }
        }
    }
}

impl Node {
    /// A text, or nothing where it is empty.
    pub(super) fn text(text: &str) -> Self {
        if text.is_empty() { Self::Null } else { Self::Text(text.to_owned()) }
    }

    fn json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::String(text.clone()),
            Self::Flag(flag) => Value::Bool(*flag),
            Self::Number(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
            Self::Object(members) => {
                let members = members.iter().map(|(name, node)| ((*name).to_owned(), node.json()));
                Value::Object(members.collect::<Map<_, _>>())
            }
            Self::List(_, nodes) => Value::Array(nodes.iter().map(Self::json).collect()),
        }
    }

    fn xml(&self, name: &str, out: &mut String) {
        if *self == Self::Null {
            *out += &format!("<{name}/>");
            return;
        }
        *out += &format!("<{name}>");
        match self {
            Self::Null => {}
            Self::Text(text) => out.extend(text.chars().map(escaped)),
            Self::Flag(flag) => *out += if *flag { "true" } else { "false" },
            Self::Number(number) => *out += &number.to_string(),
            Self::Object(members) => members.iter().for_each(|(name, node)| node.xml(name, out)),
            Self::List(item, nodes) => nodes.iter().for_each(|node| node.xml(item, out)),
        }
        *out += &format!("</{name}>");
    }
}

/// A character as XML may have it; one that it may not have is shown as unknown.
fn escaped(character: char) -> String {
    match character {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\t' | '\n' | '\r' => character.to_string(),
        other if other.is_control() || matches!(other, '\u{FFFE}' | '\u{FFFF}') => {
            char::REPLACEMENT_CHARACTER.to_string()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_is_told_in_both_forms() {
        let request = Node::Object(vec![
            ("service_request_id", Node::text("7K3MQ-9TD2F")),
            ("status_notes", Node::text("")),
            ("description", Node::text("a < b & \u{1}c")),
            ("lat", Node::Number(43.8)),
            ("metadata", Node::Flag(false)),
        ]);
        let all = Node::List("request", vec![request]);
        assert_eq!(
            Format::Xml.write("service_requests", &all),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<service_requests><request>\
             <service_request_id>7K3MQ-9TD2F</service_request_id><status_notes/>\
             <description>a &lt; b &amp; \u{FFFD}c</description><lat>43.8</lat>\
             <metadata>false</metadata></request></service_requests>"
        );
        let json: Value = serde_json::from_str(&Format::Json.write("", &all)).expect("JSON");
        assert_eq!(json[0]["lat"], 43.8);
        assert_eq!(json[0]["status_notes"], Value::Null);
        assert_eq!(Format::of("requests.xml"), Some(("requests", Format::Xml)));
        assert_eq!(Format::of("requests.html"), None);
    }
}
