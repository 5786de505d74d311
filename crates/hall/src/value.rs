//! What was typed into fields, in the canonical text of each field's type.

use std::collections::BTreeMap;

use jiff::civil::Date;
use pack::{Field, FieldType, FileKind, PUBLIC, Pack, Procedure, Register, Step, Visibility};
use rust_decimal::Decimal;

use crate::decide::{Actor, Refusal};
use crate::file::{FILE_PREFIX, File, FileFault, Files};
use crate::point::Point;
use crate::{City, asked};

/// The most characters a text of a command may have: entries are at most 64 KiB.
const TEXT_LIMIT: usize = 2_000;

/// What is needed to read what was typed.
pub(crate) struct Reading<'a> {
    /// Places, offices and bounds.
    pub(crate) city: &'a City,
    /// What came with the command.
    pub(crate) files: &'a Files,
    /// Whether somebody typed it who did not sign in.
    pub(crate) is_public: bool,
}

impl Reading<'_> {
    /// What was typed, in canonical text; what was left empty is left out.
    pub(crate) fn fields(
        &self,
        fields: &[Field],
        given: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, Refusal> {
        let mut read = BTreeMap::new();
        for field in fields {
            let typed = given.get(&field.id).map(|value| value.trim());
            if let Some(typed) = typed.filter(|value| !value.is_empty()) {
                read.insert(field.id.clone(), self.canonical(field, typed)?);
            }
        }
        Ok(read)
    }

    /// Refuses a value that was written down before and that the field would not take now.
    pub(crate) fn fits(&self, field: &Field, value: &str) -> Result<(), Refusal> {
        match (&field.field_type, File::named(value)) {
            (FieldType::File { kinds, .. }, Some((_, media))) if kinds.contains(&media.kind()) => {
                Ok(())
            }
            _ => self.canonical(field, value).map(drop),
        }
    }

    /// What shows a step: the name of something, or a file that came with it.
    pub(crate) fn evidence(&self, typed: Option<String>) -> Result<Option<String>, Refusal> {
        match typed {
            Some(hash) if self.files.contains_key(hash.trim()) => Ok(Some(hash.trim().to_owned())),
            typed => self.text("evidence", typed),
        }
    }

    /// A text beside the fields.
    pub(crate) fn text(
        &self,
        what: &str,
        typed: Option<String>,
    ) -> Result<Option<String>, Refusal> {
        let Some(text) = said(what, typed)? else { return Ok(None) };
        self.is_publishable(what, &text)?;
        Ok(Some(text))
    }

    fn canonical(&self, field: &Field, typed: &str) -> Result<String, Refusal> {
        if typed.chars().count() > TEXT_LIMIT {
            return Err(Refusal::TooLong { field: field.id.clone(), limit: TEXT_LIMIT });
        }
        let read = match &field.field_type {
            FieldType::Text => {
                if field.visibility == Visibility::Public {
                    self.is_publishable(&field.id, typed)?;
                }
                Some(typed.to_owned())
            }
            FieldType::Number { .. } | FieldType::Money => {
                let number = typed.parse::<Decimal>().ok().filter(|it| !it.is_sign_negative());
                number.map(|number| number.normalize().to_string())
            }
            FieldType::Date => typed.parse::<Date>().ok().map(|date| date.to_string()),
            FieldType::Code { codes } => codes.iter().find(|code| *code == typed).cloned(),
            FieldType::Place => self.city.place(typed).map(|place| place.code.clone()),
            FieldType::Office { many: false } => {
                self.city.office(typed).map(|office| office.id.clone())
            }
            FieldType::Office { many: true } => several(self.city, typed),
            FieldType::Flag => ["true", "false"].contains(&typed).then(|| typed.to_owned()),
            FieldType::File { kinds, megabytes } => {
                return self.file(field, kinds, *megabytes, typed);
            }
            FieldType::Point => self.point(field, typed)?,
        };
        // A refusal is shown, logged and passed on: it repeats nothing that is not public.
        let shown = if field.visibility == Visibility::Public { typed } else { "…" };
        read.ok_or_else(|| Refusal::BadValue {
            field: field.id.clone(),
            value: shown.to_owned(),
            expected: expected(&field.field_type),
        })
    }

    /// The hash of a file that came with the command and is of the right kind.
    fn file(
        &self,
        field: &Field,
        kinds: &[FileKind],
        megabytes: u32,
        typed: &str,
    ) -> Result<String, Refusal> {
        let bad = |fault| Refusal::BadFile { field: field.id.clone(), fault };
        let file = self.files.get(typed).ok_or_else(|| bad(FileFault::NotSent))?;
        if !kinds.contains(&file.media.kind()) {
            return Err(bad(FileFault::WrongKind));
        }
        if file.bytes.len() as u64 > u64::from(megabytes) * 1_000_000 {
            return Err(bad(FileFault::TooLarge { megabytes }));
        }
        Ok(typed.to_owned())
    }

    /// A point in or near the city. Who types latitude first is understood where only that fits.
    fn point(&self, field: &Field, typed: &str) -> Result<Option<String>, Refusal> {
        let Some(located) = Point::read(typed) else { return Ok(None) };
        let is_near = |point: Point| self.city.bounds.is_none_or(|bounds| bounds.holds(point));
        let fitting = [Some(located), located.turned()].into_iter().flatten();
        let mut fitting = fitting.filter(|it| is_near(it.point));
        match fitting.next() {
            Some(located) => Ok(Some(located.to_string())),
            None => {
                let (field, value) = (field.id.clone(), located.point.to_string());
                Err(Refusal::FarAway { field, value })
            }
        }
    }

    /// Refuses a public text that would be taken for a file, and, of somebody who did not sign in,
    /// one that has the number of a person's telephone or identity card: it could never be taken
    /// back.
    fn is_publishable(&self, what: &str, text: &str) -> Result<(), Refusal> {
        if text.starts_with(FILE_PREFIX) {
            return Err(Refusal::BadFile { field: what.to_owned(), fault: FileFault::NotSent });
        }
        if self.is_public && has_number_of_person(text) {
            return Err(Refusal::NamesPerson(what.to_owned()));
        }
        Ok(())
    }
}

