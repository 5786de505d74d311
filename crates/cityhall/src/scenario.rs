//! The sample city's year, played through the same use cases that people use.
//!
//! The files of `scenario/` are described in `cities/urumqi/README.md`. Acts are put in the order
//! of their days; the clock stands at ten in the morning of each.

use std::cell::RefCell;
use std::collections::BTreeMap;

use account::{Assigned, Bound, Compared, Course, Observed, Stated, Wording};
use app::{Actor, App, Definitions, ROLE_STATISTICIAN, ROLE_SUPERVISOR};
use hall::Taking;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::case::{self, Line};
use crate::clock::SetClock;

/// Who takes the report in and assigns its commitments.
const SUPERVISION_OFFICE: &str = "supervision-office";

/// How far a value may lag behind its course where a commitment does not say.
const TOLERANCE_PERCENT: u8 = 10;

/// What happens in the sample's year.
pub(crate) struct Scenario {
    report: String,
    commitments: Vec<CommitmentRow>,
    works: Vec<WorkRow>,
    /// The lines of cases, with the pack that they play.
    cases: Vec<(&'static Played, Line)>,
    statements: Vec<StatementRow>,
    observations: Vec<ObservationRow>,
}

/// A case of the sample.
struct Played {
    pack: &'static str,
    file: &'static str,
}

const CASES: [Played; 2] = [
    Played { pack: "proposals", file: "scenario/proposals.case" },
    Played { pack: "urban", file: "scenario/urban.case" },
];

/// Why the sample cannot be played.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScenarioError {
    #[error("the sample has no file {0}")]
    Missing(String),
    #[error("{file}: {why}")]
    BadFile { file: &'static str, why: String },
    #[error("{file}: `{words}` must stand in exactly one promise; it stands in {found}")]
    NotOne { file: &'static str, words: String, found: usize },
    #[error("on {on}: {what}")]
    Act {
        on: Date,
        what: String,
        #[source]
        source: app::Error,
    },
    #[error("on {on}, when a clock ran out: {why}")]
    Clock { on: Date, why: String },
    #[error(transparent)]
    App(#[from] app::Error),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitmentsFile {
    commitment: Vec<CommitmentRow>,
}

/// Who answers for a promise, and how it is measured.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitmentRow {
    promise: String,
    lead: String,
    #[serde(default)]
    supporting: Vec<String>,
    due: Option<Date>,
    measure: Option<String>,
    course: Option<[u8; 12]>,
    tolerance: Option<String>,
    last: Option<String>,
}

/// A work with the days of its steps.
struct WorkRow {
    number: String,
    owner: String,
    registered: Date,
    begun: Option<Date>,
    reported: Option<Date>,
    inspector: String,
    accepted: Option<Date>,
    returned: Option<Date>,
    dropped: Option<Date>,
    reason: String,
    evidence: String,
    /// The register's own fields: all other columns, and the owner.
    fields: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct StatementRow {
    date: Date,
    office: String,
    promise: String,
    #[serde(rename = "text.zh-CN")]
    zh: String,
    #[serde(rename = "text.en")]
    en: String,
}

#[derive(Deserialize)]
struct ObservationRow {
    date: Date,
    office: String,
    promise: String,
    period: String,
    value: Decimal,
    unit: String,
    source: String,
}

/// A call of a use case.
type Run<'a> = Box<dyn FnOnce(&App) -> Result<(), app::Error> + 'a>;

/// Something that happens on a day.
struct Act<'a> {
    on: Date,
    what: String,
    run: Run<'a>,
}

impl Scenario {
    /// Reads the scenario's files.
    pub(crate) fn read(
        definitions: &Definitions,
        file: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ScenarioError> {
        let read = |path: &str| file(path).ok_or_else(|| ScenarioError::Missing(path.to_owned()));
        let report = definitions.city.report.as_deref().unwrap_or("reports/report.txt");
        let promises = "scenario/commitments.toml";
        let commitments: CommitmentsFile = toml::from_str(&read(promises)?)
            .map_err(|error| bad("scenario/commitments.toml", &error))?;
        let file = "scenario/works.csv";
        let works = rows(file, &read(file)?)?
            .into_iter()
            .map(WorkRow::read)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|why| ScenarioError::BadFile { file, why })?;
        let mut cases = Vec::new();
        for played in &CASES {
            let file = played.file;
            let parts = case::read(&read(file)?).map_err(|(line, why)| ScenarioError::BadFile {
                file,
                why: format!("line {line}: {why}"),
            })?;
            cases.extend(parts.into_iter().flat_map(|part| part.lines).map(|it| (played, it)));
        }
        Ok(Self {
            cases,
            report: read(report)?,
            commitments: commitments.commitment,
            works,
            statements: rows("scenario/statements.csv", &read("scenario/statements.csv")?)?,
            observations: rows("scenario/observations.csv", &read("scenario/observations.csv")?)?,
        })
    }

    /// Plays the year. Returns the secret in the link of the first person of whom something is
    /// kept.
    pub(crate) fn play(
        &self,
        app: &App,
        clock: &SetClock,
    ) -> Result<Option<String>, ScenarioError> {
        let supervisor = actor(SUPERVISION_OFFICE, ROLE_SUPERVISOR);
        let today = app.city().today.unwrap_or(Date::MIN);
        clock.set(app.city().instant(app.city().report_on.unwrap_or(today), 10));
        let report = app.take_in_report(&app::Upload::text(&self.report), &supervisor)?;
        for row in &self.commitments {
            self.assign(app, &report, row, &supervisor)?;
        }
        let secrets = RefCell::default();
        let mut acts: Vec<Act<'_>> =
            self.works.iter().flat_map(|row| work_acts(row, &secrets)).collect();
        acts.extend(self.cases.iter().map(|(played, line)| case_act(played, line)));
        for row in &self.statements {
            acts.push(statement_act(app, &report, row)?);
        }
        for row in &self.observations {
            acts.push(observation_act(app, &report, row)?);
        }
        // A stable sort: acts of one day stay in the order of the files.
        acts.sort_by_key(|act| act.on);
        for act in acts {
            let Act { on, what, run } = act;
            let failed = |why| ScenarioError::Clock { on, why };
            case::pass(app, on.at(10, 0, 0, 0), |at| clock.set(at)).map_err(failed)?;
            run(app).map_err(|source| ScenarioError::Act { on, what, source })?;
        }
        let failed = |why| ScenarioError::Clock { on: today, why };
        case::pass(app, today.at(20, 0, 0, 0), |at| clock.set(at)).map_err(failed)?;
        Ok(secrets.take().into_iter().next())
    }

    fn assign(
        &self,
        app: &App,
        report: &str,
        row: &CommitmentRow,
        supervisor: &Actor,
    ) -> Result<(), ScenarioError> {
        let file = "scenario/commitments.toml";
        let id = commitment_with(app, report, file, &row.promise)?;
        let assigned = Assigned {
            lead: row.lead.clone(),
            supporting: row.supporting.clone(),
            due: row.due,
            reason: None,
        };
        let seen = app.store().log_size().map_err(app::Error::from)?;
        app.assign(&id, assigned, seen, supervisor)?;
        let accounts = app.accounts();
        let targets = accounts.commitment(&id).map(|it| it.targets.clone()).unwrap_or_default();
        if let Some(target) = targets.first() {
            let proposed = target.contract.as_ref().map(|contract| contract.measure.clone());
            if let Some(measure) = row.measure.clone().or(proposed) {
                let bound = Bound {
                    target: 0,
                    measure,
                    course: row.course.unwrap_or(Course::EVEN.percent()),
                    tolerance_percent: tolerance(row.tolerance.as_deref())
                        .map_err(|why| ScenarioError::BadFile { file, why })?,
                    proposed: false,
                };
                app.bind(&id, bound, supervisor)?;
            }
        }
        if let Some(last) = &row.last {
            let unit = targets.first().map_or("", |target| target.made.unit.as_str());
            self.compare(app, &id, last, unit, supervisor)?;
        }
        Ok(())
    }

    /// Sets the figure of the review that stands in `words` beside the first target.
    fn compare(
        &self,
        app: &App,
        id: &str,
        words: &str,
        unit: &str,
        supervisor: &Actor,
    ) -> Result<(), ScenarioError> {
        let file = "scenario/commitments.toml";
        let reading = reader::read(&self.report);
        let mut told: Vec<_> = reading
            .figures
            .iter()
            .filter(|figure| figure.part == reader::Part::Review)
            .filter(|figure| words.contains(&figure.quote) || figure.quote.contains(words))
            .collect();
        // A clause may hold several figures: the one in the target's unit is meant, else the one
        // whose subject the words name.
        if told.len() > 1 && told.iter().any(|figure| figure.unit == unit) {
            told.retain(|figure| figure.unit == unit);
        }
        if told.len() > 1 {
            told.retain(|figure| words.contains(&figure.subject));
        }
        let [figure] = told[..] else {
            return Err(ScenarioError::NotOne { file, words: words.to_owned(), found: told.len() });
        };
        let compared = Compared {
            target: 0,
            value: figure.value,
            year: figure.year.unwrap_or_default(),
            quote: figure.quote.clone(),
            proposed: false,
        };
        app.compare(id, compared, supervisor)?;
        Ok(())
    }
}

impl WorkRow {
    fn read(mut cells: BTreeMap<String, String>) -> Result<Self, String> {
        let mut take = |column: &str| {
            cells.remove(column).ok_or_else(|| format!("there is no column `{column}`"))
        };
        let number = take("number")?;
        let day = |text: String| match text.as_str() {
            "" => Ok(None),
            text => text.parse::<Date>().map(Some).map_err(|error| format!("{number}: {error}")),
        };
        let registered = day(take("registered")?)?;
        let row = Self {
            registered: registered.ok_or_else(|| format!("{number}: when was it registered?"))?,
            begun: day(take("begun")?)?,
            reported: day(take("reported")?)?,
            accepted: day(take("accepted")?)?,
            returned: day(take("returned")?)?,
            dropped: day(take("dropped")?)?,
            inspector: take("inspector")?,
            reason: take("reason")?,
            evidence: take("evidence")?,
            owner: take("owner")?,
            fields: BTreeMap::new(),
            number,
        };
        cells.insert("owner".to_owned(), row.owner.clone());
        Ok(Self { fields: cells, ..row })
    }
}

/// A line of a case; what does not come as it tells is a fault of the sample.
fn case_act<'a>(played: &'static Played, line: &'a Line) -> Act<'a> {
    let run = move |app: &App| match case::play(app, played.pack, line) {
        Ok(wrong) if wrong.is_empty() => Ok(()),
        Ok(wrong) => Err(app::Error::Invalid(wrong.join("; "))),
        Err(why) => Err(app::Error::Invalid(why)),
    };
    let what = format!("{}:{}", played.file, line.number);
    Act { on: line.at.date(), what, run: Box::new(run) }
}

fn work_acts<'a>(row: &'a WorkRow, secrets: &'a RefCell<Vec<String>>) -> Vec<Act<'a>> {
    let builder = actor(&row.owner, "builder");
    let inspector = actor(&row.inspector, "inspector");
    let supervisor = actor(SUPERVISION_OFFICE, ROLE_SUPERVISOR);
    let id = format!("works/{}", row.number);
    let mut acts = vec![Act {
        on: row.registered,
        what: format!("{id}: open"),
        run: Box::new({
            let builder = builder.clone();
            let fields = row.fields.clone();
            move |app| {
                let opening = app.open_record("works", "work", &row.number, fields, &builder)?;
                secrets.borrow_mut().extend(opening.secret);
                Ok(())
            }
        }),
    }];
    let mut step = |on: Option<Date>, step: &str, who: &Actor, evidence: &str, reason: &str| {
        let Some(on) = on else { return };
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let asked = Taking {
            step: step.to_owned(),
            evidence: said(evidence),
            reason: said(reason),
            ..Taking::default()
        };
        let (id, who, what) = (id.clone(), who.clone(), format!("{id}: {step}"));
        let run = move |app: &App| app.take_step(&id, asked, &who).map(|_| ());
        acts.push(Act { on, what, run: Box::new(run) });
    };
    let number = &row.number;
    step(row.begun, "begin", &builder, &format!("开工报告 {number}"), "");
    if row.returned.is_some() {
        // The first report's day is not told: the day of the return.
        step(row.returned, "report", &builder, &format!("完工报告 {number}（第一次）"), "");
        step(row.returned, "return", &inspector, "", &row.reason);
    }
    step(row.reported, "report", &builder, &format!("完工报告 {number}"), "");
    step(row.accepted, "accept", &inspector, &row.evidence, "");
    step(row.dropped, "drop", &supervisor, "", &row.reason);
    acts
}

fn statement_act<'a>(
    app: &App,
    report: &str,
    row: &'a StatementRow,
) -> Result<Act<'a>, ScenarioError> {
    let id = commitment_with(app, report, "scenario/statements.csv", &row.promise)?;
    let speaker = actor(&row.office, "speaker");
    let text =
        Wording { zh: row.zh.clone(), en: Some(row.en.clone()).filter(|text| !text.is_empty()) };
    Ok(Act {
        on: row.date,
        what: format!("{id}: statement of {}", row.office),
        run: Box::new(move |app| app.state(&id, Stated { text }, &speaker).map(|_| ())),
    })
}

