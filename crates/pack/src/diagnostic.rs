//! What is wrong with a pack, and where.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::expression::Wanted;
use crate::messages::Language;
use crate::model::Visibility;
use crate::wording;

/// One fault of a pack's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file it is in, by its name within the pack's folder.
    pub file: String,
    /// The faulty text, in bytes of the file; empty where something is missing altogether.
    pub span: Range<usize>,
    /// The line where the span starts, from 1.
    pub line: usize,
    /// The character of that line where the span starts, from 1.
    pub column: usize,
    /// Whether the pack can be used all the same.
    pub severity: Severity,
    /// What is wrong.
    pub code: DiagnosticCode,
}

/// Whether a pack with the fault can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but its author surely meant something else.
    Warning,
}

/// What can be wrong with a pack. `nearest` is what was probably meant, if anything is like it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the words of the sentence above them")]
pub enum DiagnosticCode {
    /// The text is not TOML; the problem is told in the parser's English.
    Syntax { problem: String },
    /// A file that every pack has is not there.
    MissingFile,
    /// A TOML file that no part of a pack is read from.
    UnknownFile { nearest: Option<String> },
    /// A key that means nothing here.
    UnknownKey { key: String, nearest: Option<String> },
    /// A key that must stand here does not.
    MissingKey { key: String },
    /// One of these keys must stand here, and none does.
    MissingOneOf { keys: Vec<String> },
    /// Two keys that exclude each other.
    ConflictingKeys { key: String, with: String },
    /// A value of the wrong kind.
    WrongType { expected: ValueKind, found: ValueKind },
    /// A text or list with nothing in it.
    Empty,
    /// A whole number outside of its bounds, both included.
    OutOfRange { least: i64, most: i64 },
    /// A name that is not of `a-z`, `0-9` and `_` with a letter first.
    BadId { id: String },
    /// A word that is not on the closed list for its place.
    UnknownWord { word: String, allowed: Vec<String>, nearest: Option<String> },
    /// A name that nothing declares.
    UnknownName { kind: NameKind, name: String, nearest: Option<String> },
    /// The same name twice in one list.
    Repeated { name: String },
    /// A role that is there without being declared.
    ReservedRole { role: String },
    /// Who opens a record is not asked for a field that it must have.
    NeverGiven { field: String, role: String },
    /// The public would have to name the office that answers for a record.
    AskedOfPublic { field: String },
    /// A file that is not public: only texts can be kept apart.
    HiddenFile { field: String },
    /// A register that cannot be an Open311 endpoint.
    NoEndpoint { register: String },
    /// A field for contact details that everyone would see.
    ShownContact { field: String },
    /// A role that opens nothing and takes no step.
    UnusedRole { role: String },
    /// A register, field or code for a person's ethnicity, religion, political views, biometrics
    /// or score.
    ForbiddenField { topic: Topic, word: String },
    /// A field of a type that cannot be used so.
    WrongFieldType { field: String, expected: Vec<ValueKind>, found: ValueKind },
    /// A state that no way leads to.
    UnreachableState { state: String },
    /// A state that no step leaves and that is not final.
    DeadEnd { state: String },
    /// A step that leaves a final state.
    LeavesFinal { step: String, state: String },
    /// `not_by` names a step that cannot have been taken by then.
    NeverBefore { step: String, other: String },
    /// A second procedure for the records of one register.
    SecondProcedure { register: String, other: String },
    /// A clock both runs and stands still in a state.
    RunsAndStands { clock: String, state: String },
    /// A clock that runs or stands in every state that a record can come to.
    EndlessClock { clock: String },
    /// A step that a clock takes, from a state in which that clock does not run.
    IdleClock { clock: String, state: String },
    /// A clock of each of several offices, in a state in which they take no step.
    NobodyAnswers { clock: String, state: String },
    /// A step writes what a record is called by, or what it is booked by while it is counted.
    FixedField { field: String },
    /// A field is relied on that some of the records meant need not have.
    OptionalField { field: String },
    /// A public thing would follow from a field that is not public.
    HiddenField { field: String, visibility: Visibility },
    /// A measure in another unit than the thing it adds up.
    UnitMismatch { unit: String, other: String, other_unit: String },
    /// Measures that add each other up without end.
    MeasureCycle { cycle: Vec<String> },
    /// A measure adds records a second time that it has from this measure already.
    CountedTwice { measure: String },
    /// Two measures answer for the same words.
    AnswerClash { subject: String, unit: String, other: String },
    /// An expression does not go on so. `found` is empty at its end.
    Unexpected { found: String, wanted: Wanted },
    /// A value that an operator cannot take, or that cannot be asked for.
    WrongOperand { operator: String, expected: Vec<ValueKind>, found: ValueKind },
    /// Two units would make one that no field has.
    UnitProduct { operator: String, unit: String, other_unit: String },
    /// A figure would change by itself, as with the day on which it is looked at.
    Unsettled { name: String },
    /// A warning is asked for of a rule that refuses.
    NoWarning { rule: String },
    /// A text that people need is not there.
    MissingMessage { key: String },
    /// A text that nothing shows.
    SpareMessage { key: String, nearest: Option<String> },
}

