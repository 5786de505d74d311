//! Checks what measures add up: an end to it, one unit, nothing twice, one answer to each question.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::diagnostic::DiagnosticCode;
use crate::document::{Faults, Part};
use crate::model::{FieldType, Fold, MONEY, Measure, Pack, Tally};

/// Adds a fault for each measure that cannot be computed, and gives sums of measures their unit.
pub(crate) fn check(pack: &mut Pack, faults: &mut Faults<'_>) {
    for (id, measure) in &pack.measures {
        if let Fold::Records(tally) = &measure.fold {
            check_unit(pack, id, measure, tally, faults);
        }
    }
    if check_cycles(pack, faults) {
        // Without an end to the adding there are no sums to speak of.
        return;
    }
    check_sums(pack, faults);
    give_units(pack);
    check_answers(pack, faults);
}

/// The measures that a measure adds, directly; names that refer to nothing left out.
fn parts<'a>(pack: &'a Pack, id: &str) -> Vec<(usize, &'a str)> {
    let Some(Measure { fold: Fold::Measures(parts), .. }) = pack.measures.get(id) else {
        return Vec::new();
    };
    let parts = parts.iter().map(String::as_str).enumerate();
    parts.filter(|(_, part)| pack.measures.contains_key(*part)).collect()
}

/// A measure in another unit than the field it sums would be wrong by whatever factor.
fn check_unit(pack: &Pack, id: &str, measure: &Measure, tally: &Tally, faults: &mut Faults<'_>) {
    let procedure = pack.procedures.get(&tally.procedure);
    let register = procedure.and_then(|procedure| pack.registers.get(&procedure.register));
    let Some((register, sum)) = register.zip(tally.sum.as_ref()) else {
        return;
    };
    let unit = match register.field(sum).map(|field| &field.field_type) {
        Some(FieldType::Number { unit: Some(unit) }) => unit,
        Some(FieldType::Money) => MONEY,
        _ => return,
    };
    if measure.unit != unit && !measure.unit.is_empty() {
        let code = DiagnosticCode::UnitMismatch {
            unit: measure.unit.clone(),
            other: sum.clone(),
            other_unit: unit.to_owned(),
        };
        faults.add(&["measures", id, "unit"], Part::Value, code);
    }
}

/// Reports each cycle once, at its first measure. True if there is one.
fn check_cycles(pack: &Pack, faults: &mut Faults<'_>) -> bool {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for start in pack.measures.keys() {
        if told.contains(start.as_str()) {
            continue;
        }
        let Some(cycle) = cycle_through(pack, start) else {
            continue;
        };
        told.extend(&cycle);
        let cycle = cycle.into_iter().map(str::to_owned).collect();
        faults.add(
            &["measures", start, "adds"],
            Part::Value,
            DiagnosticCode::MeasureCycle { cycle },
        );
    }
    !told.is_empty()
}

/// A shortest way from a measure back to itself through what it adds; it stands at both ends.
fn cycle_through<'a>(pack: &'a Pack, start: &'a str) -> Option<Vec<&'a str>> {
    let mut reached_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut fresh = VecDeque::from([start]);
    while let Some(measure) = fresh.pop_front() {
        for (_, part) in parts(pack, measure) {
            if !reached_from.contains_key(part) {
                reached_from.insert(part, measure);
                fresh.push_back(part);
            }
        }
    }
    let mut way = vec![start];
    loop {
        let last = way.last().expect("the way has its end");
        way.push(reached_from.get(last)?);
        if way.last() == Some(&start) {
            way.reverse();
            return Some(way);
        }
    }
}

/// The parts of a sum have one unit, and none of them brings in what another brought.
fn check_sums(pack: &Pack, faults: &mut Faults<'_>) {
    for id in pack.measures.keys() {
        let parts = parts(pack, id);
        let Some((_, first)) = parts.first() else {
            continue;
        };
        let unit = unit_of(pack, first);
        let mut counted: Vec<(&str, &str)> = Vec::new();
        for (index, part) in parts {
            let path = ["measures", id, "adds", &index.to_string()];
            let other_unit = unit_of(pack, part);
            if other_unit != unit && !other_unit.is_empty() && !unit.is_empty() {
                let code = DiagnosticCode::UnitMismatch {
                    unit: unit.to_owned(),
                    other: part.to_owned(),
                    other_unit: other_unit.to_owned(),
                };
                faults.add(&path, Part::Value, code);
            }
            for leaf in leaves(pack, part) {
                // The same name twice in one list has been reported as such.
                let mut others = counted.iter().filter(|(_, earlier)| *earlier != part);
                if let Some((other, _)) = others.find(|(other, _)| overlap(pack, leaf, other)) {
                    let code = DiagnosticCode::CountedTwice { measure: (*other).to_owned() };
                    faults.add(&path, Part::Value, code);
                }
                counted.push((leaf, part));
            }
        }
    }
}

/// Whether one record could be counted by both measures, in the same way.
fn overlap(pack: &Pack, left: &str, right: &str) -> bool {
    let tally = |id: &str| match pack.measures.get(id).map(|measure| &measure.fold) {
        Some(Fold::Records(tally)) => Some(tally),
        _ => None,
    };
    let (Some(left), Some(right)) = (tally(left), tally(right)) else {
        return false;
    };
    left.procedure == right.procedure
        && left.sum == right.sum
        && left.counted_in.iter().any(|state| right.counted_in.contains(state))
        && !left.only.excludes(&right.only)
}

/// The measures over records that a measure comes down to.
fn leaves<'a>(pack: &'a Pack, id: &'a str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::from([id]);
    let mut fresh = vec![id];
    let mut leaves = BTreeSet::new();
    while let Some(measure) = fresh.pop() {
        let parts = parts(pack, measure);
        if parts.is_empty() {
            leaves.insert(measure);
        }
        fresh.extend(parts.into_iter().map(|(_, part)| part).filter(|part| seen.insert(part)));
    }
    leaves
}

/// The unit of a measure: its own, or that of the first thing it adds. There must be no cycle.
fn unit_of<'a>(pack: &'a Pack, id: &'a str) -> &'a str {
    let mut id = id;
    while let Some((_, part)) = parts(pack, id).first() {
        id = part;
    }
    pack.measures.get(id).map_or("", |measure| &measure.unit)
}

fn give_units(pack: &mut Pack) {
    let ids: Vec<String> = pack.measures.keys().cloned().collect();
    for id in ids {
        let unit = unit_of(pack, &id).to_owned();
        let measure = pack.measures.get_mut(&id).expect("its id was just read from there");
        if let Some(answers) = &mut measure.answers {
            answers.units.retain(|other| *other != unit);
            answers.units.insert(0, unit.clone());
        }
        measure.unit = unit;
    }
}

/// Two measures that answer one figure of a report could disagree, and only one can be right.
fn check_answers(pack: &Pack, faults: &mut Faults<'_>) {
    let mut answered: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for (id, measure) in &pack.measures {
        let Some(answers) = &measure.answers else {
            continue;
        };
        for (index, subject) in answers.subjects.iter().enumerate() {
            let path = ["measures", id, "answers", "subjects", &index.to_string()];
            let mut clash = None;
            for unit in &answers.units {
                let earlier = answered.insert((subject, unit), id);
                let other = earlier.filter(|other| *other != id && !subject.is_empty());
                clash = clash.or(other.map(|other| (unit.clone(), other.to_owned())));
            }
            if let Some((unit, other)) = clash {
                let code = DiagnosticCode::AnswerClash { subject: subject.clone(), unit, other };
                faults.add(&path, Part::Value, code);
            }
        }
    }
}
