//! Fields of a record, for JSON lines and CSV alike.

use rust_decimal::Decimal;

/// A record: its fields by name, in order.
pub(in crate::command) type Record = Vec<(&'static str, Value)>;

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::command) enum Value {
    /// Not known.
    Null,
    /// A field that is left out of JSON where it says nothing.
    Absent,
    /// Words.
    Text(String),
    /// An exact number.
    Number(Decimal),
    /// Yes or no.
    Flag(bool),
    /// A list of words.
    Texts(Vec<String>),
    /// A list of records.
    Records(Vec<Record>),
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Number(Decimal::from(value))
    }
}

impl From<Option<i16>> for Value {
    fn from(value: Option<i16>) -> Self {
        value.map_or(Self::Null, |value| Self::Number(Decimal::from(value)))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

/// A record as one JSON object.
pub(in crate::command) fn json(record: &Record) -> String {
    let fields: Vec<String> = record
        .iter()
        .filter(|(_, value)| *value != Value::Absent)
        .map(|(name, value)| format!("{}: {}", quoted(name), json_value(value)))
        .collect();
    format!("{{{}}}", fields.join(", "))
}

fn json_value(value: &Value) -> String {
    match value {
        Value::Null | Value::Absent => "null".to_owned(),
        Value::Text(text) => quoted(text),
        Value::Number(number) => number.normalize().to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Texts(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            format!("[{}]", texts.join(", "))
        }
        Value::Records(records) => {
            let records: Vec<String> = records.iter().map(json).collect();
            format!("[{}]", records.join(", "))
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A record as one CSV line without its end (RFC 4180). Lists are one cell.
pub(in crate::command) fn csv(record: &Record) -> String {
    let cells: Vec<String> = record.iter().map(|(_, value)| csv_cell(&csv_value(value))).collect();
    cells.join(",")
}

fn csv_value(value: &Value) -> String {
    match value {
        Value::Null | Value::Absent => String::new(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.normalize().to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Texts(texts) => texts.join(" / "),
        Value::Records(_) => json_value(value),
    }
}

/// Quotes a cell that holds a comma, a quotation mark or a line end.
pub(in crate::command) fn csv_cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_and_words_escaped() {
        let record = vec![
            ("value", Value::Number(Decimal::new(18_600_000_000, 2))),
            ("high", Value::Absent),
            ("quote", Value::from("甲\"乙\"")),
        ];
        assert_eq!(json(&record), r#"{"value": 186000000, "quote": "甲\"乙\""}"#);
        assert_eq!(csv(&record), r#"186000000,,"甲""乙""""#);
    }
}
