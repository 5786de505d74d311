//! Checks that every name in a pack refers to something, and to a thing of the right type.

use std::collections::BTreeSet;

use crate::diagnostic::{DiagnosticCode, NameKind, ValueKind};
use crate::document::{Faults, Part};
use crate::model::{
    Condition, Field, FieldType, Fold, Measure, Open311, PUBLIC, Pack, Procedure, REPORTER,
    Register, Rule, Step, Taker, Tally, Visibility,
};
use crate::nearest::nearest;
use crate::procedures;

/// Adds a fault for each name that refers to nothing.
pub(crate) fn check(pack: &Pack, faults: &mut Faults<'_>) {
    for (index, role) in pack.roles.iter().enumerate() {
        if [PUBLIC, REPORTER].contains(&role.as_str()) {
            let code = DiagnosticCode::ReservedRole { role: role.clone() };
            faults.add(&["roles", &index.to_string()], Part::Value, code);
        }
    }
    for (id, register) in &pack.registers {
        check_register(pack, id, register, faults);
    }
    for (id, procedure) in &pack.procedures {
        check_procedure(pack, id, procedure, faults);
    }
    for (id, measure) in &pack.measures {
        check_measure(pack, id, &measure.fold, faults);
    }
    for (id, rule) in &pack.rules {
        check_rule(pack, id, rule, faults);
    }
    if let Some(open311) = &pack.open311 {
        check_open311(pack, open311, faults);
    }
    check_roles_are_used(pack, faults);
}

/// An endpoint is of a register that the public opens and that is sorted by what is wrong.
fn check_open311(pack: &Pack, open311: &Open311, faults: &mut Faults<'_>) {
    let at = |key| ["open311", key];
    let registers = pack.registers.keys().map(String::as_str);
    declared(NameKind::Register, &open311.register, registers, &at("register"), faults);
    let Some(register) = pack.registers.get(&open311.register) else { return };
    let procedure = pack.procedures.values().find(|it| it.register == open311.register);
    if register.category.is_none() || !procedure.is_some_and(|it| it.is_opened_by(PUBLIC)) {
        let code = DiagnosticCode::NoEndpoint { register: open311.register.clone() };
        faults.add(&at("register"), Part::Value, code);
    }
    let text = [ValueKind::Text];
    check_field(register, &open311.description, &text, &at("description"), faults);
    if let Some(address) = &open311.address {
        check_field(register, address, &text, &at("address"), faults);
    }
    if let Some(media) = &open311.media {
        check_field(register, media, &[ValueKind::File], &at("media"), faults);
    }
    if let Some(contact) = &open311.contact {
        let names = register.fields.iter().map(|field| field.id.as_str());
        declared(NameKind::Field, contact, names, &at("contact"), faults);
        if register.field(contact).is_some_and(|it| it.visibility == Visibility::Public) {
            let field = contact.clone();
            faults.add(&at("contact"), Part::Value, DiagnosticCode::ShownContact { field });
        }
    }
    if let Some(procedure) = procedure {
        let states = procedure.states.iter().map(|state| state.id.as_str());
        all_declared(NameKind::State, &open311.closed_in, states, &at("closed_in"), faults);
    }
}

/// Whether the name is one of those declared; if not, that is a fault. A gap is no name.
fn declared<'a>(
    kind: NameKind,
    name: &str,
    names: impl IntoIterator<Item = &'a str> + Clone,
    path: &[&str],
    faults: &mut Faults<'_>,
) -> bool {
    let known = names.clone().into_iter().any(|other| other == name);
    if !known && !name.is_empty() {
        let code = DiagnosticCode::UnknownName {
            kind,
            name: name.to_owned(),
            nearest: nearest(name, names),
        };
        faults.add(path, Part::Value, code);
    }
    known
}

