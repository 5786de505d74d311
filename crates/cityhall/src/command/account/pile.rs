//! The reports at hand: whose they are, and which can be set beside each other.

use std::path::{Path, PathBuf};

use compare::series::{Chains, Fault, Remark, Survey, chain};

use crate::messages::{Key, Language};

/// The reports at hand.
pub(super) struct Pile {
    pub(super) files: Vec<PathBuf>,
    pub(super) surveys: Vec<Survey>,
    /// Files that could not be read, and why.
    pub(super) failures: Vec<String>,
    place: Option<String>,
    years: Vec<(PathBuf, i16)>,
}

/// Reads a report to learn whose it is. The error names the file and says what to do.
pub(super) fn survey(path: &Path, language: Language) -> Result<Survey, String> {
    let text = text(path, language)?;
    Ok(compare::series::survey(&text, &reader::read(&text)))
}

/// The text of a report.
pub(super) fn text(path: &Path, language: Language) -> Result<String, String> {
    let document = documents::read_file(path);
    let told = |error: documents::DocumentError| {
        format!("{}: {}", path.display(), error.message(language.of_documents()))
    };
    document.map(|document| document.text).map_err(told)
}

impl Pile {
    /// With what the caller knows of reports that do not tell it themselves.
    pub(super) fn new(
        place: Option<&str>,
        years: &[(PathBuf, i16)],
        failures: Vec<String>,
    ) -> Self {
        let place = place.map(str::to_owned);
        Self { files: Vec::new(), surveys: Vec::new(), failures, place, years: years.to_vec() }
    }

    pub(super) fn add(&mut self, path: &Path, surveyed: Result<Survey, String>) {
        match surveyed {
            Err(failure) => self.failures.push(failure),
            Ok(mut survey) => {
                let told = self.years.iter().find(|(file, _)| file == path);
                survey.year = survey.year.or(told.map(|(_, year)| *year));
                survey.place = survey.place.or_else(|| self.place.clone());
                self.files.push(path.to_owned());
                self.surveys.push(survey);
            }
        }
    }

    pub(super) fn chains(&self) -> Chains {
        chain(&self.surveys)
    }

    /// What should be known of the reports, a line each.
    pub(super) fn remarks(&self, language: Language) -> Vec<String> {
        let name = |at: usize| self.files[at].display();
        let told = |remark: &Remark| {
            let (at, key, other) = match *remark {
                Remark::NoPlace(at) => (at, Key::RemarkNoPlace, None),
                Remark::NoYear(at) => (at, Key::RemarkNoYear, None),
                Remark::Alone(at) => (at, Key::RemarkAlone, None),
                Remark::SameTwice(first, at) => (at, Key::RemarkSameTwice, Some(first)),
                Remark::TwoOfOneYear(first, at) => (at, Key::RemarkTwoOfOneYear, Some(first)),
                Remark::YearsMissing(at, next) => (at, Key::RemarkYearsMissing, Some(next)),
                Remark::Renamed(first, at) => (at, Key::RemarkRenamed, Some(first)),
                Remark::Fault(at, Fault::NotChinese) => (at, Key::NotChinese, None),
                Remark::Fault(at, Fault::LooksCutOff) => (at, Key::RemarkCutOff, None),
                Remark::Fault(at, Fault::ReviewsYears) => (at, Key::RemarkReviewsYears, None),
            };
            let other = other.map(|other| format!(" {}", name(other))).unwrap_or_default();
            format!("{}: {}{other}", name(at), language.say(key))
        };
        self.chains().remarks.iter().map(told).collect()
    }
}