/// What was given by a role that is asked for it, with the defaults of what was not given. An
/// office may give what a step writes later; the public gives only what it is asked for.
pub(crate) fn asked_for(
    register_id: &str,
    register: &Register,
    procedure: &Procedure,
    mut given: BTreeMap<String, String>,
    actor: &Actor,
) -> Result<BTreeMap<String, String>, Refusal> {
    given.retain(|_, value| !value.trim().is_empty());
    for name in given.keys() {
        let Some(field) = register.field(name) else {
            let (register, field) = (register_id.to_owned(), name.clone());
            return Err(Refusal::UnknownField { register, field });
        };
        let may = match actor.role.as_str() {
            PUBLIC => procedure.asks(field, PUBLIC),
            role => field.is_asked_of(role),
        };
        if !may {
            return Err(Refusal::NotFilled { step: "open".to_owned(), field: name.clone() });
        }
    }
    for field in &register.fields {
        if let Some(default) = &field.default {
            given.entry(field.id.clone()).or_insert_with(|| default.clone());
        }
    }
    Ok(given)
}

/// Checks what was typed against the register's fields and writes it in canonical text.
pub(crate) fn fill_in(
    register: &Register,
    reading: &Reading<'_>,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Refusal> {
    let filled = reading.fields(&register.fields, given)?;
    let missing = register.fields.iter().find(|field| {
        let required = field.required.as_ref();
        !filled.contains_key(&field.id)
            && required.is_some_and(|when| when.holds(|name| filled.get(name).map(String::as_str)))
    });
    match missing {
        Some(field) => Err(Refusal::MissingField(field.id.clone())),
        None => Ok(filled),
    }
}

