//! What was measured, as a page and a plot: ratios first, since no two machines are alike.

use std::fmt::Write;
use std::time::Duration;

use crate::appends::Rate;
use crate::whole::{Proofs, Verified};

/// One size of the log.
pub(crate) struct Grown {
    pub(crate) size: u64,
    pub(crate) appends: Rate,
    pub(crate) batch: f64,
    pub(crate) proofs: Proofs,
}

/// Appends beside what they are compared with, by so many writers.
pub(crate) struct Compared {
    pub(crate) writers: usize,
    pub(crate) journal: Rate,
    pub(crate) batch: f64,
    pub(crate) bytes: Rate,
    pub(crate) rows: Rate,
    pub(crate) audited: f64,
}

/// All that was measured.
pub(crate) struct Measured {
    pub(crate) compared: Vec<Compared>,
    pub(crate) grown: Vec<Grown>,
    pub(crate) verified: Verified,
    pub(crate) rebuilt: f64,
    pub(crate) rebuilt_size: u64,
    pub(crate) disk: (f64, f64),
}

/// The page in Markdown.
pub(crate) fn page(measured: &Measured) -> String {
    let mut out = String::from(INTRODUCTION);
    out.push_str("\n## Durable appends\n\n");
    out.push_str(APPENDS);
    out.push_str(
        "| writers | acts in a commit | acts/s | bare bytes/s | ratio | same rows/s | ratio | \
         PostgreSQL audit/s | ratio |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for it in &measured.compared {
        let ratio = |other: f64| it.journal.per_second / other;
        let _ = writeln!(
            out,
            "| {} | {:.1} | {:.0} | {:.0} | {:.2} | {:.0} | {:.2} | {:.0} | {:.1} |",
            it.writers,
            it.batch,
            it.journal.per_second,
            it.bytes.per_second,
            ratio(it.bytes.per_second),
            it.rows.per_second,
            ratio(it.rows.per_second),
            it.audited,
            ratio(it.audited),
        );
    }
    out.push_str("\n## As the log grows\n\n");
    out.push_str(
        "The same 64 writers on a log that has so many entries already; a proof is made from \
         the database and checked with the signature of its checkpoint, at the middle of 1,000 \
         entries drawn by chance.\n\n\
         | entries | acts/s | acts in a commit | proof made, µs | proof checked, µs |\n\
         | --- | --- | --- | --- | --- |\n",
    );
    for it in &measured.grown {
        let Grown { size, appends, batch, proofs } = it;
        let _ = writeln!(
            out,
            "| {size} | {:.0} | {batch:.1} | {:.0} | {:.0} |",
            appends.per_second,
            micros(proofs.made),
            micros(proofs.verified)
        );
    }
    out.push_str("\n![Acts a second and the time of a proof](journal-performance.svg)\n");
    let Verified { entries, bytes, verify, hash } = measured.verified;
    let ratio = verify.as_secs_f64() / hash.as_secs_f64();
    let (ours, plain) = measured.disk;
    let _ = write!(
        out,
        "\n## The whole log\n\n\
         | what | measured | beside | ratio |\n| --- | --- | --- | --- |\n\
         | verifying {entries} entries, {:.0} MB of public files | {:.2} s | SHA-256 of the same \
         bytes, {:.2} s | {ratio:.1} |\n\
         | folding {} entries anew | {:.0} entries/s | | |\n\
         | disk for each entry, with indices, tree, lists and totals | {ours:.0} bytes | a \
         table of index and bytes, {plain:.0} bytes | {:.1} |\n",
        bytes as f64 / 1e6,
        verify.as_secs_f64(),
        hash.as_secs_f64(),
        measured.rebuilt_size,
        measured.rebuilt,
        ours / plain,
    );
    out
}

const INTRODUCTION: &str = "\
# How fast the journal is

Written by `cargo xtask bench journal`, all in one run on one machine, which had other work: read \
the ratios, and measure on a machine of your own before you rely on a number. A disk that takes \
longer to say that something is safe makes every durable append slower, theirs and ours.
";

const APPENDS: &str = "\
An act is a work that is opened: who may is decided, the entry is encoded and joins the tree, the \
checkpoint is signed, lists and indices are brought up to date, and the commit is durable before \
the act is acknowledged. It stands beside three things. **Bare bytes**: one writer inserts the \
same bytes into a table of index and bytes in SQLite, as many in a durable transaction. **Same \
rows**: the same with the columns, indices and list that the act brings up to date too. \
**PostgreSQL audit**: as many clients insert works into a table whose row trigger fills an audit \
table, a durable transaction each, by `pgbench`.

";

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// The plot: both lines over the size of the log, each from zero to its own largest value.
pub(crate) fn plot(grown: &[Grown]) -> String {
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 300\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <title>Acts a second and the time of a proof, by the size of the log</title>\n\
         <rect width=\"640\" height=\"300\" fill=\"#fff\"/>\n\
         <path d=\"M70 30V250H610\" fill=\"none\" stroke=\"#666\"/>\n",
    );
    let sizes: Vec<f64> = grown.iter().map(|it| it.size as f64).collect();
    for (place, size) in sizes.iter().enumerate() {
        let _ = writeln!(
            out,
            "<text x=\"{:.0}\" y=\"270\" text-anchor=\"middle\">{size} entries</text>",
            across(place, sizes.len())
        );
    }
    let acts: Vec<f64> = grown.iter().map(|it| it.appends.per_second).collect();
    let proofs: Vec<f64> = grown.iter().map(|it| micros(it.proofs.made)).collect();
    line(&mut out, &acts, "#1f5f8b", "acts/s", 0.0);
    line(&mut out, &proofs, "#a33c1a", "µs a proof", 20.0);
    out.push_str("</svg>\n");
    out
}

fn across(place: usize, count: usize) -> f64 {
    120.0 + 440.0 * place as f64 / (count.max(2) - 1) as f64
}

fn line(out: &mut String, values: &[f64], color: &str, unit: &str, below: f64) {
    let most = values.iter().copied().fold(1.0, f64::max);
    let point = |(place, value): (usize, &f64)| {
        (across(place, values.len()), 250.0 - 180.0 * value / most - below, *value)
    };
    let points: Vec<_> = values.iter().enumerate().map(point).collect();
    let path: Vec<String> = points.iter().map(|(x, y, _)| format!("{x:.0},{y:.0}")).collect();
    let _ = writeln!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>",
        path.join(" ")
    );
    for (x, y, value) in points {
        let _ = writeln!(
            out,
            "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"3\" fill=\"{color}\"/>\
             <text x=\"{x:.0}\" y=\"{:.0}\" text-anchor=\"middle\" fill=\"{color}\">\
             {value:.0} {unit}</text>",
            y - 8.0
        );
    }
}
