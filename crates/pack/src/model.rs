//! A checked pack as plain data. Lists keep the order of the text: forms and pages show them so.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::expression::{Expression, Value};
use crate::messages::{Language, Messages};

/// The unit of money fields.
pub(crate) const MONEY: &str = "元";

/// A city system: its registers, procedures and measures, with their words.
///
/// Every name in it refers to something declared in it; [`check`](crate::check) has seen to that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Short name, unique among the packs of a city.
    pub id: String,
    /// Raised when the declaration changes; records and deadlines name the version they ran under.
    pub version: u32,
    /// The rows of the platform's scope that it serves.
    pub serves: Vec<String>,
    /// Who takes part; a city assigns its offices to them.
    pub roles: Vec<String>,
    /// What is kept, by id.
    pub registers: BTreeMap<String, Register>,
    /// What may be done, by id.
    pub procedures: BTreeMap<String, Procedure>,
    /// What must hold, by id.
    pub rules: BTreeMap<String, Rule>,
    /// Which figures follow, by id.
    pub measures: BTreeMap<String, Measure>,
    /// How a register that the public opens is told as an Open311 endpoint.
    pub open311: Option<Open311>,
    /// Every word that people read.
    pub messages: Messages,
}

/// A register as an endpoint of Open311 GeoReport v2: its category's codes are the services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open311 {
    /// The register.
    pub register: String,
    /// The text field that holds the description.
    pub description: String,
    /// The text field that holds the address as it was typed.
    pub address: Option<String>,
    /// The file field that holds a picture.
    pub media: Option<String>,
    /// The field that holds how to reach whoever reported; it is not public.
    pub contact: Option<String>,
    /// The states in which a request is told as closed; in all others it is open.
    pub closed_in: Vec<String>,
    /// Whether sending takes a key: a token of the city's.
    pub needs_key: bool,
}

impl Pack {
    /// The words for a key, such as `measure.greenways`; the key itself where there are none.
    pub fn message<'a>(&'a self, language: Language, key: &'a str) -> &'a str {
        self.messages.get(language, key).unwrap_or(key)
    }

    /// The name of a role, also of the two that every pack has.
    #[must_use]
    pub fn role_name(&self, language: Language, role: &str) -> String {
        match (role, language) {
            (PUBLIC, Language::Chinese) => "社会公众".to_owned(),
            (PUBLIC, Language::English) => "The public".to_owned(),
            (REPORTER, Language::Chinese) => "上报人".to_owned(),
            (REPORTER, Language::English) => "Whoever reported".to_owned(),
            _ => self.message(language, &format!("role.{role}")).to_owned(),
        }
    }
}

/// The role of whoever does not sign in; no pack declares it, no office acts in it.
pub const PUBLIC: &str = "public";

/// The role of whoever holds the link to a record that was told when it was opened.
pub const REPORTER: &str = "reporter";

/// A kind of thing that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The text or code field that a record is called by.
    pub title: String,
    /// The place field that a record's figures are booked at.
    pub place: Option<String>,
    /// The office field that answers for a record.
    pub office: Option<String>,
    /// The code field that records are sorted by, such as what is wrong.
    pub category: Option<String>,
    /// The point field that tells where on earth a record is.
    pub point: Option<String>,
    /// Which records may be of one and the same thing.
    pub duplicates: Option<Duplicates>,
    /// What is written down of each record.
    pub fields: Vec<Field>,
}

impl Register {
    /// The field of that id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// What a field's canonical text is for an expression.
    #[must_use]
    pub fn value(&self, field: &str, text: &str) -> Option<Value> {
        match self.field(field)?.field_type {
            FieldType::Number { .. } | FieldType::Money => text.parse().ok().map(Value::Number),
            FieldType::Date => text.parse::<Date>().ok().map(Value::Date),
            FieldType::Flag => text.parse().ok().map(Value::Flag),
            FieldType::Text
            | FieldType::Code { .. }
            | FieldType::Place
            | FieldType::Office { .. }
            | FieldType::File { .. }
            | FieldType::Point => Some(Value::Text(text.to_owned())),
        }
    }
}

