//! A TOML file with its positions, and a reader for its tables that collects every fault.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use crate::Source;
use crate::diagnostic::{Diagnostic, DiagnosticCode, ValueKind};
use crate::expression::{self, Expression, Unexpected};
use crate::nearest::nearest;

/// A file of a pack that is well-formed TOML.
pub(crate) struct Document<'a> {
    file: &'a str,
    text: &'a str,
    root: DeValue<'a>,
}

impl<'a> Document<'a> {
    /// Parses a file; all its syntax errors if it has any.
    pub(crate) fn parse(source: Source<'a>) -> Result<Self, Vec<Diagnostic>> {
        let Source { path: file, text } = source;
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Ok(Self { file, text, root: DeValue::Table(root.into_inner()) });
        }
        let fault = |error: &toml::de::Error| {
            let problem = error.message().replace('\n', ", ");
            let span = error.span().unwrap_or_default();
            Diagnostic::new(file, text, span, DiagnosticCode::Syntax { problem })
        };
        Err(errors.iter().map(fault).collect())
    }

    /// Where the thing at a path stands, or else the innermost table of the path that is there.
    /// Elements of lists go by their index.
    fn locate(&self, path: &[&str], part: Part) -> Range<usize> {
        let mut found = 0..0;
        let mut here = &self.root;
        for (depth, name) in path.iter().enumerate() {
            let (key, value) = match here {
                DeValue::Table(table) => match entry(table, name) {
                    Some((key, value)) => (key.span(), value),
                    None => return found,
                },
                DeValue::Array(array) => match element(array, name) {
                    Some(value) => (value.span(), value),
                    None => return found,
                },
                // A single name may stand for a list of one.
                _ => return found,
            };
            let whole = depth + 1 == path.len() || !matches!(value.get_ref(), DeValue::Table(_));
            found = if whole && part == Part::Value { value.span() } else { key };
            here = value.get_ref();
        }
        found
    }

    /// Where a part of a text stands, given where the text does with its quotation marks.
    fn part(&self, whole: Range<usize>, text: &str, part: Range<usize>) -> Range<usize> {
        match self.text[whole.clone()].find(text) {
            Some(before) => {
                let start = whole.start + before;
                start + part.start..start + part.end
            }
            None => whole,
        }
    }
}

/// Which side of the equals sign a fault is on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Key,
    Value,
}

type Entry<'d, 'a> = (&'d Spanned<DeString<'a>>, &'d Spanned<DeValue<'a>>);

fn entry<'d, 'a>(table: &'d DeTable<'a>, name: &str) -> Option<Entry<'d, 'a>> {
    table.get_key_value(name)
}

fn element<'d, 'a>(array: &'d DeArray<'a>, index: &str) -> Option<&'d Spanned<DeValue<'a>>> {
    array.get(index.parse::<usize>().ok()?)
}

/// The faults found in a document so far.
pub(crate) struct Faults<'d> {
    document: &'d Document<'d>,
    pub(crate) found: Vec<Diagnostic>,
}

impl<'d> Faults<'d> {
    pub(crate) fn new(document: &'d Document<'d>) -> Self {
        Self { document, found: Vec::new() }
    }

    /// Adds a fault of the thing at a path; see [`Document::locate`].
    pub(crate) fn add(&mut self, path: &[&str], part: Part, code: DiagnosticCode) {
        let span = self.document.locate(path, part);
        self.add_at(span, code);
    }

    /// Adds a fault of a part of the text at a path. Where that is written with escapes, its parts
    /// stand elsewhere in the file than in itself, and the whole is pointed at.
    pub(crate) fn add_part(
        &mut self,
        path: &[&str],
        text: &str,
        part: Range<usize>,
        code: DiagnosticCode,
    ) {
        let whole = self.document.locate(path, Part::Value);
        let span = self.document.part(whole, text, part);
        self.add_at(span, code);
    }

    pub(crate) fn add_at(&mut self, span: Range<usize>, code: DiagnosticCode) {
        let Document { file, text, .. } = *self.document;
        self.found.push(Diagnostic::new(file, text, span, code));
    }

    /// The document's outermost table.
    pub(crate) fn root(&mut self) -> Table<'d, '_> {
        let DeValue::Table(entries) = &self.document.root else {
            unreachable!("a document is made with a table at its root")
        };
        Table { entries, span: 0..0, asked: Vec::new(), faults: self }
    }
}