/// Like [`declared`] for each name of a list.
fn all_declared<'a>(
    kind: NameKind,
    listed: &[String],
    names: impl IntoIterator<Item = &'a str> + Clone,
    path: &[&str],
    faults: &mut Faults<'_>,
) {
    for (index, name) in listed.iter().enumerate() {
        let index = index.to_string();
        let path = [path, &[index.as_str()]].concat();
        declared(kind, name, names.clone(), &path, faults);
    }
}

fn check_register(pack: &Pack, id: &str, register: &Register, faults: &mut Faults<'_>) {
    let path = ["registers", id];
    let roles: [(&str, Option<&String>, &[ValueKind]); 5] = [
        ("title", Some(&register.title), &[ValueKind::Text, ValueKind::Code]),
        ("place", register.place.as_ref(), &[ValueKind::Place]),
        ("office", register.office.as_ref(), &[ValueKind::Office]),
        ("category", register.category.as_ref(), &[ValueKind::Code]),
        ("point", register.point.as_ref(), &[ValueKind::Point]),
    ];
    for (key, name, types) in roles {
        if let Some(name) = name {
            let path = [&path[..], &[key]].concat();
            let field = check_field(register, name, types, &path, faults);
            let governing = || pack.procedures.values().filter(|it| it.register == id);
            if let Some(field) = field
                && key != "point"
                && (key == "title" || !governing().any(|it| it.fills(name)))
            {
                check_required(field, &Condition::default(), &path, faults);
            }
        }
    }
    if let Some(duplicates) = &register.duplicates {
        let path = [&path[..], &["duplicates"]].concat();
        if register.category.is_none() {
            let code = DiagnosticCode::MissingKey { key: "category".to_owned() };
            faults.add(&path, Part::Key, code);
        }
        let path = [&path[..], &["field"]].concat();
        check_field(register, &duplicates.field, &[ValueKind::Text], &path, faults);
    }
    for field in &register.fields {
        let at = |key| [&path[..], &["fields", field.id.as_str(), key]].concat();
        check_default(field, &at("default"), faults);
        if matches!(field.field_type, FieldType::File { .. })
            && field.visibility != Visibility::Public
        {
            let code = DiagnosticCode::HiddenFile { field: field.id.clone() };
            faults.add(&at("visibility"), Part::Value, code);
        }
        if let Some(condition) = &field.required {
            check_condition(register, condition, &at("required"), faults);
        }
        let roles = pack.roles.iter().map(String::as_str);
        all_declared(NameKind::Role, &field.seen_by, roles.clone(), &at("seen_by"), faults);
        let roles = roles.chain([PUBLIC]);
        all_declared(NameKind::Role, &field.asked_of, roles, &at("asked_of"), faults);
    }
}

/// A default is one of the field's own codes.
fn check_default(field: &Field, path: &[&str], faults: &mut Faults<'_>) {
    match (&field.default, &field.field_type) {
        (Some(default), FieldType::Code { codes }) => {
            let codes = codes.iter().map(String::as_str);
            declared(NameKind::Code, default, codes, path, faults);
        }
        (Some(_), other) => {
            let (field, expected) = (field.id.clone(), vec![ValueKind::Code]);
            let code = DiagnosticCode::WrongFieldType { field, expected, found: other.kind() };
            faults.add(path, Part::Key, code);
        }
        (None, _) => {}
    }
}

/// Whoever opens a record can give what it must have, and the public answers for no office.
fn check_opening(id: &str, procedure: &Procedure, register: &Register, faults: &mut Faults<'_>) {
    for (index, role) in procedure.opened_by.iter().enumerate() {
        let index = index.to_string();
        let path = ["procedures", id, "opened_by", &index];
        let never = register.fields.iter().find(|field| {
            field.required.is_some() && field.default.is_none() && !procedure.asks(field, role)
        });
        if let Some(field) = never {
            let (field, role) = (field.id.clone(), role.clone());
            faults.add(&path, Part::Value, DiagnosticCode::NeverGiven { field, role });
        }
        let office = register.office.as_ref().and_then(|office| register.field(office));
        if let Some(office) = office.filter(|office| role == PUBLIC && procedure.asks(office, role))
        {
            let code = DiagnosticCode::AskedOfPublic { field: office.id.clone() };
            faults.add(&path, Part::Value, code);
        }
    }
}

