//! Reads a pack: the folder of TOML files that declares one city system.
//!
//! A pack adds no Rust. It says which records a system keeps (registers), what may be done with
//! them and by whom (procedures), and which figures follow from that (measures). [`check`] turns
//! its text into a [`Pack`] that the rest of the platform runs on. It never fails and never panics:
//! whatever is wrong, all of it, comes back as [`Diagnostic`]s that point at the text, and a pack
//! with an error is not handed out.
//!
//! # The files
//!
//! `pack.toml` declares; `messages/zh-CN.toml` and `messages/en.toml` hold every word that people
//! read. Ids are lower-case English (`a-z`, `0-9`, `_`, a letter first). Where a list of names is
//! expected, a single name may stand without brackets. A key that is not in the tables below is an
//! error.
//!
//! ```toml
//! id = "works"
//! version = 1
//! serves = ["L14", "L31"]            # optional: rows of the platform's scope
//! roles = ["builder", "inspector"]   # who takes part; a city assigns its offices to them
//! ```
//!
//! ## Registers: what is kept
//!
//! ```toml
//! [registers.work]
//! title = "name"                     # the text or code field that a record is called by
//! place = "site"                     # optional: the place field its figures are booked at
//! office = "owner"                   # optional: the office field that answers for it
//! category = "kind"                  # optional: the code field that records are sorted by
//! point = "at"                       # optional: the point field that tells where it is
//! duplicates = { days = 30, metres = 50, field = "name" }   # optional: which may be the same
//!
//! [registers.work.fields]   # type: text number money date code place office flag file point
//! name = { type = "text", required = true }
//! site = { type = "place", required = true }
//! owner = { type = "office", required = true }
//! kind = { type = "code", codes = ["greenway", "footpath", "toilet"], required = true }
//! cost = { type = "money" }          # in 元; left out, `required` is false
//! at = { type = "point" }            # longitude and latitude in WGS-84
//! before = { type = "file", kinds = ["photo", "pdf"], megabytes = 8 }   # 8 if left out
//! found = { type = "code", codes = ["patrol", "call"], default = "call", asked_of = "builder" }
//!
//! [registers.work.fields.grade]
//! type = "code"
//! codes = ["good", "passable"]
//!
//! [registers.work.fields.length]
//! type = "number"
//! unit = "公里"                      # optional, for numbers
//! required = { kind = ["greenway", "footpath"] }   # only for records with these codes
//!
//! [registers.work.fields.crews]
//! type = "office"
//! many = true                        # several offices; for office fields
//!
//! [registers.work.fields.contact]
//! type = "text"
//! visibility = "personal"            # public (if left out), office or personal
//! seen_by = ["builder", "inspector"] # the roles that may read it, for what is not public
//! ```
//!
//! What is not public goes to the vault and never to the log, which holds a salted hash of it. An
//! `office` field is shown to the roles that may read it; a `personal` one only to whoever gives a
//! reason, which is journaled first, and which the person concerned can read. No title, place,
//! office, condition or measure can follow from either: [`DiagnosticCode::HiddenField`].
//!
//! `default` is the code of a record that is opened without one; `asked_of` names the roles that
//! are asked for a field when they open a record, and others cannot give it. A file is public.
//!
//! Fields are shown in the order in which they are written. No register, field or code may be for
//! a person's ethnicity, religion, political views, biometrics or score, whatever it is called in
//! either language: that is [`DiagnosticCode::ForbiddenField`].
//!
//! ## Procedures: what may be done
//!
//! ```toml
//! [procedures.delivery]
//! register = "work"
//! start = "under_way"                # the state a record is opened in
//! opened_by = "builder"              # or several roles
//!
//! [procedures.delivery.states]
//! under_way = {}
//! reported = { limit = { working_days = 15, basis = "the city's own rule" } }
//! accepted = { final = true }        # no step leaves it
//!
//! [procedures.delivery.clocks.whole] # over several states; a limit is over one
//! days = 300                         # or working_days, months, working_hours, hours
//! basis = "the city's own rule"
//! runs_in = "under_way"              # it ends in every state that stands in neither list
//! stands_in = "reported"             # optional: it stands still there
//! where = { kind = "greenway" }      # optional: only for records with these codes
//! warn = 30                          # optional: so many days before its end
//!
//! [procedures.delivery.steps.report]
//! from = "under_way"
//! to = "reported"                    # left out, the record stays where it stands
//! role = "builder"
//! needs = "evidence"                 # evidence reason note
//!
//! [procedures.delivery.steps.accept]
//! from = "reported"
//! to = "accepted"
//! role = "inspector"
//! not_by = "report"                  # closed to the office that took that step on this record
//! fills = "grade"                    # the fields that it must write; `may_fill`: those it may
//! # where = { kind = "greenway" }    # optional: only for these records; or an expression
//! # after = "measure"                # optional: steps taken since it came to where it stands
//! # not_before = "objections"        # optional: the clock that must have run out
//! # office = "lead"                  # optional: only the office that this field names takes it
//! # lifts = "holder"                 # optional: hands it to the office above, in this field
//! # sets = { late = "true" }         # optional: codes and flags that it writes by itself
//!
//! [procedures.delivery.steps.warn]
//! from = "under_way"
//! by_clock = "whole"                 # and no role: taken by itself when the clock has run out
//! ```
//!
//! Several offices side by side: a step fills in an office field with `many = true`; from where it
//! leads, each of the offices answers once by a step with `each_of = "crews"`, in any order, and
//! the last takes the record to that step's `to`. A clock with `each_of = "crews"` runs for each
//! office from when it is asked until it answers; a step `by_clock` of it is taken when the last
//! has run out.
//!
//! Two roles are there without being declared. Whoever does not sign in is `public`, and may open
//! records and take steps where the pack says so. Whoever opens a record so, or is handed the link
//! of one that an office opened, is its `reporter`.
//!
//! A due date is derived from the limit and the calendar, never stored; `basis` says what law and
//! article sets it. `not_by` is how a pack says that "done" is said by someone else than the one
//! who did it. A field that a step writes is not asked for when a record is opened, unless it is
//! required; the last that was written holds. A step writes nothing that is not public, no title,
//! and the register's place or office only from states in which no measure counts the record. An
//! office that is there from the opening acts for its own records only, in the role that opens.
//!
//! ## Rules: what must hold
//!
//! ```toml
//! [rules.paid_for]
//! procedure = "delivery"
//! at = ["open", "accept"]            # the steps that it is asked at; `open` is the opening
//! must = "has(cost) && cost <= 1000000"
//! basis = "the city's own rule"      # law and article, or whose rule it is
//! # warns = true                     # optional: it is shown and counted, and nothing is refused
//! ```
//!
//! Expressions have the syntax of CEL: fields, `today`, numbers, texts in quotation marks, `true`,
//! `false`, `has(field)`, brackets, `!`, `* /`, `+ -`, one of `< <= > >= == != in [ … ]`, `&&` and
//! `||`, which bind in this order. Numbers are exact. Those with a unit stand beside others of the
//! same unit, money in 元, and beside numbers without one that are written out; two dates differ by
//! a number in 天. A text beside a code field is one of its codes. What is computed from an empty
//! field is missing, and a missing value is never enough for what must hold; `false && …` is false
//! and `true || …` true all the same. Where a rule does not hold, the step is refused with `basis`
//! and the values of the fields named; the attempt is journaled.
//!
//! ## Measures: which figures follow
//!
//! ```toml
//! [measures.greenways]
//! procedure = "delivery"
//! counted_in = "accepted"            # counted while a record stands in one of these states
//! where = { kind = "greenway" }      # optional: only records with these codes; or an expression
//! # warned = "paid_for"              # optional: only while this rule's warning stands
//! sum = "length"                     # a number or money field, or `count = true` for records
//! unit = "公里"
//! answers = { subjects = ["绿道", "城市绿道"] }   # optional: the report's words for it
//!
//! [measures.footpaths]
//! procedure = "delivery"
//! counted_in = "accepted"
//! where = { kind = "footpath" }
//! sum = "length"
//! unit = "公里"
//!
//! [measures.paths]
//! adds = ["greenways", "footpaths"]  # the sum of other measures of one unit
//! ```
//!
//! `answers.units` lists further words for the unit (`个` and `块` beside `座`). A measure is
//! booked by place, office and day; it cannot be keyed by a person, for there is no key to say so.
//! Whatever is relied on must be there: the title, place and office of a register and the field of
//! a sum are required for all the records meant.
//!
//! ## Open311: a register for other programs
//!
//! ```toml
//! # [open311]                        # optional: for one register that the public opens
//! # register = "case"                # the codes of its `category` are the services
//! # description = "what"             # a text field
//! # address = "spot"                 # optional: a text field; the register has point and place
//! # media = "before"                 # optional: a file field
//! # contact = "contact"              # optional: a text field that is not public
//! # closed_in = ["closed", "void"]   # the states told as closed
//! # needs_key = true                 # optional: sending takes a token
//! ```
//!
//! ## Messages: what people read
//!
//! Nested tables are flattened to dotted keys. Needed in both languages, and none besides:
//! `pack.name`, `pack.summary`, `role.<role>`, `register.<register>`, `field.<register>.<field>`,
//! `code.<register>.<field>.<code>`, `procedure.<procedure>`, `state.<procedure>.<state>`,
//! `step.<procedure>.<step>`, `clock.<procedure>.<clock>`, `rule.<rule>`, `measure.<measure>`.
//! A `note.` before any of these keys adds a longer explanation; notes are free to come or stay
//! away, but come in both languages.

