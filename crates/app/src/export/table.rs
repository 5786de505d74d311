//! Tables, their columns with what is told of them, and values.

use jiff::Timestamp;
use jiff::civil::Date;
use pack::Visibility;
use rust_decimal::Decimal;

use super::{ExportError, Sink};

/// A table as it is told of in the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name, which files are called by.
    pub name: String,
    /// What its rows are, and their order.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A column as it is told of in the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it is called and means, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// What values it has.
    pub kind: Kind,
    /// What its numbers count; a unit that varies with the row stands in another column.
    pub unit: Option<String>,
    /// Where the values come from: a kind of entry, a file of the city's folder, a pack's field, or
    /// a rule.
    pub source: String,
    /// Who may read it. Only public columns are in the table; the others are told of, no more.
    pub visibility: Visibility,
}

/// What values a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// An exact decimal number.
    Decimal,
    /// A civil day.
    Date,
    /// An instant, in UTC.
    Instant,
    /// Yes or no.
    Flag,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// There is none.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// An exact decimal number.
    Decimal(Decimal),
    /// A civil day.
    Date(Date),
    /// An instant.
    Instant(Timestamp),
    /// Yes or no.
    Flag(bool),
}

impl Kind {
    /// Its name in the dictionary.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Date => "date",
            Self::Instant => "instant",
            Self::Flag => "flag",
        }
    }
}

impl Table {
    /// The columns that are in the table.
    pub fn exported(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.visibility == Visibility::Public)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        // Counts and indices; none comes near 2^63.
        Self::Integer(number.cast_signed())
    }
}

impl From<Decimal> for Value {
    fn from(number: Decimal) -> Self {
        Self::Decimal(number.normalize())
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Self {
        Self::Date(day)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// Where the rows of a table go.
type Out<'a, Row> = dyn FnMut(&Row) -> Result<(), ExportError> + 'a;

/// How the value of a column is read from a row.
type Reading<'a, Row> = Box<dyn Fn(&Row) -> Value + 'a>;

/// A table with how each column is read from a row.
pub(super) struct Sheet<'a, Row> {
    table: Table,
    read: Vec<Reading<'a, Row>>,
}

impl<'a, Row> Sheet<'a, Row> {
    pub(super) fn new(name: &str, [zh, en]: [&str; 2]) -> Self {
        let (name, zh, en) = (name.to_owned(), zh.to_owned(), en.to_owned());
        Self { table: Table { name, zh, en, columns: Vec::new() }, read: Vec::new() }
    }

    /// Adds a column: its name and type, its words in both languages, and its source.
    pub(super) fn column(
        mut self,
        (name, kind): (&str, Kind),
        [zh, en]: [&str; 2],
        source: &str,
        read: impl Fn(&Row) -> Value + 'a,
    ) -> Self {
        self.tell(Column {
            name: name.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            kind,
            unit: None,
            source: source.to_owned(),
            visibility: Visibility::Public,
        });
        self.read.push(Box::new(read));
        self
    }

    /// Adds a column of a pack's declaration.
    pub(super) fn field(&mut self, column: Column, read: impl Fn(&Row) -> Value + 'a) {
        if column.visibility == Visibility::Public {
            self.read.push(Box::new(read));
        }
        self.tell(column);
    }

    fn tell(&mut self, column: Column) {
        self.table.columns.push(column);
    }

    /// Writes the table; `fill` calls back with one row after another.
    pub(super) fn write(
        &self,
        sink: &mut dyn Sink,
        fill: impl FnOnce(&mut Out<'_, Row>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        sink.begin(&self.table)?;
        fill(&mut |row| {
            let values: Vec<Value> = self.read.iter().map(|read| read(row)).collect();
            Ok(sink.row(&values)?)
        })?;
        Ok(sink.end()?)
    }

    /// The same of rows that are there already.
    pub(super) fn write_all(
        &self,
        sink: &mut dyn Sink,
        rows: impl IntoIterator<Item = Row>,
    ) -> Result<(), ExportError> {
        self.write(sink, |out| rows.into_iter().try_for_each(|row| out(&row)))
    }
}
