//! Checks that expressions name fields that are there and set like beside like: money beside money,
//! dates beside dates, a unit beside the same.

use crate::diagnostic::{DiagnosticCode, NameKind, ValueKind};
use crate::document::Faults;
use crate::expression::{Expression, Node, Operator, Term, Value};
use crate::model::{Field, FieldType, Fold, MONEY, Pack, Register, Visibility};
use crate::nearest::nearest;

/// The unit of the time between two dates.
const DAYS: &str = "天";

/// Adds a fault for each expression that could not be computed, or not mean what it says.
pub(crate) fn check(pack: &Pack, faults: &mut Faults<'_>) {
    let register = |procedure: &str| {
        let procedure = pack.procedures.get(procedure)?;
        pack.registers.get(&procedure.register)
    };
    for (id, procedure) in &pack.procedures {
        let Some(register) = pack.registers.get(&procedure.register) else { continue };
        for step in &procedure.steps {
            if let Some(given) = &step.given {
                let path = ["procedures", id, "steps", &step.id, "where"];
                condition(register, given, &path, faults);
            }
        }
    }
    for (id, rule) in &pack.rules {
        if let Some(register) = register(&rule.procedure) {
            condition(register, &rule.must, &["rules", id, "must"], faults);
        }
    }
    for (id, measure) in &pack.measures {
        let Fold::Records(tally) = &measure.fold else { continue };
        let Some((register, given)) = register(&tally.procedure).zip(tally.given.as_ref()) else {
            continue;
        };
        let path = ["measures", id, "where"];
        condition(register, given, &path, faults);
        given.root.each(&mut |term| {
            if term.node == Node::Today {
                let code = DiagnosticCode::Unsettled { name: "today".to_owned() };
                faults.add_part(&path, &given.source, term.at.clone(), code);
            }
        });
    }
}

/// What a part of an expression is. Of what is faulty, nothing more is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type<'a> {
    Flag,
    Number(Unit<'a>),
    Date,
    Text,
    /// A text written out: it may stand for a code.
    Written(&'a str),
    Code(&'a [String]),
    /// What can only be there or not, or be the same as another.
    Other(ValueKind),
    Faulty,
}

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit<'a> {
    /// Written out, and in whatever unit is wanted.
    Any,
    /// A number without a unit, or in one that varies.
    Plain,
    In(&'a str),
}

impl<'a> Unit<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::Any | Self::Plain => "1",
            Self::In(unit) => unit,
        }
    }
}

impl Type<'_> {
    fn kind(self) -> ValueKind {
        match self {
            Self::Flag => ValueKind::Flag,
            Self::Number(_) => ValueKind::Number,
            Self::Date => ValueKind::Date,
            Self::Text | Self::Written(_) | Self::Faulty => ValueKind::Text,
            Self::Code(_) => ValueKind::Code,
            Self::Other(kind) => kind,
        }
    }
}

fn condition(register: &Register, expression: &Expression, path: &[&str], faults: &mut Faults<'_>) {
    let mut checker = Checker { register, source: &expression.source, path, faults };
    let key = path.last().copied().unwrap_or_default();
    checker.takes(key, &expression.root, &[ValueKind::Flag]);
}

struct Checker<'c, 'f, 'd> {
    register: &'c Register,
    source: &'c str,
    path: &'c [&'c str],
    faults: &'f mut Faults<'d>,
}

