//! The scores of accounts as tables, and the page that tells how they were measured.

use std::fmt::Write;

use super::{
    Found, Gold, LINK_PRECISION_MIN, LINK_RECALL_MIN, Pair, SILENT_MIN, Tally, VERDICT_MIN, band,
    is_right, together,
};
use crate::score::sheet::BANDS;

/// How many of the worst cases are told.
const CASES: usize = 20;

/// The whole of `docs/account-accuracy.md`.
pub(super) fn page(pairs: &[Pair]) -> String {
    format!(
        "# How well promises are linked with results\n\n\
         Written by `cargo xtask score --accounts`; with `--check` it fails when this page is not \
         what this version would be scored.\n\n\
         ## How it was measured\n\n\
         Every figure of the plans of {} pairs of published work reports was linked by hand with \
         the figure of the next report's review that answers it, or with none, and given its \
         verdict. The reports are not in this repository: the chore takes them from \
         `../shared/reader`, the links from `../shared/accounts`, where those are there. The \
         program was made with these pairs at hand: on pairs that it has never seen it links less \
         well.\n\n\
         A promise is recognised by its value and words. A link is right when its result has the \
         value and words of the hand's; precision (P) is the share of the links given that are \
         right, recall (R) the share of those made by hand that were found. Verdicts are scored \
         on links that are right. Each pair is scored twice: with the figures as the reader reads \
         them, and with the figures as they were labelled by hand, so that the linking is seen \
         without the reader's mistakes.\n\n\
         Wanted of all pairs together: links P {LINK_PRECISION_MIN} at R {LINK_RECALL_MIN}, \
         verdicts {VERDICT_MIN}, silent P and R {SILENT_MIN}.\n\n{}\n{}",
        pairs.iter().filter(|pair| !pair.by_hand).count(),
        tables(pairs),
        worst(pairs),
    )
}

/// What is printed, and stands on the page.
pub(super) fn tables(pairs: &[Pair]) -> String {
    let mut out = String::from("## Links and verdicts\n\n");
    out.push_str(
        "| pair | figures | promises | recognised | links by hand | links given | P | R \
         | verdicts | silent P | R |\n| --- | --- |",
    );
    out.push_str(&" --: |".repeat(9));
    out.push('\n');
    for pair in pairs {
        row(&mut out, &pair.name, pair.by_hand, &pair.tally());
    }
    for by_hand in kinds(pairs) {
        row(&mut out, "all", by_hand, &together(pairs, by_hand));
    }
    out.push_str(
        "\n## Confidence\n\nOf the answers given with so many percent, how many are right in \
         link and verdict.\n\n",
    );
    out.push_str("| figures | confidence | answers | right |\n| --- | --- | --: | --: |\n");
    for by_hand in kinds(pairs) {
        for (name, percents) in &BANDS {
            let (count, right) = band(pairs, by_hand, percents);
            let share = right as f64 / count.max(1) as f64;
            let share = if count == 0 { "–".to_owned() } else { format!("{share:.3}") };
            line(&mut out, &[figures(by_hand), name, &count.to_string(), &share]);
        }
    }
    out
}

/// The answers that mislead most: wrong ones, the surest first.
pub(super) fn worst(pairs: &[Pair]) -> String {
    let mut cases: Vec<(&Pair, &Gold, Option<&Found>)> = Vec::new();
    for pair in pairs.iter().filter(|pair| !pair.by_hand) {
        for (gold, found) in &pair.rows {
            if !found.as_ref().is_some_and(|found| is_right(gold, found)) {
                cases.push((pair, gold, found.as_ref()));
            }
        }
    }
    let sureness = |found: Option<&Found>| found.map_or(100, |found| found.confidence);
    cases.sort_by_key(|(pair, _, found)| {
        (std::cmp::Reverse(sureness(*found)), pair.name.clone(), found.map(|found| found.place))
    });
    let mut out = String::from(
        "## Worst cases\n\nWith the reader's own figures; the surest first. The place is where \
         the promise's clause begins, in characters of the report. Words are not told, as the \
         reports are not ours to quote.\n\n\
         | pair | character | promise | wanted | given | sure |\n\
         | --- | --: | --- | --- | --- | --: |\n",
    );
    for (pair, gold, found) in cases.into_iter().take(CASES) {
        let told = |verdict: &str, value: Option<f64>| match value {
            Some(value) => format!("{verdict}: {value}"),
            None => verdict.to_owned(),
        };
        let place = found.map(|found| found.place.to_string()).unwrap_or_default();
        let promise = format!("{} {}", gold.plan_value, gold.plan_unit);
        let wanted = told(&gold.verdict, gold.result_value);
        let given = found.map_or("not read".to_owned(), |it| told(it.verdict, it.result_value));
        let sure = found.map(|found| format!("{}%", found.confidence)).unwrap_or_default();
        line(&mut out, &[&pair.name, &place, promise.trim(), &wanted, &given, &sure]);
    }
    out
}

/// Every wrong answer with its words, for whoever mends it; for no page.
pub(super) fn errors(pairs: &[Pair]) -> String {
    let mut out = String::new();
    for pair in pairs.iter().filter(|pair| !pair.by_hand) {
        for (gold, found) in &pair.rows {
            if found.as_ref().is_some_and(|found| is_right(gold, found)) {
                continue;
            }
            let wanted = gold.result_quote.as_deref().unwrap_or("–");
            let given = found.as_ref().map_or_else(
                || "not read".to_owned(),
                |it| {
                    let quote = it.result_quote.as_deref().unwrap_or("–");
                    format!("{} {}% {quote} {:?}", it.verdict, it.confidence, it.result_value)
                },
            );
            writeln!(
                out,
                "{} | {} | {} {} | wanted {} {wanted} {:?} | given {given}",
                pair.name,
                gold.plan_quote,
                gold.plan_value,
                gold.plan_unit,
                gold.verdict,
                gold.result_value,
            )
            .expect("a string takes whatever is written");
        }
    }
    out
}

/// Whether figures were made by hand; both ways, as far as there are pairs.
fn kinds(pairs: &[Pair]) -> impl Iterator<Item = bool> + '_ {
    [false, true].into_iter().filter(|kind| pairs.iter().any(|pair| pair.by_hand == *kind))
}

fn figures(by_hand: bool) -> &'static str {
    if by_hand { "by hand" } else { "own" }
}

fn row(out: &mut String, name: &str, by_hand: bool, tally: &Tally) {
    let counts = [tally.plans, tally.recognised, tally.links, tally.given];
    let mut cells = vec![name.to_owned(), figures(by_hand).to_owned()];
    cells.extend(counts.map(|count| count.to_string()));
    cells.extend(tally.rates().map(|rate| format!("{rate:.3}")));
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    line(out, &cells);
}

fn line(out: &mut String, cells: &[&str]) {
    writeln!(out, "| {} |", cells.join(" | ")).expect("a string takes whatever is written");
}
