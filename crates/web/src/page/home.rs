//! The first page: what became of the latest report, at a glance.

use account::Verdict;
use app::Board;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::portal::{Frame, Portal};
use crate::view::{CommitmentView, VerdictView};
use crate::visit::Visit;

/// How many commitments each short list of the page shows.
const SHOWN: usize = 6;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    latest: Option<Latest>,
    packs: Vec<(String, String)>,
}

/// The latest report with its verdicts.
struct Latest {
    title: String,
    address: String,
    total: String,
    tallies: Vec<Tally>,
    /// Those that need looking at: missed, silent, behind.
    grave: Vec<CommitmentView>,
    /// Those that promise less than was already reached.
    below_last: Vec<CommitmentView>,
    below_last_count: usize,
}

/// How many commitments have a verdict.
struct Tally {
    verdict: VerdictView,
    count: usize,
    percent: String,
    address: String,
}

pub(crate) async fn show(State(portal): State<Portal>, visit: Visit) -> Response {
    portal
        .page(visit, |portal, frame| {
            let app = &portal.app;
            let latest = match &frame.report {
                Some(report) => Some(latest(portal, &frame, &*app.board(report, frame.on)?)),
                None => None,
            };
            let packs = app.packs().values();
            let packs = packs
                .map(|pack| {
                    let word = |key| pack.message(frame.texts.language, key).to_owned();
                    (word("pack.name"), word("pack.summary"))
                })
                .collect();
            Ok(Home { frame, latest, packs })
        })
        .await
}

fn latest(portal: &Portal, frame: &Frame, board: &Board) -> Latest {
    let total = board.commitments.len();
    let view = |judged| CommitmentView::new(&portal.app, frame, judged);
    let grave = |verdict| matches!(verdict, Verdict::Missed | Verdict::Silent | Verdict::Behind);
    let mut worst: Vec<_> =
        board.commitments.iter().filter(|it| grave(it.judgement.verdict)).collect();
    worst.sort_by_key(|judged| judged.judgement.verdict);
    let below: Vec<_> = board
        .commitments
        .iter()
        .filter(|it| it.commitment.targets.iter().any(account::Target::below_last))
        .collect();
    let tally = |(verdict, count): (Verdict, usize)| Tally {
        verdict: VerdictView::new(frame.texts, verdict),
        count,
        percent: format!("{:.1}", 100.0 * f64::from(small(count)) / f64::from(small(total).max(1))),
        address: frame.place_on("/commitments").with("verdict", verdict.name()).to_string(),
    };
    Latest {
        title: board.report.taken.title.clone(),
        address: frame.link(&format!("/reports/{}", board.report.id)),
        total: frame.texts.count("commitments-total", total as u64),
        tallies: board.counts().into_iter().rev().map(tally).collect(),
        grave: worst.into_iter().take(SHOWN).map(view).collect(),
        below_last_count: below.len(),
        below_last: below.into_iter().take(SHOWN).map(view).collect(),
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