/// Kinds of value, in TOML or in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ValueKind {
    Text,
    Names,
    Integer,
    Float,
    Flag,
    Table,
    List,
    Number,
    Money,
    Date,
    Code,
    Place,
    Office,
    Offices,
    File,
    Point,
}

/// Kinds of thing that a name can refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum NameKind {
    Role,
    Register,
    Field,
    Code,
    Procedure,
    State,
    Step,
    Clock,
    Rule,
    Measure,
}

/// What Cityhall keeps no record of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Topic {
    Ethnicity,
    Religion,
    PoliticalViews,
    Biometrics,
    PersonalScore,
}

impl Diagnostic {
    /// A fault of the file's text at a span; a span beyond the text is drawn back to its end.
    pub(crate) fn new(file: &str, text: &str, span: Range<usize>, code: DiagnosticCode) -> Self {
        let start = text.floor_char_boundary(span.start);
        let end = text.ceil_char_boundary(span.end).max(start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            file: file.to_owned(),
            span: start..end,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            severity: code.severity(),
            code,
        }
    }

    /// What is wrong, in one line.
    pub fn message(&self, language: Language) -> String {
        wording::message(&self.code, language)
    }

    /// What to do about it, where more can be said than the message says.
    pub fn hint(&self, language: Language) -> Option<String> {
        wording::hint(&self.code, language)
    }

    /// The fault for a terminal: message, place, the line with the faulty text underlined, hint.
    ///
    /// `text` is the text of the file. Full-width characters take two carets.
    pub fn render(&self, text: &str, language: Language) -> String {
        let severity = wording::severity(self.severity, language);
        let name = self.code.name();
        let message = self.message(language);
        let (file, line, column) = (&self.file, self.line, self.column);
        let mut out = format!("{severity}[{name}]: {message}\n --> {file}:{line}:{column}\n");
        if let Some(source) = text.lines().nth(line - 1) {
            let start = source.char_indices().nth(column - 1).map_or(source.len(), |(at, _)| at);
            let length = self.span.len().min(source.len() - start);
            let end = source.ceil_char_boundary(start + length);
            let number = line.to_string();
            let margin = " ".repeat(number.len());
            let indent = " ".repeat(flat(&source[..start]).width());
            let carets = "^".repeat(flat(&source[start..end]).width().max(1));
            out += &format!("{margin} |\n{number} | {}\n", flat(source));
            out += &format!("{margin} | {indent}{carets}\n");
        }
        if let Some(hint) = self.hint(language) {
            out += &format!(" = {hint}\n");
        }
        out
    }
}

/// The text as it is shown: a tab is as wide as its place, which carets cannot follow.
fn flat(text: &str) -> String {
    text.replace('\t', " ").chars().map(wording::visible).collect()
}