mod declare;
mod diagnostic;
mod document;
mod expression;
mod expressions;
mod forbidden;
mod measures;
mod messages;
mod model;
mod names;
mod nearest;
mod procedures;
mod wording;

use document::{Document, Faults};

pub use diagnostic::{Diagnostic, DiagnosticCode, NameKind, Severity, Topic, ValueKind};
pub use expression::{Expression, Scope, Value, Wanted};
pub use messages::{Language, Messages};
pub use model::{
    Answers, Budget, Clock, Condition, Duplicates, Field, FieldType, FileKind, Fold, Limit,
    Measure, Need, Open311, PUBLIC, Pack, Procedure, REPORTER, Register, Rule, State, Step, Taker,
    Tally, Visibility,
};

/// One file of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'a> {
    /// Its name within the pack's folder, with `/` between folders: `messages/en.toml`.
    pub path: &'a str,
    /// Its whole text.
    pub text: &'a str,
}

/// The file that declares a pack.
const DECLARATION: &str = "pack.toml";

/// Reads a pack and says all that is wrong with it.
///
/// The pack is there exactly when no diagnostic is an error. Diagnostics come in the order of the
/// files given and of the text within them; missing files come first. Files that are not TOML (a
/// `README.md`, examples) are passed over. A file with a syntax error is not looked into further,
/// and what depends on it is not judged.
pub fn check(files: &[Source<'_>]) -> (Option<Pack>, Vec<Diagnostic>) {
    let mut diagnostics = strange_files(files);
    let declaration = open(files, DECLARATION, &mut diagnostics);
    let texts =
        Language::ALL.map(|language| (language, open(files, &language.file(), &mut diagnostics)));
    let pack = declaration.map(|document| {
        let mut faults = Faults::new(&document);
        let mut pack = declare::pack(&mut faults);
        names::check(&pack, &mut faults);
        expressions::check(&pack, &mut faults);
        procedures::check(&pack, &mut faults);
        measures::check(&mut pack, &mut faults);
        forbidden::check_ids(&pack, &mut faults);
        diagnostics.extend(faults.found);
        messages::check(&mut pack, &texts, &mut diagnostics);
        pack
    });
    diagnostics.sort_by_key(|diagnostic| {
        let file = files.iter().position(|file| file.path == diagnostic.file);
        (file, diagnostic.span.start, diagnostic.span.end)
    });
    let sound = diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Warning);
    (pack.filter(|_| sound), diagnostics)
}

/// Parses the file of that name; without it, or with a syntax error, there is only a diagnostic.
fn open<'a>(
    files: &[Source<'a>],
    path: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Document<'a>> {
    let Some(source) = files.iter().find(|file| file.path == path) else {
        diagnostics.push(Diagnostic::new(path, "", 0..0, DiagnosticCode::MissingFile));
        return None;
    };
    match Document::parse(*source) {
        Ok(document) => Some(document),
        Err(faults) => {
            diagnostics.extend(faults);
            None
        }
    }
}

/// A TOML file of another name than the known ones would be read by nobody.
fn strange_files(files: &[Source<'_>]) -> Vec<Diagnostic> {
    let mut known = vec![DECLARATION.to_owned()];
    known.extend(Language::ALL.map(Language::file));
    files
        .iter()
        .filter(|file| file.path.ends_with(".toml"))
        .filter(|file| !known.iter().any(|path| path == file.path))
        .map(|file| {
            let nearest = nearest::nearest(file.path, known.iter().map(String::as_str));
            let code = DiagnosticCode::UnknownFile { nearest };
            Diagnostic::new(file.path, file.text, 0..0, code)
        })
        .collect()
}

#[cfg(test)]
mod tests;
