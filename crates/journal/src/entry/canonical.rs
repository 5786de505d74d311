//! Canonical JSON: the one way to write a value, so that equal values have equal hashes.
//!
//! It is the JSON Canonicalization Scheme (RFC 8785) for the values that it lets through: no number
//! but integers that every JSON reader holds exactly (RFC 8785, section 3.1 with I-JSON, RFC 7493,
//! section 2.2), and no nesting beyond [`DEPTH_MAX`].

use serde_json::{Map, Number, Value};
use thiserror::Error;

/// The largest integer, in either sign, that a reader holding numbers as doubles keeps exact:
/// 2^53 − 1.
pub const INTEGER_MAX: i64 = (1 << 53) - 1;

/// How deep arrays and objects may nest, the outermost counted.
pub const DEPTH_MAX: usize = 32;

/// Writes a value in its canonical form: UTF-8, no white space, keys sorted by their UTF-16 code
/// units, and of each string only what must be escaped.
pub fn write(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    let mut out = String::new();
    write_value(value, DEPTH_MAX, &mut out)?;
    Ok(out.into_bytes())
}

/// Reads a value and refuses every form but the canonical one: other white space or order, needless
/// escapes, keys that come twice, numbers such as `1.0` or `-0`.
pub fn read(bytes: &[u8]) -> Result<Value, CanonicalError> {
    let value: Value = serde_json::from_slice(bytes).map_err(CanonicalError::Syntax)?;
    let canonical = write(&value)?;
    if canonical == bytes {
        return Ok(value);
    }
    let same = canonical.iter().zip(bytes).take_while(|(left, right)| left == right);
    Err(CanonicalError::Form { offset: same.count() })
}

/// Why a value has no canonical form, or bytes are not in it.
#[derive(Debug, Error)]
pub enum CanonicalError {
    /// Only exact integers are let through.
    #[error("the number {number} is not an integer within ±(2^53 − 1): write it as a string")]
    Number {
        /// The number, as JSON writes it.
        number: String,
    },
    /// The value nests too deep.
    #[error("the value nests deeper than {DEPTH_MAX} arrays and objects: flatten it")]
    Depth,
    /// The bytes are not JSON.
    #[error("the bytes are not JSON")]
    Syntax(#[source] serde_json::Error),
    /// The bytes are JSON, but another form of it.
    #[error("the bytes leave the canonical form of their value at byte {offset}")]
    Form {
        /// The first byte that differs, counted from 0.
        offset: usize,
    },
}

fn write_value(value: &Value, depth: usize, out: &mut String) -> Result<(), CanonicalError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&integer(number)?.to_string()),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            let depth = depth.checked_sub(1).ok_or(CanonicalError::Depth)?;
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_value(item, depth, out)?;
            }
            out.push(']');
        }
        Value::Object(fields) => write_object(fields, depth, out)?,
    }
    Ok(())
}

/// Writes an object where that many may still nest, itself counted.
pub(super) fn write_object(
    fields: &Map<String, Value>,
    depth: usize,
    out: &mut String,
) -> Result<(), CanonicalError> {
    let depth = depth.checked_sub(1).ok_or(CanonicalError::Depth)?;
    // The map's own order depends on a feature of serde_json that any crate may switch on.
    let mut sorted: Vec<_> = fields.iter().collect();
    // Bytes have the order of UTF-16 where all are plain ASCII.
    if sorted.iter().all(|(key, _)| key.is_ascii()) {
        sorted.sort_by_key(|(key, _)| *key);
    } else {
        sorted.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
    }
    out.push('{');
    for (position, (key, value)) in sorted.into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write_string(key, out);
        out.push(':');
        write_value(value, depth, out)?;
    }
    out.push('}');
    Ok(())
}

/// RFC 8785, section 3.2.2.2: short escapes where JSON has them, `\u00xx` for other controls.
pub(super) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        out.push_str(text);
        out.push('"');
        return;
    }
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            plain => out.push(plain),
        }
    }
    out.push('"');
}

fn integer(number: &Number) -> Result<i64, CanonicalError> {
    match number.as_i64() {
        Some(integer) if (-INTEGER_MAX..=INTEGER_MAX).contains(&integer) => Ok(integer),
        _ => Err(CanonicalError::Number { number: number.to_string() }),
    }
}