/// One thing written down of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Unique in its register.
    pub id: String,
    /// What values it takes.
    pub field_type: FieldType,
    /// The records that must have it: none, or those for which the condition holds.
    pub required: Option<Condition>,
    /// Who may read it.
    pub visibility: Visibility,
    /// The roles that may read what is not public.
    pub seen_by: Vec<String>,
    /// The roles that are asked for it when a record is opened; all, where there is none.
    pub asked_of: Vec<String>,
    /// The code that a record has where none is given when it is opened.
    pub default: Option<String>,
}

impl Field {
    /// Whether who opens a record in a role is asked for it.
    #[must_use]
    pub fn is_asked_of(&self, role: &str) -> bool {
        self.asked_of.is_empty() || self.asked_of.iter().any(|asked| asked == role)
    }
}

/// Which records may be of one and the same thing: open ones of one category, opened not long ago,
/// near each other or, where no point is told, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicates {
    /// How many days back they are looked for.
    pub days: u32,
    /// How far apart they may be, in metres.
    pub metres: u32,
    /// The text field in which a step names the record that is of the same thing.
    pub field: String,
}

/// Who may read a field. What is not public is kept in the vault and never in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Visibility {
    /// Everyone.
    #[default]
    Public,
    /// The offices that act in one of its roles.
    Office,
    /// The same, each time with a reason that the person concerned can read.
    Personal,
}

impl Visibility {
    /// Its name in packs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Office => "office",
            Self::Personal => "personal",
        }
    }
}

/// The values that a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// Free text. What it says of a person goes into a field that is personal.
    Text,
    /// An exact decimal number.
    Number {
        /// What it counts, in the report's words; a unit that varies with the record is left out.
        unit: Option<String>,
    },
    /// An amount in 元.
    Money,
    /// A civil date.
    Date,
    /// One word of a closed list.
    Code {
        /// The list.
        codes: Vec<String>,
    },
    /// A node of the city's tree of places.
    Place,
    /// A node of the city's tree of offices, or several of them.
    Office {
        /// Whether it names several.
        many: bool,
    },
    /// Yes or no.
    Flag,
    /// A file, kept as a document by its hash.
    File {
        /// What it may be.
        kinds: Vec<FileKind>,
        /// How large it may be, in megabytes of 1,000,000 bytes.
        megabytes: u32,
    },
    /// A point on earth: longitude and latitude in WGS-84.
    Point,
}

/// What a file may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A JPEG or PNG picture.
    Photo,
    /// A PDF document.
    Pdf,
}

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Photo, Self::Pdf];

    /// Its name in packs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Pdf => "pdf",
        }
    }
}

/// Which records are meant: those whose code fields all hold one of the codes listed for them.
///
/// The empty condition means every record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Condition(pub BTreeMap<String, Vec<String>>);

impl Condition {
    /// Whether it holds for a record, given the code that each field of the record has.
    pub fn holds<'a>(&self, code_of: impl Fn(&str) -> Option<&'a str>) -> bool {
        self.0.iter().all(|(field, codes)| {
            code_of(field).is_some_and(|found| codes.iter().any(|code| code == found))
        })
    }

    /// Whether no record can be meant by both conditions.
    pub(crate) fn excludes(&self, other: &Condition) -> bool {
        self.0.iter().any(|(field, codes)| {
            let wanted = other.0.get(field);
            wanted.is_some_and(|wanted| !wanted.iter().any(|code| codes.contains(code)))
        })
    }

    /// Whether every record that `narrow` means is meant by this condition too.
    pub(crate) fn covers(&self, narrow: &Condition) -> bool {
        self.0.iter().all(|(field, codes)| {
            let wanted = narrow.0.get(field);
            wanted.is_some_and(|wanted| wanted.iter().all(|code| codes.contains(code)))
        })
    }
}