/// The field of that name, if there is one and it is of one of these types.
fn check_field<'a>(
    register: &'a Register,
    name: &str,
    types: &[ValueKind],
    path: &[&str],
    faults: &mut Faults<'_>,
) -> Option<&'a Field> {
    let names = register.fields.iter().map(|field| field.id.as_str());
    if !declared(NameKind::Field, name, names, path, faults) {
        return None;
    }
    let field = register.field(name)?;
    let found = field.field_type.kind();
    if !types.contains(&found) {
        let (field, expected) = (name.to_owned(), types.to_vec());
        faults.add(path, Part::Value, DiagnosticCode::WrongFieldType { field, expected, found });
        return None;
    }
    check_public(field, path, Part::Value, faults).then_some(field)
}

/// Whether a field is public; if not, that is a fault: what would follow from it is.
fn check_public(field: &Field, path: &[&str], part: Part, faults: &mut Faults<'_>) -> bool {
    let visibility = field.visibility;
    if visibility != Visibility::Public {
        let field = field.id.clone();
        faults.add(path, part, DiagnosticCode::HiddenField { field, visibility });
    }
    visibility == Visibility::Public
}

impl FieldType {
    /// The kind of value that it takes.
    pub fn kind(&self) -> ValueKind {
        match self {
            Self::Text => ValueKind::Text,
            Self::Number { .. } => ValueKind::Number,
            Self::Money => ValueKind::Money,
            Self::Date => ValueKind::Date,
            Self::Code { .. } => ValueKind::Code,
            Self::Place => ValueKind::Place,
            Self::Office { many: false } => ValueKind::Office,
            Self::Office { many: true } => ValueKind::Offices,
            Self::Flag => ValueKind::Flag,
            Self::File { .. } => ValueKind::File,
            Self::Point => ValueKind::Point,
        }
    }
}

fn check_condition(
    register: &Register,
    condition: &Condition,
    path: &[&str],
    faults: &mut Faults<'_>,
) {
    for (name, wanted) in &condition.0 {
        let names = register.fields.iter().map(|field| field.id.as_str());
        let path = [path, &[name.as_str()]].concat();
        if !names.clone().any(|other| other == name) {
            let (kind, nearest) = (NameKind::Field, nearest(name, names));
            let code = DiagnosticCode::UnknownName { kind, name: name.clone(), nearest };
            faults.add(&path, Part::Key, code);
            continue;
        }
        let field = register.field(name).expect("it was found among the names just now");
        let FieldType::Code { codes } = &field.field_type else {
            let code = DiagnosticCode::WrongFieldType {
                field: name.clone(),
                expected: vec![ValueKind::Code],
                found: field.field_type.kind(),
            };
            faults.add(&path, Part::Key, code);
            continue;
        };
        check_public(field, &path, Part::Key, faults);
        let codes = codes.iter().map(String::as_str);
        all_declared(NameKind::Code, wanted, codes, &path, faults);
    }
}

