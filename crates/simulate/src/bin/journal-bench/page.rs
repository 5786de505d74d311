//! What was measured, as a page and a plot: ratios first, since no two machines are alike.

use std::fmt::Write;

use crate::appends::Rate;
use crate::clock::median;
use crate::whole::{Proofs, Verified};

/// One size of the log.
pub(crate) struct Grown {
    pub(crate) size: u64,
    pub(crate) appends: Rate,
    pub(crate) batch: f64,
    pub(crate) proofs: Proofs,
}

/// Appends beside what they are compared with, by so many writers, measured in turn.
pub(crate) struct Compared {
    pub(crate) writers: usize,
    pub(crate) rounds: Vec<Round>,
}

/// All that is compared, once, a second each.
#[derive(Debug)]
pub(crate) struct Round {
    pub(crate) journal: f64,
    /// Acts in a commit.
    pub(crate) batch: f64,
    pub(crate) bytes: f64,
    pub(crate) rows: f64,
    pub(crate) acted: f64,
    pub(crate) inserted: f64,
}

/// All that was measured.
pub(crate) struct Measured {
    pub(crate) compared: Vec<Compared>,
    pub(crate) grown: Vec<Grown>,
    pub(crate) verified: Verified,
    /// Sizes of logs, and how many entries a second were folded anew.
    pub(crate) rebuilt: Vec<(u64, f64)>,
    pub(crate) disk: (f64, f64),
}

/// The page in Markdown.
pub(crate) fn page(measured: &Measured) -> String {
    let mut out = String::from(INTRODUCTION);
    out.push_str("\n## Durable appends\n\n");
    out.push_str(APPENDS);
    out.push_str(
        "| writers | acts in a commit | acts/s | of bare bytes | of same rows | of PostgreSQL \
         acts | of PostgreSQL inserts |\n| --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for Compared { writers, rounds } in &measured.compared {
        let middle = |of: fn(&Round) -> f64| median(rounds.iter().map(of));
        let (batch, rate) = (middle(|it| it.batch), middle(|it| it.journal));
        let beside = |of: fn(&Round) -> f64| {
            let ratio = median(rounds.iter().map(|it| it.journal / of(it)));
            format!("{ratio:.2} of {:.0}", middle(of))
        };
        let _ = writeln!(
            out,
            "| {writers} | {batch:.1} | {rate:.0} | {} | {} | {} | {} |",
            beside(|it| it.bytes),
            beside(|it| it.rows),
            beside(|it| it.acted),
            beside(|it| it.inserted),
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
            appends.per_second, proofs.made, proofs.verified
        );
    }
    out.push_str("\n![Acts a second and the time of a proof](journal-performance.svg)\n");
    out.push_str(&whole(measured));
    out
}

fn whole(measured: &Measured) -> String {
    let Measured { verified: Verified { entries, bytes, rounds }, rebuilt, .. } = measured;
    let verify = median(rounds.iter().map(|(verify, _)| *verify));
    let hash = median(rounds.iter().map(|(_, hash)| *hash));
    let ratio = median(rounds.iter().map(|(verify, hash)| verify / hash));
    let (ours, plain) = measured.disk;
    let mut out = format!(
        "\n## The whole log\n\n\
         | what | measured | beside | ratio |\n| --- | --- | --- | --- |\n\
         | verifying {entries} entries, {:.0} MB of public files | {verify:.3} s | SHA-256 of the \
         same bytes on one core, {hash:.3} s | {ratio:.1} |\n",
        *bytes as f64 / 1e6,
    );
    for (size, rate) in rebuilt {
        let _ = writeln!(out, "| folding {size} entries anew | {rate:.0} entries/s | | |");
    }
    let _ = writeln!(
        out,
        "| disk for each entry, with indices, tree, lists and totals | {ours:.0} bytes | a \
         table of index and bytes, {plain:.0} bytes | {:.1} |",
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
the act is acknowledged. All columns are measured in turn, a second each, seven times; rates are \
medians, and a ratio is the median of the seven ratios.

**Bare bytes** is the limit: one writer inserts the same bytes into a table of index and bytes in \
SQLite, as many in each durable transaction as acts shared a commit; so for as many acts there are \
the same bytes and as many transactions. **Same rows**: the same with the columns, indices and \
list that the act brings up to date too.

**PostgreSQL acts** is the comparison with what a city would have instead: as many clients each do \
what an act does, which is to begin, read a work for update, write it, have a row trigger keep the \
row before and after as JSON in an audit table, and commit durably. **PostgreSQL inserts** is the \
least that can be audited: one insert that reads nothing and commits by itself. Both by `pgbench`, \
with prepared statements, over a local socket.

";

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
    let proofs: Vec<f64> = grown.iter().map(|it| it.proofs.made).collect();
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
