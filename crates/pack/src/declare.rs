//! Reads `pack.toml` into plain data. What its names refer to is judged afterwards.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::diagnostic::ValueKind;
use crate::document::{Faults, Table};
use crate::expression::Expression;
use crate::messages::Messages;
use crate::model::{
    Answers, Budget, Clock, Condition, Duplicates, Field, FieldType, FileKind, Fold, Limit,
    Measure, Need, Open311, Pack, Procedure, Register, Rule, State, Step, Taker, Tally, Visibility,
};

/// The pack as declared, without its messages. It holds gaps where faults were found.
pub(crate) fn pack(faults: &mut Faults<'_>) -> Pack {
    let mut table = faults.root();
    let pack = Pack {
        id: table.need_id("id"),
        version: table.need_count("version"),
        serves: table.names("serves"),
        roles: table.ids("roles"),
        registers: table
            .tables("registers", |id, table| (id, register(table)))
            .into_iter()
            .collect(),
        procedures: table
            .tables("procedures", |id, table| (id, procedure(table)))
            .into_iter()
            .collect(),
        rules: table.tables("rules", |id, table| (id, rule(table))).into_iter().collect(),
        measures: table.tables("measures", |id, table| (id, measure(table))).into_iter().collect(),
        open311: table.table("open311").map(open311),
        messages: Messages::default(),
    };
    table.finish();
    pack
}

fn open311(mut table: Table<'_, '_>) -> Open311 {
    let open311 = Open311 {
        register: table.need_text("register"),
        description: table.need_text("description"),
        address: table.text("address"),
        media: table.text("media"),
        contact: table.text("contact"),
        closed_in: table.need_names("closed_in"),
        needs_key: table.flag("needs_key"),
    };
    table.finish();
    open311
}

fn register(mut table: Table<'_, '_>) -> Register {
    let register = Register {
        title: table.need_text("title"),
        place: table.text("place"),
        office: table.text("office"),
        category: table.text("category"),
        point: table.text("point"),
        duplicates: table.table("duplicates").map(duplicates),
        fields: table.tables("fields", field),
    };
    table.finish();
    register
}

fn duplicates(mut table: Table<'_, '_>) -> Duplicates {
    let (days, metres) = (table.need_count("days"), table.need_count("metres"));
    let field = table.need_text("field");
    table.finish();
    Duplicates { days, metres, field }
}

/// The words for the types of fields, in the order of [`field_type`].
const FIELD_TYPES: [&str; 10] =
    ["text", "number", "money", "date", "code", "place", "office", "flag", "file", "point"];

/// How large a file may be where the pack does not say, in megabytes.
const MEGABYTES: u32 = 8;

fn field(id: String, mut table: Table<'_, '_>) -> Field {
    let (field_type, required) = (field_type(&mut table), required(&mut table));
    let (visibility, seen_by) = visibility(&mut table);
    let (asked_of, default) = (table.names("asked_of"), table.text("default"));
    table.finish();
    Field { id, field_type, required, visibility, seen_by, asked_of, default }
}

/// Who may read a field; what is not public names the roles that may.
fn visibility(table: &mut Table<'_, '_>) -> (Visibility, Vec<String>) {
    let all = [Visibility::Public, Visibility::Office, Visibility::Personal];
    let visibility = match table.word("visibility", &all.map(Visibility::name)) {
        Some(index) => all[index],
        // Whether roles go with a word that is not known cannot be told.
        None if table.has("visibility") => {
            table.names("seen_by");
            return (Visibility::Public, Vec::new());
        }
        None => Visibility::Public,
    };
    if visibility == Visibility::Public {
        table.exclude("visibility = \"public\"", &["seen_by"]);
        return (visibility, Vec::new());
    }
    (visibility, table.need_names("seen_by"))
}

fn field_type(table: &mut Table<'_, '_>) -> FieldType {
    match table.need_word("type", &FIELD_TYPES).map(|index| FIELD_TYPES[index]) {
        Some("number") => FieldType::Number { unit: table.text("unit") },
        Some("money") => FieldType::Money,
        Some("date") => FieldType::Date,
        Some("code") => FieldType::Code { codes: table.need_ids("codes") },
        Some("place") => FieldType::Place,
        Some("office") => FieldType::Office { many: table.flag("many") },
        Some("flag") => FieldType::Flag,
        Some("point") => FieldType::Point,
        Some("file") => file(table),
        Some(_) => FieldType::Text,
        None => {
            // Which keys go with a type that is not known cannot be told.
            for key in ["unit", "codes", "kinds", "megabytes", "many"] {
                table.value(key);
            }
            FieldType::Text
        }
    }
}

fn file(table: &mut Table<'_, '_>) -> FieldType {
    let kinds = table.need_words("kinds", &FileKind::ALL.map(FileKind::name));
    let kinds = kinds.into_iter().map(|index| FileKind::ALL[index]).collect();
    let megabytes = if table.has("megabytes") { table.need_count("megabytes") } else { MEGABYTES };
    FieldType::File { kinds, megabytes }
}

fn required(table: &mut Table<'_, '_>) -> Option<Condition> {
    let value = table.value("required")?;
    match value.get_ref() {
        DeValue::Boolean(true) => Some(Condition::default()),
        DeValue::Boolean(false) => None,
        DeValue::Table(_) => Some(condition(table, "required")),
        _ => {
            table.wrong_type(value, ValueKind::Flag);
            None
        }
    }
}

fn condition(table: &mut Table<'_, '_>, key: &'static str) -> Condition {
    let mut fields = BTreeMap::new();
    if let Some(mut table) = table.table(key) {
        table.each(|table, field, value| {
            fields.insert(field.to_owned(), table.as_names(value));
        });
    }
    Condition(fields)
}