/// Checks what was typed for a step against the fields that it writes.
pub(crate) fn write_down(
    pack: &Pack,
    reading: &Reading<'_>,
    procedure: &Procedure,
    step: &Step,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Refusal> {
    let is_filled = |name: &str| step.filled().any(|(field, _)| field == name);
    if let Some(field) = given.keys().find(|name| !is_filled(name)) {
        let (step, field) = (step.id.clone(), field.clone());
        return Err(Refusal::NotFilled { step, field });
    }
    let register = pack.registers.get(&procedure.register);
    let fields = register.map_or(&[][..], |register| &register.fields);
    let filled = reading.fields(fields, given)?;
    match step.fills.iter().find(|field| !filled.contains_key(*field)) {
        Some(field) => Err(Refusal::MissingField(field.clone())),
        None => Ok(filled),
    }
}

/// A text without white space around it; `None` where nothing is left.
pub(crate) fn said(what: &str, text: Option<String>) -> Result<Option<String>, Refusal> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > TEXT_LIMIT => {
            Err(Refusal::TooLong { field: what.to_owned(), limit: TEXT_LIMIT })
        }
        text => Ok(text),
    }
}

/// Whether a text has what looks like a mobile number (11 digits from 13 to 19) or an identity
/// number (GB 11643: 18 digits with a day of birth). Blanks and hyphens between digits do not hide
/// one.
fn has_number_of_person(text: &str) -> bool {
    let plain = text.chars().filter(|c| ![' ', '-', '\u{3000}'].contains(c));
    let digit = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        'x' | 'X' => 'X',
        other => other,
    };
    let plain: String = plain.map(digit).collect();
    let runs = plain.split(|c: char| !c.is_ascii_digit() && c != 'X');
    runs.map(str::as_bytes).any(|run| match run {
        [b'1', b'3'..=b'9', ..] if run.len() == 11 => true,
        [.., _] if run.len() == 18 => [b"19", b"20"].iter().any(|it| run[6..8] == it[..]),
        _ => false,
    })
}

/// Several offices, each once, in the order in which they were typed.
fn several(city: &City, typed: &str) -> Option<String> {
    let mut offices = Vec::new();
    for id in typed.split([',', '，', '、']).map(str::trim).filter(|id| !id.is_empty()) {
        let office = city.office(id)?.id.clone();
        if !offices.contains(&office) {
            offices.push(office);
        }
    }
    (!offices.is_empty()).then(|| asked::joined(&offices))
}

fn expected(field_type: &FieldType) -> String {
    match field_type {
        FieldType::Text => "a text".to_owned(),
        FieldType::Number { .. } | FieldType::Money => {
            "a number of 0 or more, like 12.5".to_owned()
        }
        FieldType::Date => "a date, like 2020-06-30".to_owned(),
        FieldType::Code { codes } => format!("one of {}", codes.join(", ")),
        FieldType::Place => "the code of one of the city's places".to_owned(),
        FieldType::Office { many: false } => "the id of one of the city's offices".to_owned(),
        FieldType::Office { many: true } => {
            "ids of the city's offices with commas between them".to_owned()
        }
        FieldType::Flag => "true or false".to_owned(),
        FieldType::File { .. } => "a file that comes with it".to_owned(),
        FieldType::Point => "longitude and latitude in degrees, like 87.61688,43.82663".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_known_however_they_are_written() {
        for text in
            ["找张先生13800001111", "138 0000-1111", "１３８００００１１１１", "65010219800101123x"]
        {
            assert!(has_number_of_person(text), "{text}");
        }
        for text in ["井盖破损", "路灯 2020-0930-12345", "管线编号 320582010204818800", "12345"]
        {
            assert!(!has_number_of_person(text), "{text}");
        }
    }
}
