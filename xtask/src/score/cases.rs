//! The worst cases: where a person who trusts the reading is misled most.

use super::row::{Field, Row};
use super::sheet::Sheet;

/// How many are told.
const COUNT: usize = 20;
/// Longer words are not told, as the reports are not ours to quote.
const CHARACTERS_MAX: usize = 12;

/// A figure that was missed, read where there is none, or read wrongly.
pub(super) struct Case {
    /// How sure the reading is, in percent; a missed figure counts as 100, since nothing warns of
    /// it.
    sureness: u8,
    /// How many strict fields are wrong, and how many of all.
    wrong: (usize, usize),
    pub(super) report: String,
    /// Where the quote begins, in characters of the text as given.
    pub(super) place: Option<usize>,
    pub(super) amount: String,
    pub(super) told: String,
}

/// The worst cases of all reports, worst first.
pub(super) fn worst(sheets: &[Sheet]) -> Vec<Case> {
    let mut cases: Vec<Case> = sheets.iter().flat_map(of_sheet).collect();
    cases.sort_by(|a, b| {
        let rank = |case: &Case| (case.sureness, case.wrong);
        rank(b).cmp(&rank(a)).then_with(|| (&a.report, a.place).cmp(&(&b.report, b.place)))
    });
    cases.truncate(COUNT);
    cases
}

fn of_sheet(sheet: &Sheet) -> Vec<Case> {
    let all = (Field::strict().len(), Field::ALL.len());
    let case = |row: &Row, sureness, wrong, told| Case {
        sureness,
        wrong,
        report: sheet.name.clone(),
        place: row.place,
        amount: row.amount(),
        told,
    };
    let mut cases = Vec::new();
    for (index, gold) in sheet.gold.iter().enumerate() {
        if !sheet.pairs.iter().any(|pair| pair.0 == index) {
            cases.push(case(gold, 100, all, "missed".to_owned()));
        }
    }
    for (index, found) in sheet.found.iter().enumerate() {
        let sureness = found.confidence.unwrap_or_default();
        let Some(pair) = sheet.pairs.iter().find(|pair| pair.1 == index) else {
            cases.push(case(found, sureness, all, format!("no figure, read at {sureness}%")));
            continue;
        };
        let gold = &sheet.gold[pair.0];
        let is_wrong = |field: &Field| !gold.agrees(found, *field);
        let differences: Vec<String> = Field::ALL
            .into_iter()
            .filter(is_wrong)
            .map(|field| difference(gold, found, field))
            .collect();
        if !differences.is_empty() {
            let strict = Field::strict().iter().filter(|field| is_wrong(field)).count();
            let told = format!("{}; read at {sureness}%", differences.join("; "));
            cases.push(case(found, sureness, (strict, differences.len()), told));
        }
    }
    cases
}

fn difference(gold: &Row, found: &Row, field: Field) -> String {
    let [wanted, read] = [gold, found].map(|row| short(&row.told(field)));
    format!("{}: {wanted}, not {read}", field.name())
}

fn short(text: &str) -> String {
    match text.chars().count() {
        0 => "none".to_owned(),
        1..=CHARACTERS_MAX => format!("`{text}`"),
        length => format!("({length} characters)"),
    }
}