fn check_procedure(pack: &Pack, id: &str, procedure: &Procedure, faults: &mut Faults<'_>) {
    let path = ["procedures", id];
    let at = |key| [path[0], path[1], key];
    let states = procedure.states.iter().map(|state| state.id.as_str());
    let steps = procedure.steps.iter().map(|step| step.id.as_str());
    let clocks = procedure.clocks.iter().map(|clock| clock.id.as_str());
    let roles = pack.roles.iter().map(String::as_str);
    let registers = pack.registers.keys().map(String::as_str);
    declared(NameKind::Register, &procedure.register, registers, &at("register"), faults);
    let first = pack.procedures.iter().find(|(_, it)| it.register == procedure.register);
    if let Some((other, _)) = first.filter(|(other, _)| *other != id) {
        let (register, other) = (procedure.register.clone(), other.clone());
        let code = DiagnosticCode::SecondProcedure { register, other };
        faults.add(&at("register"), Part::Value, code);
    }
    declared(NameKind::State, &procedure.start, states.clone(), &at("start"), faults);
    let opening = roles.clone().chain([PUBLIC]);
    all_declared(NameKind::Role, &procedure.opened_by, opening, &at("opened_by"), faults);
    if let Some(register) = pack.registers.get(&procedure.register) {
        check_opening(id, procedure, register, faults);
    }
    for step in &procedure.steps {
        let at = |key| [path[0], path[1], "steps", step.id.as_str(), key];
        all_declared(NameKind::State, &step.from, states.clone(), &at("from"), faults);
        if let Some(to) = &step.to {
            declared(NameKind::State, to, states.clone(), &at("to"), faults);
        }
        match &step.taker {
            Taker::Role(role) => {
                let roles = roles.clone().chain([PUBLIC, REPORTER]);
                declared(NameKind::Role, role, roles, &at("role"), faults);
            }
            Taker::Clock(clock) => {
                declared(NameKind::Clock, clock, clocks.clone(), &at("by_clock"), faults);
            }
        }
        all_declared(NameKind::Step, &step.not_by, steps.clone(), &at("not_by"), faults);
        all_declared(NameKind::Step, &step.after, steps.clone(), &at("after"), faults);
        if let Some(clock) = &step.not_before {
            declared(NameKind::Clock, clock, clocks.clone(), &at("not_before"), faults);
        }
        if let Some(register) = pack.registers.get(&procedure.register) {
            check_condition(register, &step.only, &at("where"), faults);
            let fixed = fixed(pack, id, register, step);
            check_filled(register, &fixed, &step.fills, &at("fills"), faults);
            check_filled(register, &fixed, &step.may_fill, &at("may_fill"), faults);
            check_offices(register, procedure, step, &fixed, &at, faults);
            check_sets(register, step, &fixed, &at("sets"), faults);
        }
    }
    for clock in &procedure.clocks {
        let at = |key| [path[0], path[1], "clocks", clock.id.as_str(), key];
        all_declared(NameKind::State, &clock.runs_in, states.clone(), &at("runs_in"), faults);
        all_declared(NameKind::State, &clock.stands_in, states.clone(), &at("stands_in"), faults);
        if let Some(register) = pack.registers.get(&procedure.register) {
            check_condition(register, &clock.only, &at("where"), faults);
            if let Some(field) = &clock.each_of {
                check_field(register, field, &[ValueKind::Offices], &at("each_of"), faults);
            }
        }
    }
}

/// The office fields by which a step tells who takes it, and to whom it hands the record up.
fn check_offices<'a>(
    register: &Register,
    procedure: &Procedure,
    step: &'a Step,
    fixed: &[&str],
    at: &impl Fn(&'a str) -> [&'a str; 5],
    faults: &mut Faults<'_>,
) {
    if let Some(office) = &step.office {
        check_field(register, office, &[ValueKind::Office], &at("office"), faults);
    }
    if let Some(several) = &step.each_of {
        let kinds = [ValueKind::Offices];
        let field = check_field(register, several, &kinds, &at("each_of"), faults);
        // Where the last of them takes the record on, there must be one.
        if let Some(field) = field
            && step.to.is_some()
            && !procedures::filled_before(procedure, several, &step.from)
        {
            check_required(field, &step.only, &at("each_of"), faults);
        }
    }
    if let Some(holder) = &step.lifts {
        let field = check_field(register, holder, &[ValueKind::Office], &at("lifts"), faults);
        if let Some(field) = field
            && !procedures::filled_before(procedure, holder, &step.from)
        {
            check_required(field, &step.only, &at("lifts"), faults);
        }
        if field.is_some() && fixed.contains(&holder.as_str()) {
            let code = DiagnosticCode::FixedField { field: holder.clone() };
            faults.add(&at("lifts"), Part::Value, code);
        }
    }
}

