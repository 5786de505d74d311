//! The scores as tables, and the page that tells how they were measured.

use std::fmt::Write;

use super::row::Field;
use super::sheet::{BANDS, Band, Sheet, rate};
use super::{CALIBRATION_MIN, DETECTION_MIN, MOVE_MAX, STRICT_MIN, Scores, YEARS, cases, moves};

/// The whole of `docs/reader-accuracy.md`.
pub(super) fn page(scores: &Scores) -> String {
    let mut page = format!("{}\n{}", introduction(scores), tables(scores));
    page.push_str("\n## Worst cases\n\n");
    page.push_str(
        "Ranked by how sure the reader was; a missed figure comes first, since nothing warns of \
         it. The place is where the figure's clause begins, in characters of the report. Longer \
         words are not told, as the reports are not ours to quote.\n\n",
    );
    page.push_str("| report | character | figure | what is wrong: wanted, not read |\n");
    page.push_str("| --- | --: | --- | --- |\n");
    for case in cases::worst(&scores.sheets) {
        let place = case.place.map(|place| place.to_string()).unwrap_or_default();
        line(&mut page, &[&case.report, &place, &case.amount, &case.told]);
    }
    page
}

fn introduction(scores: &Scores) -> String {
    let reports = scores.sheets.len();
    let figures: usize = scores.sheets.iter().map(|sheet| sheet.gold.len()).sum();
    format!(
        "# How well reports are read\n\n\
         Written by `cargo xtask score`; `cargo xtask score --check` fails when this page is not \
         what the reader of this version ({}) would be scored.\n\n\
         ## How it was measured\n\n\
         The reader was made with these reports at hand. So the page tells that nothing has got \
         worse, and where the reader is wrong all the same; a report that it has never seen is \
         read less well. To score others, put `reports/` and `labels/` into a folder and run \
         `cargo xtask score` with its name.\n\n\
         {figures} figures in {reports} published work reports were labelled by hand, some \
         reports in part; only the labelled part counts. The reports are not in this repository: \
         the chore \
         takes them from `../shared/reader`, where that is there. A figure is **found** when its \
         value is the label's and its clause overlaps the label's clause. It is right in the \
         **strict** sense when unit, part, sense, direction, relation and subject agree too, the \
         subject when one holds the other and at least a third of its length, or both share six \
         characters in ten. Precision (P) is the share of what was read that is right, recall (R) \
         the share of what is labelled that was read, F1 their harmonic mean.\n\n\
         Wanted of every report: detection F1 of at least {DETECTION_MIN}, strict F1 of at least \
         {STRICT_MIN}, and of the figures given at 90 percent or more at least \
         {CALIBRATION_MIN} right in every field.\n\n\
         **Swapped** is the same report with the names of places replaced by invented ones of the \
         same length and every year moved by {YEARS}, in text and labels; the table tells how many \
         characters that changes. A reader that knows \
         places or years by heart would do worse; no score may move by more than {MOVE_MAX}.\n",
        reader::VERSION,
    )
}

/// What is printed, and stands on the page.
pub(super) fn tables(scores: &Scores) -> String {
    let mut tables = String::new();
    tables.push_str("## Figures\n\n");
    report_table(&mut tables, scores);
    tables.push_str("\n## Fields\n\nShare right, of the figures that were found.\n\n");
    field_table(&mut tables, &scores.sheets);
    tables.push_str(
        "\n## Confidence\n\nOf the figures given with so many percent, how many are right in \
         every strict field, and in every field (year, verb and upper end too).\n\n",
    );
    band_table(&mut tables, &scores.sheets);
    if !scores.outlines.is_empty() {
        tables.push_str("\n## Headings\n\nF1 of level, text and part, and of the text alone.\n\n");
        outline_table(&mut tables, scores);
    }
    tables
}