/// A table being read. A key that is asked for is known; [`Table::finish`] reports all others.
///
/// A value that is missing or wrong is reported and read as nothing: no pack comes of it.
pub(crate) struct Table<'d, 'f> {
    entries: &'d DeTable<'d>,
    /// Where its absence of something is reported: the key it is the value of.
    span: Range<usize>,
    asked: Vec<&'static str>,
    faults: &'f mut Faults<'d>,
}

impl<'d> Table<'d, '_> {
    /// Reports every key that was not asked for.
    pub(crate) fn finish(self) {
        for key in self.entries.keys() {
            if !self.asked.contains(&key.get_ref().as_ref()) {
                let nearest = nearest(key.get_ref(), self.asked.iter().copied());
                let code = DiagnosticCode::UnknownKey { key: key.get_ref().to_string(), nearest };
                self.faults.add_at(key.span(), code);
            }
        }
    }

    fn fault(&mut self, span: Range<usize>, code: DiagnosticCode) {
        self.faults.add_at(span, code);
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        entry(self.entries, key).is_some()
    }

    /// The value of a key, if it is there.
    pub(crate) fn value(&mut self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.asked.push(key);
        entry(self.entries, key).map(|(_, value)| value)
    }

    /// The value of a key that must be there.
    fn need(&mut self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        let value = self.value(key);
        if value.is_none() {
            let code = DiagnosticCode::MissingKey { key: key.to_owned() };
            self.fault(self.span.clone(), code);
        }
        value
    }

    /// The one of these keys that is there. None, or more than one, is reported.
    pub(crate) fn one_of(&mut self, keys: &[&'static str]) -> Option<&'static str> {
        self.asked.extend(keys);
        let mut present = keys.iter().copied().filter(|key| entry(self.entries, key).is_some());
        let Some(first) = present.next() else {
            let keys = keys.iter().map(|key| (*key).to_owned()).collect();
            self.fault(self.span.clone(), DiagnosticCode::MissingOneOf { keys });
            return None;
        };
        let others: Vec<&'static str> = present.collect();
        self.exclude(first, &others);
        Some(first)
    }

    /// Reports those of the keys that are there although `with` is.
    pub(crate) fn exclude(&mut self, with: &str, keys: &[&'static str]) {
        self.asked.extend(keys);
        for key in keys {
            if let Some((found, _)) = entry(self.entries, key) {
                let (key, with) = ((*key).to_owned(), with.to_owned());
                self.fault(found.span(), DiagnosticCode::ConflictingKeys { key, with });
            }
        }
    }

    /// A text with something in it.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        self.as_text(value)
    }

    /// A text that must be there.
    pub(crate) fn need_text(&mut self, key: &'static str) -> String {
        let value = self.need(key);
        value.and_then(|value| self.as_text(value)).unwrap_or_default()
    }

    /// A condition, if it is there.
    pub(crate) fn expression(&mut self, key: &'static str) -> Option<Expression> {
        let value = self.value(key)?;
        self.as_expression(value)
    }

    /// A condition that must be there.
    pub(crate) fn need_expression(&mut self, key: &'static str) -> Option<Expression> {
        let value = self.need(key)?;
        self.as_expression(value)
    }

    /// A whole number within bounds.
    pub(crate) fn need_count(&mut self, key: &'static str) -> u32 {
        let Some(value) = self.need(key) else {
            return 0;
        };
        let DeValue::Integer(integer) = value.get_ref() else {
            self.wrong_type(value, ValueKind::Integer);
            return 0;
        };
        let number = u32::from_str_radix(integer.as_str(), integer.radix());
        match number {
            Ok(number) if (1..=COUNT_MAX).contains(&number) => number,
            _ => {
                let (least, most) = (1, i64::from(COUNT_MAX));
                self.fault(value.span(), DiagnosticCode::OutOfRange { least, most });
                0
            }
        }
    }

    /// True or false; false if it is not there.
    pub(crate) fn flag(&mut self, key: &'static str) -> bool {
        let Some(value) = self.value(key) else {
            return false;
        };
        if let DeValue::Boolean(flag) = value.get_ref() {
            return *flag;
        }
        self.wrong_type(value, ValueKind::Flag);
        false
    }

    /// A key that says something by being there: its value can only be true.
    pub(crate) fn true_if_there(&mut self, key: &'static str) {
        let Some(value) = self.value(key) else { return };
        match value.get_ref() {
            DeValue::Boolean(true) => (),
            DeValue::Boolean(false) => {
                self.as_word(value.span(), "false", &["true"]);
            }
            _ => self.wrong_type(value, ValueKind::Flag),
        }
    }

    /// A list of different texts, or a single one; empty if it is not there.
    pub(crate) fn names(&mut self, key: &'static str) -> Vec<String> {
        let value = self.value(key);
        value.map(|value| self.as_names(value)).unwrap_or_default()
    }

    /// A list of names that must be there.
    pub(crate) fn need_names(&mut self, key: &'static str) -> Vec<String> {
        let value = self.need(key);
        value.map(|value| self.as_names(value)).unwrap_or_default()
    }

    /// A list of names that are declared by standing here; empty if it is not there.
    pub(crate) fn ids(&mut self, key: &'static str) -> Vec<String> {
        let value = self.value(key);
        value.map(|value| self.as_ids(value)).unwrap_or_default()
    }

    /// A list of names that are declared by standing here, and that must be there.
    pub(crate) fn need_ids(&mut self, key: &'static str) -> Vec<String> {
        let value = self.need(key);
        value.map(|value| self.as_ids(value)).unwrap_or_default()
    }

    /// A text that must be there and be an id.
    pub(crate) fn need_id(&mut self, key: &'static str) -> String {
        let value = self.need(key);
        let Some((value, id)) = value.and_then(|value| Some((value, self.as_text(value)?))) else {
            return String::new();
        };
        self.check_id(value.span(), &id);
        id
    }

    /// A word of a closed list, by its index in it.
    pub(crate) fn need_word(&mut self, key: &'static str, allowed: &[&str]) -> Option<usize> {
        let value = self.need(key)?;
        let word = self.as_text(value)?;
        self.as_word(value.span(), &word, allowed)
    }

    /// A word of a closed list that may stand there, by its index in it.
    pub(crate) fn word(&mut self, key: &'static str, allowed: &[&str]) -> Option<usize> {
        let value = self.value(key)?;
        let word = self.as_text(value)?;
        self.as_word(value.span(), &word, allowed)
    }

    /// Words of a closed list that must be there, by their indices in it.
    pub(crate) fn need_words(&mut self, key: &'static str, allowed: &[&str]) -> Vec<usize> {
        let words = self.need(key).map(|value| self.as_list(value)).unwrap_or_default();
        words.into_iter().filter_map(|(word, span)| self.as_word(span, &word, allowed)).collect()
    }

    /// Words of a closed list, by their indices in it.
    pub(crate) fn words(&mut self, key: &'static str, allowed: &[&str]) -> Vec<usize> {
        let value = self.value(key);
        let words = value.map(|value| self.as_list(value)).unwrap_or_default();
        words.into_iter().filter_map(|(word, span)| self.as_word(span, &word, allowed)).collect()
    }

    /// The table of a key, if it is there.
    pub(crate) fn table(&mut self, key: &'static str) -> Option<Table<'d, '_>> {
        let value = self.value(key)?;
        let span = entry(self.entries, key).map(|(key, _)| key.span())?;
        self.as_table(value, span)
    }

    /// Reads every table within the table of a key, in the order of the text, with its id.
    pub(crate) fn tables<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(String, Table<'d, '_>) -> T,
    ) -> Vec<T> {
        let Some(mut group) = self.table(key) else {
            return Vec::new();
        };
        let mut entries: Vec<_> = group.entries.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut out = Vec::new();
        for (key, value) in entries {
            group.check_id(key.span(), key.get_ref());
            if let Some(table) = group.as_table(value, key.span()) {
                out.push(read(key.get_ref().to_string(), table));
            }
        }
        out
    }

    /// Reads every value of this table with its key.
    pub(crate) fn each(&mut self, mut read: impl FnMut(&mut Self, &str, &'d Spanned<DeValue<'d>>)) {
        for (key, value) in self.entries {
            read(self, key.get_ref(), value);
        }
    }

    /// Reports an id that could not stand in a message key or an address.
    fn check_id(&mut self, span: Range<usize>, id: &str) {
        let sound = id.starts_with(|first: char| first.is_ascii_lowercase())
            && id.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'));
        if !sound {
            self.fault(span, DiagnosticCode::BadId { id: id.to_owned() });
        }
    }

    pub(crate) fn as_table(
        &mut self,
        value: &'d Spanned<DeValue<'d>>,
        span: Range<usize>,
    ) -> Option<Table<'d, '_>> {
        let DeValue::Table(entries) = value.get_ref() else {
            self.wrong_type(value, ValueKind::Table);
            return None;
        };
        Some(Table { entries, span, asked: Vec::new(), faults: self.faults })
    }

    pub(crate) fn as_text(&mut self, value: &Spanned<DeValue<'d>>) -> Option<String> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(value, ValueKind::Text);
            return None;
        };
        if text.trim().is_empty() {
            self.fault(value.span(), DiagnosticCode::Empty);
            return None;
        }
        Some(text.to_string())
    }

    pub(crate) fn as_expression(&mut self, value: &Spanned<DeValue<'d>>) -> Option<Expression> {
        let text = self.as_text(value)?;
        match expression::parse(&text) {
            Ok(expression) => Some(expression),
            Err(Unexpected { found, wanted, at }) => {
                let span = self.faults.document.part(value.span(), &text, at);
                self.fault(span, DiagnosticCode::Unexpected { found, wanted });
                None
            }
        }
    }

    pub(crate) fn as_names(&mut self, value: &Spanned<DeValue<'d>>) -> Vec<String> {
        self.as_list(value).into_iter().map(|(name, _)| name).collect()
    }

    fn as_ids(&mut self, value: &Spanned<DeValue<'d>>) -> Vec<String> {
        let names = self.as_list(value);
        for (name, span) in names.iter().filter(|(name, _)| !name.is_empty()) {
            self.check_id(span.clone(), name);
        }
        names.into_iter().map(|(name, _)| name).collect()
    }

    /// Keeps an empty text in the place of a faulty one, so that indices stay those of the text.
    fn as_list(&mut self, value: &Spanned<DeValue<'d>>) -> Vec<(String, Range<usize>)> {
        let elements = match value.get_ref() {
            DeValue::String(_) => {
                return self.as_text(value).map(|name| (name, value.span())).into_iter().collect();
            }
            DeValue::Array(elements) => elements,
            _ => {
                self.wrong_type(value, ValueKind::Names);
                return Vec::new();
            }
        };
        if elements.is_empty() {
            self.fault(value.span(), DiagnosticCode::Empty);
        }
        let mut names: Vec<(String, Range<usize>)> = Vec::new();
        for element in elements {
            let name = self.as_text(element).unwrap_or_default();
            if !name.is_empty() && names.iter().any(|(earlier, _)| *earlier == name) {
                self.fault(element.span(), DiagnosticCode::Repeated { name: name.clone() });
            }
            names.push((name, element.span()));
        }
        names
    }

    fn as_word(&mut self, span: Range<usize>, word: &str, allowed: &[&str]) -> Option<usize> {
        let found = allowed.iter().position(|other| *other == word);
        if found.is_none() && !word.is_empty() {
            let nearest = nearest(word, allowed.iter().copied());
            let allowed = allowed.iter().map(|word| (*word).to_owned()).collect();
            let word = word.to_owned();
            self.fault(span, DiagnosticCode::UnknownWord { word, allowed, nearest });
        }
        found
    }

    pub(crate) fn wrong_type(&mut self, value: &Spanned<DeValue<'d>>, expected: ValueKind) {
        let found = match value.get_ref() {
            DeValue::String(_) => ValueKind::Text,
            DeValue::Integer(_) => ValueKind::Integer,
            DeValue::Float(_) => ValueKind::Float,
            DeValue::Boolean(_) => ValueKind::Flag,
            DeValue::Datetime(_) => ValueKind::Date,
            DeValue::Array(_) => ValueKind::List,
            DeValue::Table(_) => ValueKind::Table,
        };
        self.fault(value.span(), DiagnosticCode::WrongType { expected, found });
    }
}

/// No version and no limit in days needs more.
const COUNT_MAX: u32 = 100_000;