/// The records that `where` means: by a table of codes, or by an expression.
fn meant(table: &mut Table<'_, '_>) -> (Condition, Option<Expression>) {
    match table.value("where").map(|value| value.get_ref()) {
        Some(DeValue::String(_)) => (Condition::default(), table.expression("where")),
        _ => (condition(table, "where"), None),
    }
}

fn procedure(mut table: Table<'_, '_>) -> Procedure {
    let procedure = Procedure {
        register: table.need_text("register"),
        start: table.need_text("start"),
        opened_by: table.need_names("opened_by"),
        states: table.tables("states", state),
        steps: table.tables("steps", step),
        clocks: table.tables("clocks", clock),
    };
    table.finish();
    procedure
}

fn state(id: String, mut table: Table<'_, '_>) -> State {
    let state = State { id, limit: table.table("limit").map(limit), is_final: table.flag("final") };
    table.finish();
    state
}

fn limit(mut table: Table<'_, '_>) -> Limit {
    let limit = read_limit(&mut table);
    table.finish();
    limit
}

fn read_limit(table: &mut Table<'_, '_>) -> Limit {
    let keys = ["working_days", "days", "months", "working_hours", "hours"];
    let budget = match table.one_of(&keys) {
        Some("working_days") => Budget::WorkingDays(table.need_count("working_days")),
        Some("months") => Budget::Months(table.need_count("months")),
        Some("working_hours") => Budget::WorkingHours(table.need_count("working_hours")),
        Some("hours") => Budget::Hours(table.need_count("hours")),
        Some(_) => Budget::Days(table.need_count("days")),
        None => Budget::Days(0),
    };
    Limit { budget, basis: table.need_text("basis") }
}

fn clock(id: String, mut table: Table<'_, '_>) -> Clock {
    let clock = Clock {
        id,
        limit: read_limit(&mut table),
        only: condition(&mut table, "where"),
        runs_in: table.need_names("runs_in"),
        stands_in: table.names("stands_in"),
        warn: table.has("warn").then(|| table.need_count("warn")),
        each_of: table.text("each_of"),
    };
    table.finish();
    clock
}

fn step(id: String, mut table: Table<'_, '_>) -> Step {
    const NEEDS: [&str; 3] = ["evidence", "reason", "note"];
    let need = |index: usize| [Need::Evidence, Need::Reason, Need::Note][index];
    let (only, given) = meant(&mut table);
    let step = Step {
        id,
        from: table.need_names("from"),
        to: table.text("to"),
        taker: taker(&mut table),
        office: table.text("office"),
        each_of: table.text("each_of"),
        lifts: table.text("lifts"),
        not_by: table.names("not_by"),
        only,
        given,
        after: table.names("after"),
        not_before: table.text("not_before"),
        needs: table.words("needs", &NEEDS).into_iter().map(need).collect(),
        fills: table.names("fills"),
        may_fill: table.names("may_fill"),
        sets: sets(&mut table),
    };
    if step.office.is_some() {
        table.exclude("office", &["each_of"]);
    }
    table.finish();
    step
}

/// Who takes a step. What only an office can give or be goes with no clock.
fn taker(table: &mut Table<'_, '_>) -> Taker {
    if table.one_of(&["role", "by_clock"]) != Some("by_clock") {
        return Taker::Role(table.text("role").unwrap_or_default());
    }
    let given = ["office", "each_of", "not_by", "not_before", "needs", "fills", "may_fill"];
    table.exclude("by_clock", &given);
    Taker::Clock(table.need_text("by_clock"))
}

/// The values that a step writes by itself.
fn sets(table: &mut Table<'_, '_>) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    if let Some(mut table) = table.table("sets") {
        table.each(|table, field, value| {
            fields.insert(field.to_owned(), table.as_text(value).unwrap_or_default());
        });
    }
    fields
}

fn rule(mut table: Table<'_, '_>) -> Rule {
    let rule = Rule {
        procedure: table.need_text("procedure"),
        at: table.need_names("at"),
        must: table.need_expression("must").unwrap_or_else(Expression::gap),
        basis: table.need_text("basis"),
        warns: table.flag("warns"),
    };
    table.finish();
    rule
}

fn measure(mut table: Table<'_, '_>) -> Measure {
    let form = table.one_of(&["sum", "count", "adds"]);
    let (unit, fold) = match form {
        Some("adds") => {
            table.exclude("adds", &["procedure", "counted_in", "where", "warned", "unit"]);
            (String::new(), Fold::Measures(table.names("adds")))
        }
        _ => (table.need_text("unit"), Fold::Records(tally(&mut table))),
    };
    let answers = table.table("answers").map(|table| answers(table, &unit));
    table.finish();
    Measure { unit, fold, answers }
}

fn tally(table: &mut Table<'_, '_>) -> Tally {
    table.true_if_there("count");
    let (procedure, counted_in) = (table.need_text("procedure"), table.need_names("counted_in"));
    let (only, given) = meant(table);
    Tally {
        procedure,
        counted_in,
        only,
        given,
        warned: table.text("warned"),
        sum: table.text("sum"),
    }
}

/// The measure's own unit comes first; that of a sum of measures is put there once it is known.
fn answers(mut table: Table<'_, '_>, unit: &str) -> Answers {
    let subjects = table.need_names("subjects");
    let mut units: Vec<String> = Vec::new();
    if !unit.is_empty() {
        units.push(unit.to_owned());
    }
    units.extend(table.names("units").into_iter().filter(|other| other != unit));
    table.finish();
    Answers { subjects, units }
}