fn report_table(out: &mut String, scores: &Scores) {
    let Scores { sheets, swapped, changed, .. } = scores;
    out.push_str(
        "| report | labelled | read | detection P | R | F1 | strict P | R | F1 \
         | swapped: characters | detection F1 | strict F1 | moved by |\n",
    );
    out.push_str("| --- |");
    out.push_str(&" --: |".repeat(12));
    out.push('\n');
    for ((sheet, swapped), changed) in sheets.iter().zip(swapped).zip(changed) {
        let [detection, strict] = moves(sheet, swapped);
        let mut cells = vec![sheet.gold.len().to_string(), sheet.found.len().to_string()];
        for rate in [sheet.detection(), sheet.strict()] {
            cells.extend([rate.precision, rate.recall, rate.f1].map(thousandths));
        }
        cells.push(changed.to_string());
        cells.extend([swapped.detection().f1, swapped.strict().f1].map(thousandths));
        cells.push(thousandths(detection.max(strict)));
        row(out, &sheet.name, &cells);
    }
    let [gold, found, pairs, strict] = totals(sheets);
    let [swapped_gold, swapped_found, swapped_pairs, swapped_strict] = totals(swapped);
    let mut cells = vec![gold.to_string(), found.to_string()];
    for rate in [rate(pairs, gold, found), rate(strict, gold, found)] {
        cells.extend([rate.precision, rate.recall, rate.f1].map(thousandths));
    }
    cells.push(changed.iter().sum::<usize>().to_string());
    for hits in [swapped_pairs, swapped_strict] {
        cells.push(thousandths(rate(hits, swapped_gold, swapped_found).f1));
    }
    cells.push(String::new());
    row(out, "all", &cells);
}

/// Labelled, read, matched and right in the strict sense, of all reports together.
fn totals(sheets: &[Sheet]) -> [usize; 4] {
    let sum = |count: fn(&Sheet) -> usize| sheets.iter().map(count).sum();
    [
        sum(|sheet| sheet.gold.len()),
        sum(|sheet| sheet.found.len()),
        sum(|sheet| sheet.pairs.len()),
        sum(|sheet| sheet.count_right(Field::strict())),
    ]
}

fn field_table(out: &mut String, sheets: &[Sheet]) {
    let names: Vec<String> = Field::ALL.iter().map(|field| field.name().to_owned()).collect();
    row(out, "report", &names);
    row(out, "---", &vec!["--:".to_owned(); names.len()]);
    let share = |right: usize, of: usize| thousandths(right as f64 / of.max(1) as f64);
    for sheet in sheets {
        let right = Field::ALL.map(|field| share(sheet.count_right(&[field]), sheet.pairs.len()));
        row(out, &sheet.name, &right);
    }
    let pairs = sheets.iter().map(|sheet| sheet.pairs.len()).sum();
    let right = Field::ALL.map(|field| {
        let right = sheets.iter().map(|sheet| sheet.count_right(&[field])).sum();
        share(right, pairs)
    });
    row(out, "all", &right);
}

fn band_table(out: &mut String, sheets: &[Sheet]) {
    out.push_str("| report | confidence | figures | right, strict | right in every field |\n");
    out.push_str("| --- | --- | --: | --: | --: |\n");
    let mut all = [Band::default(); 3];
    for sheet in sheets {
        let bands = sheet.bands();
        for (total, band) in all.iter_mut().zip(bands) {
            total.count += band.count;
            total.strict += band.strict;
            total.right += band.right;
        }
        band_rows(out, &sheet.name, bands);
    }
    band_rows(out, "all", all);
}

fn band_rows(out: &mut String, name: &str, bands: [Band; 3]) {
    for ((band_name, _), band) in BANDS.iter().zip(bands) {
        let share = |right: usize| match band.count {
            0 => "–".to_owned(),
            count => thousandths(right as f64 / count as f64),
        };
        let count = band.count.to_string();
        line(out, &[name, band_name, &count, &share(band.strict), &share(band.right)]);
    }
}

fn outline_table(out: &mut String, scores: &Scores) {
    out.push_str("| report | labelled | read | level, text and part | text |\n");
    out.push_str("| --- | --: | --: | --: | --: |\n");
    for outline in &scores.outlines {
        let counts = [outline.gold.to_string(), outline.found.to_string()];
        let rates = [outline.full.f1, outline.text.f1].map(thousandths);
        row(out, &outline.name, &[counts, rates].concat());
    }
}

fn row(out: &mut String, name: &str, cells: &[String]) {
    let mut all = vec![name];
    all.extend(cells.iter().map(String::as_str));
    line(out, &all);
}

fn line(out: &mut String, cells: &[&str]) {
    writeln!(out, "| {} |", cells.join(" | ")).expect("a string takes whatever is written");
}

fn thousandths(share: f64) -> String {
    format!("{share:.3}")
}