impl DiagnosticCode {
    /// Its name in output and in the suite, for a person to search by.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::MissingFile => "missing-file",
            Self::UnknownFile { .. } => "unknown-file",
            Self::UnknownKey { .. } => "unknown-key",
            Self::MissingKey { .. } => "missing-key",
            Self::MissingOneOf { .. } => "missing-one-of",
            Self::ConflictingKeys { .. } => "conflicting-keys",
            Self::WrongType { .. } => "wrong-type",
            Self::Empty => "empty",
            Self::OutOfRange { .. } => "out-of-range",
            Self::BadId { .. } => "bad-id",
            Self::UnknownWord { .. } => "unknown-word",
            Self::UnknownName { .. } => "unknown-name",
            Self::Repeated { .. } => "repeated",
            Self::ReservedRole { .. } => "reserved-role",
            Self::NeverGiven { .. } => "never-given",
            Self::AskedOfPublic { .. } => "asked-of-public",
            Self::HiddenFile { .. } => "hidden-file",
            Self::NoEndpoint { .. } => "no-endpoint",
            Self::ShownContact { .. } => "shown-contact",
            Self::UnusedRole { .. } => "unused-role",
            Self::ForbiddenField { .. } => "forbidden-field",
            Self::WrongFieldType { .. } => "wrong-field-type",
            Self::UnreachableState { .. } => "unreachable-state",
            Self::DeadEnd { .. } => "dead-end",
            Self::LeavesFinal { .. } => "leaves-final",
            Self::NeverBefore { .. } => "never-before",
            Self::SecondProcedure { .. } => "second-procedure",
            Self::RunsAndStands { .. } => "runs-and-stands",
            Self::EndlessClock { .. } => "endless-clock",
            Self::IdleClock { .. } => "idle-clock",
            Self::NobodyAnswers { .. } => "nobody-answers",
            Self::FixedField { .. } => "fixed-field",
            Self::OptionalField { .. } => "optional-field",
            Self::HiddenField { .. } => "hidden-field",
            Self::UnitMismatch { .. } => "unit-mismatch",
            Self::MeasureCycle { .. } => "measure-cycle",
            Self::CountedTwice { .. } => "counted-twice",
            Self::AnswerClash { .. } => "answer-clash",
            Self::Unexpected { .. } => "unexpected",
            Self::WrongOperand { .. } => "wrong-operand",
            Self::UnitProduct { .. } => "unit-product",
            Self::Unsettled { .. } => "unsettled",
            Self::NoWarning { .. } => "no-warning",
            Self::MissingMessage { .. } => "missing-message",
            Self::SpareMessage { .. } => "spare-message",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::UnusedRole { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl ValueKind {
    /// The word for it.
    #[must_use]
    pub fn say(self, language: Language) -> &'static str {
        wording::word(language, self.name())
    }

    /// Its name in packs, where it has one, and among the words of the wording.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Names => "names",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Flag => "flag",
            Self::Table => "table",
            Self::List => "list",
            Self::Number => "number",
            Self::Money => "money",
            Self::Date => "date",
            Self::Code => "code",
            Self::Place => "place",
            Self::Office => "office",
            Self::Offices => "offices",
            Self::File => "file",
            Self::Point => "point",
        }
    }
}

impl NameKind {
    /// Its name among the words of the wording.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Role => "a-role",
            Self::Register => "a-register",
            Self::Field => "a-field",
            Self::Code => "a-code",
            Self::Procedure => "a-procedure",
            Self::State => "a-state",
            Self::Step => "a-step",
            Self::Clock => "a-clock",
            Self::Rule => "a-rule",
            Self::Measure => "a-measure",
        }
    }
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Ethnicity,
        Self::Religion,
        Self::PoliticalViews,
        Self::Biometrics,
        Self::PersonalScore,
    ];

    /// Its name among the words of the wording.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ethnicity => "ethnicity",
            Self::Religion => "religion",
            Self::PoliticalViews => "political-views",
            Self::Biometrics => "biometrics",
            Self::PersonalScore => "personal-score",
        }
    }
}