impl<'c> Checker<'c, '_, '_> {
    fn fault(&mut self, term: &Term, code: DiagnosticCode) -> Type<'c> {
        self.faults.add_part(self.path, self.source, term.at.clone(), code);
        Type::Faulty
    }

    /// The type of a part that must be of one of these kinds.
    fn takes(&mut self, operator: &str, term: &'c Term, expected: &[ValueKind]) -> Type<'c> {
        let found = self.type_of(term);
        if found == Type::Faulty || expected.contains(&found.kind()) {
            return found;
        }
        let (operator, expected) = (operator.to_owned(), expected.to_vec());
        let found = found.kind();
        self.fault(term, DiagnosticCode::WrongOperand { operator, expected, found })
    }

    fn type_of(&mut self, term: &'c Term) -> Type<'c> {
        match &term.node {
            Node::Literal(Value::Flag(_)) => Type::Flag,
            Node::Literal(Value::Number(_)) => Type::Number(Unit::Any),
            Node::Literal(Value::Date(_)) | Node::Today => Type::Date,
            Node::Literal(Value::Text(text)) => Type::Written(text),
            Node::Field(name) => self.field(term, name).map_or(Type::Faulty, of_field),
            Node::Has(name) => {
                self.field(term, name);
                Type::Flag
            }
            Node::Not(inner) => {
                self.takes("!", inner, &[ValueKind::Flag]);
                Type::Flag
            }
            Node::Negative(inner) => self.takes("-", inner, &[ValueKind::Number]),
            Node::In(left, list) => {
                let found = self.type_of(left);
                for item in list {
                    let item_type = self.type_of(item);
                    self.alike("in", (left, found), (item, item_type));
                }
                Type::Flag
            }
            Node::Both(operator, sides) => self.both(*operator, sides),
        }
    }

    /// The public field of that name.
    fn field(&mut self, term: &Term, name: &str) -> Option<&'c Field> {
        let fields = &self.register.fields;
        let Some(field) = fields.iter().find(|field| field.id == name) else {
            let nearest = nearest(name, fields.iter().map(|field| field.id.as_str()));
            let (kind, name) = (NameKind::Field, name.to_owned());
            self.fault(term, DiagnosticCode::UnknownName { kind, name, nearest });
            return None;
        };
        if field.visibility != Visibility::Public {
            let (field, visibility) = (field.id.clone(), field.visibility);
            self.fault(term, DiagnosticCode::HiddenField { field, visibility });
            return None;
        }
        Some(field)
    }

    fn both(&mut self, operator: Operator, sides: &'c [Term; 2]) -> Type<'c> {
        const ORDERED: [ValueKind; 2] = [ValueKind::Number, ValueKind::Date];
        let [left, right] = sides;
        let text = operator.text();
        match operator {
            Operator::Or | Operator::And => {
                for side in sides {
                    self.takes(text, side, &[ValueKind::Flag]);
                }
                Type::Flag
            }
            Operator::Equal | Operator::Unequal => {
                let (a, b) = (self.type_of(left), self.type_of(right));
                self.alike(text, (left, a), (right, b))
            }
            Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => {
                let a = self.takes(text, left, &ORDERED);
                let b = self.takes(text, right, &ORDERED);
                self.alike(text, (left, a), (right, b))
            }
            Operator::Plus | Operator::Minus => self.sum(operator, sides),
            Operator::Times | Operator::Over => self.product(operator, sides),
        }
    }

    /// What can be equal; a comparison is a condition.
    fn alike(
        &mut self,
        operator: &str,
        (left, a): (&'c Term, Type<'c>),
        (right, b): (&'c Term, Type<'c>),
    ) -> Type<'c> {
        match (a, b) {
            (Type::Faulty, _) | (_, Type::Faulty) => {}
            (Type::Number(a), Type::Number(b)) => {
                self.same_unit(a, (right, b));
            }
            (Type::Code(codes), Type::Written(code)) => self.is_code(codes, right, code),
            (Type::Written(code), Type::Code(codes)) => self.is_code(codes, left, code),
            (Type::Text, Type::Written(_)) | (Type::Written(_), Type::Text) => {}
            _ if a.kind() == b.kind() => {}
            _ => {
                let (operator, expected) = (operator.to_owned(), vec![a.kind()]);
                let found = b.kind();
                self.fault(right, DiagnosticCode::WrongOperand { operator, expected, found });
            }
        }
        Type::Flag
    }

    fn is_code(&mut self, codes: &[String], term: &Term, code: &str) {
        if !codes.iter().any(|other| other == code) {
            let nearest = nearest(code, codes.iter().map(String::as_str));
            let (kind, name) = (NameKind::Code, code.to_owned());
            self.fault(term, DiagnosticCode::UnknownName { kind, name, nearest });
        }
    }

    /// The unit that two numbers have, which stand beside each other.
    fn same_unit(&mut self, a: Unit<'c>, (right, b): (&Term, Unit<'c>)) -> Unit<'c> {
        match (a, b) {
            (Unit::Any, unit) | (unit, Unit::Any) => unit,
            (a, b) => {
                if a != b {
                    let other = self.source[right.at.clone()].to_owned();
                    let (unit, other_unit) = (a.name().to_owned(), b.name().to_owned());
                    let code = DiagnosticCode::UnitMismatch { unit, other, other_unit };
                    self.fault(right, code);
                }
                a
            }
        }
    }

    fn sum(&mut self, operator: Operator, [left, right]: &'c [Term; 2]) -> Type<'c> {
        const ADDED: [ValueKind; 2] = [ValueKind::Number, ValueKind::Date];
        let text = operator.text();
        let a = self.takes(text, left, &ADDED);
        let second = match a {
            // A date and some days, or from a date to another.
            Type::Date if operator == Operator::Minus => &ADDED[..],
            Type::Faulty => &ADDED,
            _ => &[ValueKind::Number],
        };
        let b = self.takes(text, right, second);
        match (a, b) {
            (Type::Number(a), Type::Number(b)) => Type::Number(self.same_unit(a, (right, b))),
            (Type::Date, Type::Date) => Type::Number(Unit::In(DAYS)),
            (Type::Date, Type::Number(unit)) => {
                self.same_unit(Unit::In(DAYS), (right, unit));
                Type::Date
            }
            _ => Type::Faulty,
        }
    }

    fn product(&mut self, operator: Operator, [left, right]: &'c [Term; 2]) -> Type<'c> {
        let text = operator.text();
        let a = self.takes(text, left, &[ValueKind::Number]);
        let b = self.takes(text, right, &[ValueKind::Number]);
        let (Type::Number(a), Type::Number(b)) = (a, b) else { return Type::Faulty };
        let unit = match (operator, a, b) {
            (_, unit, Unit::Any) => unit,
            (_, unit, Unit::Plain) => {
                if unit == Unit::Any {
                    Unit::Plain
                } else {
                    unit
                }
            }
            (Operator::Times, Unit::Any | Unit::Plain, unit) => unit,
            (Operator::Over, Unit::In(a), Unit::In(b)) if a == b => Unit::Plain,
            (_, a, b) => {
                let (operator, unit) = (text.to_owned(), a.name().to_owned());
                let other_unit = b.name().to_owned();
                let code = DiagnosticCode::UnitProduct { operator, unit, other_unit };
                return self.fault(right, code);
            }
        };
        Type::Number(unit)
    }
}

fn of_field(field: &Field) -> Type<'_> {
    match &field.field_type {
        FieldType::Text => Type::Text,
        FieldType::Number { unit: Some(unit) } => Type::Number(Unit::In(unit)),
        FieldType::Number { unit: None } => Type::Number(Unit::Plain),
        FieldType::Money => Type::Number(Unit::In(MONEY)),
        FieldType::Date => Type::Date,
        FieldType::Code { codes } => Type::Code(codes),
        FieldType::Flag => Type::Flag,
        FieldType::Place => Type::Other(ValueKind::Place),
        FieldType::Office { .. } => Type::Other(ValueKind::Office),
        FieldType::File { .. } => Type::Other(ValueKind::File),
        FieldType::Point => Type::Other(ValueKind::Point),
    }
}