/// What a step writes by itself is a code or flag that may change there.
fn check_sets(
    register: &Register,
    step: &Step,
    fixed: &[&str],
    path: &[&str],
    faults: &mut Faults<'_>,
) {
    let names = register.fields.iter().map(|field| field.id.as_str());
    for (name, value) in &step.sets {
        let path = [path, &[name.as_str()]].concat();
        let Some(field) = register.field(name) else {
            let (kind, nearest) = (NameKind::Field, nearest(name, names.clone()));
            let code = DiagnosticCode::UnknownName { kind, name: name.clone(), nearest };
            faults.add(&path, Part::Key, code);
            continue;
        };
        if fixed.contains(&name.as_str()) {
            faults.add(&path, Part::Key, DiagnosticCode::FixedField { field: name.clone() });
        }
        check_public(field, &path, Part::Key, faults);
        let codes: Vec<&str> = match &field.field_type {
            FieldType::Code { codes } => codes.iter().map(String::as_str).collect(),
            FieldType::Flag => vec!["true", "false"],
            other => {
                let (field, expected) = (name.clone(), vec![ValueKind::Code, ValueKind::Flag]);
                let code = DiagnosticCode::WrongFieldType { field, expected, found: other.kind() };
                faults.add(&path, Part::Key, code);
                continue;
            }
        };
        declared(NameKind::Code, value, codes, &path, faults);
    }
}

/// The fields that a step cannot write: what a record is called by, and, where it leaves a state in
/// which the record is counted, what it is booked by.
fn fixed<'a>(pack: &Pack, procedure: &str, register: &'a Register, step: &Step) -> Vec<&'a str> {
    let counts = |measure: &Measure| match &measure.fold {
        Fold::Records(tally) if tally.procedure == procedure => {
            tally.counted_in.iter().any(|state| step.from.contains(state))
        }
        _ => false,
    };
    let mut fixed = vec![register.title.as_str()];
    if pack.measures.values().any(counts) {
        fixed.extend(register.place.as_deref());
        fixed.extend(register.office.as_deref());
    }
    fixed
}

/// What a step writes is a public field that may change there.
fn check_filled(
    register: &Register,
    fixed: &[&str],
    filled: &[String],
    path: &[&str],
    faults: &mut Faults<'_>,
) {
    let names = register.fields.iter().map(|field| field.id.as_str());
    for (index, name) in filled.iter().enumerate() {
        let index = index.to_string();
        let path = [path, &[index.as_str()]].concat();
        if !declared(NameKind::Field, name, names.clone(), &path, faults) {
            continue;
        }
        if fixed.contains(&name.as_str()) {
            faults.add(&path, Part::Value, DiagnosticCode::FixedField { field: name.clone() });
        } else if let Some(field) = register.field(name) {
            check_public(field, &path, Part::Value, faults);
        }
    }
}

