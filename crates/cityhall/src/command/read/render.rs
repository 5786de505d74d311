//! One report: read, and made into what was asked for.

use std::io::{self, Write};
use std::path::Path;

use reader::DiagnosticCode;

use super::{Format, Out, Report, html, markdown, overview, records, summary};
use crate::messages::{Key, Language};

/// What is made of each report.
pub(super) struct Job {
    pub(super) out: Option<Out>,
    pub(super) format: Option<Format>,
    pub(super) language: Language,
    /// Whether there are, or could be, several reports.
    pub(super) is_many: bool,
}

/// A report made into bytes.
pub(super) struct Rendered {
    pub(super) bytes: Vec<u8>,
    /// What the reader was unsure of, and what could not be recovered, a line each.
    pub(super) warnings: Vec<String>,
    pub(super) counts: Counts,
}

/// What there was in a report.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) figures: usize,
    pub(super) commitments: usize,
    pub(super) measurable: usize,
    /// What was lost of the file, and what the reader was unsure of.
    pub(super) notes: usize,
}

/// What there was in all reports.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) reports: usize,
    pub(super) counts: Counts,
}

impl Tally {
    pub(super) fn add(&mut self, counts: Counts) {
        self.reports += 1;
        self.counts.figures += counts.figures;
        self.counts.commitments += counts.commitments;
        self.counts.measurable += counts.measurable;
        self.counts.notes += counts.notes;
    }
}

impl Counts {
    pub(super) fn of(report: &Report) -> Self {
        let commitments = &report.reading.commitments;
        Self {
            figures: report.reading.figures.len(),
            commitments: commitments.len(),
            measurable: commitments.iter().filter(|one| one.is_measurable()).count(),
            notes: report.notes.len() + report.reading.diagnostics.len(),
        }
    }
}

impl Job {
    /// What is listed where that is not told.
    pub(super) fn listed(&self) -> Out {
        self.out.unwrap_or(Out::Figures)
    }

    /// Reads a file; the error names the file and says what to do.
    pub(super) fn render(&self, path: &Path) -> Result<Rendered, String> {
        let language = self.language;
        let document = documents::read_file(path).map_err(|error| {
            format!("{}: {}", path.display(), error.message(language.of_documents()))
        })?;
        let reading = reader::read(&document.text);
        let notes = document.notes.iter().map(|note| note.message(language.of_documents()));
        let (format, notes) = (document.format.name(), notes.collect());
        let report = Report { path, format, notes, text: document.text, reading };
        let mut bytes = Vec::new();
        self.write(&mut bytes, &report).map_err(|error| format!("{}: {error}", path.display()))?;
        let is_overview = self.format.is_none() && self.out.is_none();
        // The overview tells them itself, that of many reports how many there are.
        let warnings = if is_overview { Vec::new() } else { warnings(&report, language) };
        Ok(Rendered { bytes, warnings, counts: Counts::of(&report) })
    }

    fn write(&self, out: &mut impl Write, report: &Report) -> io::Result<()> {
        let what = self.listed();
        match (self.format, self.out) {
            (None, None) if self.is_many => overview::write_line(out, report, self.language),
            (None, None) => overview::write(out, report, self.language),
            (None | Some(Format::Table), _) => summary::write(out, report, what, self.language),
            (Some(Format::Jsonl), _) => records::write_json(out, report, what, self.is_many),
            (Some(Format::Csv), _) => records::write_csv(out, report, what, self.is_many),
            (Some(Format::Md), _) => markdown::write(out, report, self.language),
            (Some(Format::Html), _) => html::write(out, report, self.language),
        }
    }
}

/// What a person who relies on the reading should know first.
pub(super) fn warnings(report: &Report, language: Language) -> Vec<String> {
    let found = report.reading.diagnostics.iter().map(|diagnostic| {
        let key = match diagnostic.code {
            DiagnosticCode::NoPlanPart => Key::NoPlanPart,
            DiagnosticCode::NoReviewPart => Key::NoReviewPart,
            DiagnosticCode::NoYear => Key::NoYear,
            DiagnosticCode::NumberTooLarge => Key::NumberTooLarge,
            DiagnosticCode::NotChinese => Key::NotChinese,
        };
        language.say(key).to_owned()
    });
    let all = report.notes.iter().cloned().chain(found);
    all.map(|warning| format!("{}: {warning}", report.path.display())).collect()
}
