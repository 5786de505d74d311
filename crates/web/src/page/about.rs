//! How the verdicts come about and how to check them: the rules that every page refers to.

use account::Verdict;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::portal::{Frame, Portal};
use crate::view::VerdictView;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    frame: Frame,
    /// Each verdict with its rule.
    verdicts: Vec<(VerdictView, String)>,
}

pub(crate) async fn show(State(portal): State<Portal>, visit: Visit) -> Response {
    portal
        .page(visit, |_, frame| {
            let rule = |verdict: Verdict| {
                let rule = frame.t(&format!("rule-{}", verdict.name()));
                (VerdictView::new(frame.texts, verdict), rule)
            };
            let verdicts = Verdict::ALL.into_iter().rev().map(rule).collect();
            Ok(About { frame, verdicts })
        })
        .await
}