/// The states that a record of a register goes through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// The register whose records it governs.
    pub register: String,
    /// The state in which a record is opened.
    pub start: String,
    /// The roles that may open one.
    pub opened_by: Vec<String>,
    /// All states; each can be reached.
    pub states: Vec<State>,
    /// The ways between them.
    pub steps: Vec<Step>,
    /// The clocks that run over several states.
    pub clocks: Vec<Clock>,
}

impl Procedure {
    /// The state of that id.
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// The step of that id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Whether a role may open a record.
    #[must_use]
    pub fn is_opened_by(&self, role: &str) -> bool {
        self.opened_by.iter().any(|may| may == role)
    }

    /// Whether who opens a record in a role is asked for a field: what a step writes is not asked
    /// for, unless it is required or names the roles that are.
    #[must_use]
    pub fn asks(&self, field: &Field, role: &str) -> bool {
        let is_told_later = field.asked_of.is_empty() && self.fills(&field.id);
        field.is_asked_of(role) && (field.required.is_some() || !is_told_later)
    }

    /// Whether there is something to do for whoever holds a record's link.
    #[must_use]
    pub fn has_reporter(&self) -> bool {
        self.steps.iter().any(|step| step.role() == Some(REPORTER))
    }

    /// Whether a clock is waited for: a time that must pass, and is not late when it has.
    pub fn is_wait(&self, clock: &str) -> bool {
        self.steps.iter().any(|step| step.not_before.as_deref() == Some(clock))
    }

    /// Whether a step writes a field: then it is not asked for when a record is opened, unless it
    /// is required there.
    pub fn fills(&self, field: &str) -> bool {
        let may = |step: &Step| step.may_fill.iter().any(|filled| filled == field);
        self.steps.iter().any(|step| step.must_write(field) || may(step))
    }
}

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Unique in its procedure.
    pub id: String,
    /// How long a record may stand here; the clock starts anew on every entry.
    pub limit: Option<Limit>,
    /// Whether the record is closed here: no step leaves a final state.
    pub is_final: bool,
}

/// How long something may take: the due date is derived from it and the calendar, never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// How long, the first day not counted.
    pub budget: Budget,
    /// Why: law and article, or whose rule it is.
    pub basis: String,
}

/// A length of time as laws give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// 工作日: statutory holidays and weekends excluded.
    WorkingDays(u32),
    /// 日: every day.
    Days(u32),
    /// 月: to the day of the same number.
    Months(u32),
    /// 工作时: hours for which offices are open, from the hour on which it starts.
    WorkingHours(u32),
    /// 小时: every hour.
    Hours(u32),
}

/// A clock over several states. It starts when a record first comes into a state that it runs in,
/// stands still while the record is where it stands, and ends when the record is anywhere else. A
/// record that comes back later starts it anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Unique in its procedure.
    pub id: String,
    /// How long it runs, and why.
    pub limit: Limit,
    /// The records that it runs for.
    pub only: Condition,
    /// The states that it runs in.
    pub runs_in: Vec<String>,
    /// The states that it stands still in, such as while the applicant is asked for something.
    pub stands_in: Vec<String>,
    /// How long before its end it warns: in working days, hours or working hours where its limit is
    /// in those, else in days.
    pub warn: Option<u32>,
    /// The office field with several offices, each of which has a clock of its own: from when it is
    /// asked until it answers.
    pub each_of: Option<String>,
}

