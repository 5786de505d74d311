//! One commitment: what was promised, what was reached, by whose work, and the proof.

use account::{Commitment, Contract};
use app::{App, Error};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use journal::Entry;
use rust_decimal::Decimal;

use super::record::record_title;
use crate::chart::{self, Chart};
use crate::portal::{Frame, Portal};
use crate::view::CommitmentView;
use crate::visit::Visit;

/// How many pieces of evidence the page shows; the measure's own page has them all.
const EVIDENCE_SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "commitment.html")]
struct CommitmentPage {
    frame: Frame,
    view: CommitmentView,
    /// Where who signed in for the supervision office corrects it.
    correct: Option<String>,
    report_title: String,
    charts: Vec<(String, Chart)>,
    evidence: Vec<EvidenceView>,
    evidence_count: usize,
    history: Vec<HistoryView>,
}

/// An act that a value was counted from.
pub(crate) struct EvidenceView {
    pub(crate) title: String,
    pub(crate) address: String,
    pub(crate) on: String,
    pub(crate) place: String,
    pub(crate) amount: String,
    pub(crate) entry: u64,
    pub(crate) entry_address: String,
}

/// One of the entries that a commitment is folded from.
struct HistoryView {
    index: u64,
    address: String,
    on: String,
    kind: String,
    /// What a correction changed.
    changed: Option<String>,
    office: String,
    /// The machine proposed it; a person's word comes later, or has not come.
    proposed: bool,
    /// Why, in the words of who did it.
    reason: Option<String>,
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((report, ordinal)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    portal.page(visit, move |portal, frame| page(portal, frame, &report, &ordinal)).await
}

fn page(
    portal: &Portal,
    frame: Frame,
    report: &str,
    ordinal: &str,
) -> Result<CommitmentPage, Error> {
    let app = &portal.app;
    let board = app.board(report, frame.on)?;
    let id = format!("{report}/{ordinal}");
    let judged = board.find(&id).ok_or_else(|| Error::NotFound(format!("commitment {id}")))?;
    let commitment = &judged.commitment;
    let mut charts = Vec::new();
    let mut evidence = Vec::new();
    for target in commitment.targets.iter().filter(|target| target.dropped.is_none()) {
        let Some(contract) = &target.contract else {
            continue;
        };
        let counted = app.evidence(&contract.measure, frame.on)?;
        evidence.extend(counted.into_iter().map(|it| (contract.measure.clone(), it)));
        let drawn = drawn(app, &frame, commitment, contract, target.made.value)?;
        charts.extend(drawn.map(|chart| (target.made.subject.clone(), chart)));
    }
    let evidence_count = evidence.len();
    // The latest first: that is what someone who looks again wants to see.
    evidence.sort_by_key(|(_, counted)| std::cmp::Reverse(counted.entry));
    let evidence = evidence
        .iter()
        .take(EVIDENCE_SHOWN)
        .map(|(measure, counted)| EvidenceView::new(app, &frame, measure, counted))
        .collect::<Result<_, _>>()?;
    Ok(CommitmentPage {
        view: CommitmentView::new(app, &frame, judged),
        correct: frame.is_supervisor().then(|| format!("/commitments/{id}/correct")),
        report_title: board.report.taken.title.clone(),
        charts,
        evidence,
        evidence_count,
        history: history(app, &frame, commitment)?,
        frame,
    })
}

fn drawn(
    app: &App,
    frame: &Frame,
    commitment: &Commitment,
    contract: &Contract,
    target: Decimal,
) -> Result<Option<Chart>, Error> {
    let Some(due) = commitment.due() else {
        return Ok(None);
    };
    let (_, measure) = app.measure(&contract.measure)?;
    let sums = !matches!(&measure.fold, pack::Fold::Records(tally) if tally.sum.is_none());
    let moves: Vec<_> = app
        .evidence(&contract.measure, frame.on)?
        .iter()
        .map(|it| (it.day, if sums { it.amount.to_decimal() } else { Decimal::from(it.count) }))
        .collect();
    Ok(Some(chart::draw(contract, target, due, frame.on, &moves)))
}

impl EvidenceView {
    /// What one act added to a measure.
    pub(crate) fn new(
        app: &App,
        frame: &Frame,
        measure: &str,
        counted: &store::Contribution,
    ) -> Result<Self, Error> {
        let unit = &app.measure(measure)?.1.unit;
        let record = app.record_of(&counted.record)?;
        Ok(Self {
            title: record_title(app, &record).to_owned(),
            address: frame.link(&format!("/records/{}", counted.record)),
            on: frame.texts.date(counted.day),
            place: frame.place(app, &counted.place),
            amount: frame.texts.quantity(counted.amount.to_decimal(), unit),
            entry: counted.entry,
            entry_address: frame.link(&format!("/entries/{}", counted.entry)),
        })
    }
}

fn history(app: &App, frame: &Frame, commitment: &Commitment) -> Result<Vec<HistoryView>, Error> {
    let mut history = Vec::new();
    for &index in commitment.entries.iter().rev() {
        let Some(bytes) = app.store().entry(index)? else {
            continue;
        };
        let entry = Entry::decode(&bytes)
            .map_err(|error| Error::Journal { index, why: error.to_string() })?;
        history.push(HistoryView {
            index,
            address: frame.link(&format!("/entries/{index}")),
            on: frame.texts.date(app.city().day(entry.at)),
            kind: frame.t(&kind_key(&entry.kind)),
            changed: changed_key(&entry).map(|key| frame.t(&key)),
            office: frame.office(app, &entry.by.office),
            proposed: entry.body.get("proposed").and_then(serde_json::Value::as_bool) == Some(true),
            reason: entry.body.get("reason").and_then(|it| it.as_str()).map(str::to_owned),
        });
    }
    Ok(history)
}

/// The message that names what a correction changed.
fn changed_key(entry: &Entry) -> Option<String> {
    let act = entry.body.get("change")?.get("act")?.as_str()?;
    Some(format!("changed-{}", act.replace('_', "-")))
}

/// The message that names a kind of entry.
pub(crate) fn kind_key(kind: &str) -> String {
    format!("kind-{}", kind.replace('.', "-"))
}