fn observation_act<'a>(
    app: &App,
    report: &str,
    row: &'a ObservationRow,
) -> Result<Act<'a>, ScenarioError> {
    let file = "scenario/observations.csv";
    let id = commitment_with(app, report, file, &row.promise)?;
    let (from, to) = period(&row.period).ok_or_else(|| ScenarioError::BadFile {
        file,
        why: format!("`{}` is no period like 2020-01..2020-06", row.period),
    })?;
    let accounts = app.accounts();
    let targets = accounts.commitment(&id).map(|it| it.targets.clone()).unwrap_or_default();
    let target = targets.iter().position(|target| target.made.unit == row.unit);
    let target = target.ok_or_else(|| ScenarioError::BadFile {
        file,
        why: format!("`{}` has no target in {}", row.promise, row.unit),
    })?;
    let observed = Observed { target, from, to, value: row.value, source: row.source.clone() };
    let releaser = actor(&row.office, ROLE_STATISTICIAN);
    Ok(Act {
        on: row.date,
        what: format!("{id}: observation of {}", row.office),
        run: Box::new(move |app| app.observe(&id, observed, &releaser).map(|_| ())),
    })
}

/// The one commitment whose words hold these, or whose words these hold.
fn commitment_with(
    app: &App,
    report: &str,
    file: &'static str,
    words: &str,
) -> Result<String, ScenarioError> {
    let accounts = app.accounts();
    let found: Vec<_> = accounts
        .commitments_of(report)
        .filter(|it| it.made.quote.contains(words) || words.contains(&it.made.quote))
        .collect();
    match found[..] {
        [commitment] => Ok(commitment.id.clone()),
        _ => {
            let words = words.to_owned();
            Err(ScenarioError::NotOne { file, words, found: found.len() })
        }
    }
}

/// `2020-01..2020-06`: from the first day of the one month to the last of the other.
fn period(text: &str) -> Option<(Date, Date)> {
    let (from, to) = text.split_once("..")?;
    let month = |text: &str| format!("{text}-01").parse::<Date>().ok();
    Some((month(from)?, month(to)?.last_of_month()))
}

/// `10%`
fn tolerance(text: Option<&str>) -> Result<u8, String> {
    let Some(text) = text else {
        return Ok(TOLERANCE_PERCENT);
    };
    let percent = text.strip_suffix('%').and_then(|number| number.parse().ok());
    percent.ok_or_else(|| format!("`{text}` is no tolerance like 10%"))
}

fn rows<Row: DeserializeOwned>(file: &'static str, text: &str) -> Result<Vec<Row>, ScenarioError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| bad(file, &error))
}

fn bad(file: &'static str, error: &dyn std::error::Error) -> ScenarioError {
    ScenarioError::BadFile { file, why: error.to_string() }
}

fn actor(office: &str, role: &str) -> Actor {
    Actor { office: office.to_owned(), role: role.to_owned() }
}