/// A way from one state to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Unique in its procedure.
    pub id: String,
    /// The states it may be taken in.
    pub from: Vec<String>,
    /// The state it leads to; none where the record stays where it stands.
    pub to: Option<String>,
    /// Who takes it.
    pub taker: Taker,
    /// The office field that names the only office that may take it, such as the one that leads.
    pub office: Option<String>,
    /// The office field with several offices, each of which takes it once. The record goes on when
    /// the last has.
    pub each_of: Option<String>,
    /// The office field in which it hands the record up: to the office at the next level.
    pub lifts: Option<String>,
    /// Steps whose takers on the same record may not take this one: no office vouches for itself.
    pub not_by: Vec<String>,
    /// The records that it is open to.
    pub only: Condition,
    /// What must hold of them besides.
    pub given: Option<Expression>,
    /// Steps that must each have been taken since the record came to where it stands.
    pub after: Vec<String>,
    /// The clock that must have run out, such as a time for objections.
    pub not_before: Option<String>,
    /// What must come with it.
    pub needs: Vec<Need>,
    /// The fields that it must write.
    pub fills: Vec<String>,
    /// The fields that it may write.
    pub may_fill: Vec<String>,
    /// The fields that it writes by itself, with the value that each gets.
    pub sets: BTreeMap<String, String>,
}

/// Who takes a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taker {
    /// An office in this role.
    Role(String),
    /// Nobody: it is taken by itself when this clock has run out.
    Clock(String),
}

impl Step {
    /// The states that a record may be in after it.
    pub fn leads_to(&self) -> impl Iterator<Item = &String> {
        // Until the last of several offices has answered, the record stays.
        let stays = self.to.is_none() || self.each_of.is_some();
        self.to.iter().chain(self.from.iter().filter(move |_| stays))
    }

    /// The role that may take it; none where a clock does.
    pub fn role(&self) -> Option<&str> {
        match &self.taker {
            Taker::Role(role) => Some(role),
            Taker::Clock(_) => None,
        }
    }

    /// Whether it leaves something written in a field, whatever its taker does.
    pub fn must_write(&self, field: &str) -> bool {
        let lifts = self.lifts.as_deref() == Some(field);
        lifts || self.sets.contains_key(field) || self.fills.iter().any(|filled| filled == field)
    }

    /// The fields that it writes, and whether it must, those that it must first.
    pub fn filled(&self) -> impl Iterator<Item = (&str, bool)> {
        let must = self.fills.iter().map(|field| (field.as_str(), true));
        must.chain(self.may_fill.iter().map(|field| (field.as_str(), false)))
    }
}

/// What must come with a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A document, picture or reading that shows it.
    Evidence,
    /// A written reason, as owed to whoever the step goes against.
    Reason,
    /// A remark.
    Note,
}

/// What must hold when a step is taken or a record opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The procedure whose records it is for.
    pub procedure: String,
    /// The steps that it is asked at; [`Rule::OPENING`] is the opening.
    pub at: Vec<String>,
    /// What must hold then, of what is written down before and with the step.
    pub must: Expression,
    /// Why: law and article, or whose rule it is.
    pub basis: String,
    /// Whether it only warns: what does not hold is then written down, shown and counted.
    pub warns: bool,
}

impl Rule {
    /// The name of the opening among steps.
    pub const OPENING: &'static str = "open";
}

/// A figure that follows from records or from other figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// What it counts, in the report's words (`座`); money is in 元.
    pub unit: String,
    /// What it is made of.
    pub fold: Fold,
    /// The commitments it can answer, if any.
    pub answers: Option<Answers>,
}

/// What a [`Measure`] is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fold {
    /// Records in certain states.
    Records(Tally),
    /// The sum of these measures; no record is counted twice through them.
    Measures(Vec<String>),
}

/// A count or sum over the records of one procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The procedure whose records are counted.
    pub procedure: String,
    /// A record counts from when it enters one of these states until it leaves them.
    pub counted_in: Vec<String>,
    /// The records that are meant.
    pub only: Condition,
    /// What must hold of them besides.
    pub given: Option<Expression>,
    /// The rule whose warning must stand against them.
    pub warned: Option<String>,
    /// The number or money field that is summed; without one, records are counted.
    pub sum: Option<String>,
}

/// How reports speak of what a measure measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Nouns by which a report's figure is recognised (`旅游公厕`).
    pub subjects: Vec<String>,
    /// Units in which it may be told, the measure's own first.
    pub units: Vec<String>,
}
