//! Tables as CSV: RFC 4180, in UTF-8, a header first; what is empty has no value.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use app::export::{SinkError, Table, Value};
use csv::{Terminator, Writer, WriterBuilder};

use super::Writing;

/// What tells Excel that a file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A table under way.
pub(super) struct Csv(Writer<BufWriter<File>>);

impl Csv {
    pub(super) fn begin(file: File, table: &Table, bom: bool) -> io::Result<Self> {
        let mut csv = writer(BufWriter::new(file), bom)?;
        csv.write_record(table.exported().map(|column| &column.name))?;
        Ok(Self(csv))
    }
}

impl Writing for Csv {
    fn row(&mut self, row: &[Value]) -> Result<(), SinkError> {
        Ok(self.0.write_record(row.iter().map(text))?)
    }

    fn finish(self: Box<Self>) -> Result<(), SinkError> {
        let out = self.0.into_inner().map_err(|error| error.to_string())?;
        out.into_inner().map_err(|error| error.to_string())?.sync_all()?;
        Ok(())
    }
}

/// Writes records with the line ends of RFC 4180.
pub(super) fn writer<W: Write>(mut out: W, bom: bool) -> io::Result<Writer<W>> {
    if bom {
        out.write_all(BYTE_ORDER_MARK)?;
    }
    Ok(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out))
}

fn text(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Instant(instant) => instant.to_string(),
        Value::Flag(flag) => flag.to_string(),
    }
}