fn check_measure(pack: &Pack, id: &str, fold: &Fold, faults: &mut Faults<'_>) {
    let at = |key| ["measures", id, key];
    let tally = match fold {
        Fold::Records(tally) => tally,
        Fold::Measures(parts) => {
            let measures = pack.measures.keys().map(String::as_str);
            return all_declared(NameKind::Measure, parts, measures, &at("adds"), faults);
        }
    };
    let procedures = pack.procedures.keys().map(String::as_str);
    declared(NameKind::Procedure, &tally.procedure, procedures, &at("procedure"), faults);
    let Some(procedure) = pack.procedures.get(&tally.procedure) else {
        return;
    };
    let states = procedure.states.iter().map(|state| state.id.as_str());
    all_declared(NameKind::State, &tally.counted_in, states, &at("counted_in"), faults);
    let Some(register) = pack.registers.get(&procedure.register) else {
        return;
    };
    check_condition(register, &tally.only, &at("where"), faults);
    check_warned(pack, id, tally, faults);
    let Some(sum) = &tally.sum else { return };
    let types = [ValueKind::Number, ValueKind::Money];
    let Some(field) = check_field(register, sum, &types, &at("sum"), faults) else {
        return;
    };
    let is_given = tally.given.as_ref().is_some_and(|given| given.needs(sum));
    if !is_given && !procedures::filled_before(procedure, sum, &tally.counted_in) {
        check_required(field, &tally.only, &at("sum"), faults);
    }
}

fn check_rule(pack: &Pack, id: &str, rule: &Rule, faults: &mut Faults<'_>) {
    let at = |key| ["rules", id, key];
    let procedures = pack.procedures.keys().map(String::as_str);
    declared(NameKind::Procedure, &rule.procedure, procedures, &at("procedure"), faults);
    if let Some(procedure) = pack.procedures.get(&rule.procedure) {
        let steps = procedure.steps.iter().map(|step| step.id.as_str());
        let steps = steps.chain([Rule::OPENING]);
        all_declared(NameKind::Step, &rule.at, steps, &at("at"), faults);
        for (index, step) in rule.at.iter().enumerate() {
            let step = procedure.step(step);
            if step.is_some_and(|step| matches!(step.taker, Taker::Clock(_))) {
                // Nobody takes it who could be refused or warned.
                let (key, with) = ("at".to_owned(), "by_clock".to_owned());
                let path = ["rules", id, "at", &index.to_string()];
                faults.add(&path, Part::Value, DiagnosticCode::ConflictingKeys { key, with });
            }
        }
    }
}

/// A warning that is counted is one that can be raised.
fn check_warned(pack: &Pack, id: &str, tally: &Tally, faults: &mut Faults<'_>) {
    let Some(warned) = &tally.warned else { return };
    let path = ["measures", id, "warned"];
    let ours = pack.rules.iter().filter(|(_, rule)| rule.procedure == tally.procedure);
    declared(NameKind::Rule, warned, ours.map(|(id, _)| id.as_str()), &path, faults);
    if pack.rules.get(warned).is_some_and(|rule| !rule.warns) {
        let code = DiagnosticCode::NoWarning { rule: warned.clone() };
        faults.add(&path, Part::Value, code);
    }
}

/// A field that is relied on must be there: without it, records would be left out in silence.
fn check_required(field: &Field, only: &Condition, path: &[&str], faults: &mut Faults<'_>) {
    let everywhere = field.required.as_ref().is_some_and(|required| required.covers(only));
    if !everywhere {
        let code = DiagnosticCode::OptionalField { field: field.id.clone() };
        faults.add(path, Part::Value, code);
    }
}

fn check_roles_are_used(pack: &Pack, faults: &mut Faults<'_>) {
    let used: BTreeSet<&str> = pack
        .procedures
        .values()
        .flat_map(|procedure| {
            let roles = procedure.steps.iter().filter_map(Step::role);
            roles.chain(procedure.opened_by.iter().map(String::as_str))
        })
        .collect();
    let is_known =
        |role: &str| [PUBLIC, REPORTER].contains(&role) || pack.roles.iter().any(|it| it == role);
    if !used.iter().all(|role| is_known(role)) {
        // A misspelt role leaves another unused: one slip is told once.
        return;
    }
    for (index, role) in pack.roles.iter().enumerate() {
        if !used.contains(role.as_str()) && !role.is_empty() {
            let code = DiagnosticCode::UnusedRole { role: role.clone() };
            faults.add(&["roles", &index.to_string()], Part::Value, code);
        }
    }
}
