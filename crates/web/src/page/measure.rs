//! One measure: how it is counted, its total, by place, and every act that it was counted from.

use app::Error;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use pack::{Fold, Measure, Pack};

use super::Pages;
use super::commitment::EvidenceView;
use crate::portal::{Frame, Portal};
use crate::view::measure_name;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "measure.html")]
struct MeasurePage {
    frame: Frame,
    id: String,
    /// The file that proves the total.
    proof: String,
    name: String,
    total: String,
    /// How it is counted, in a sentence each.
    rules: Vec<String>,
    parts: Vec<(String, String)>,
    by_place: Vec<(String, String, u32)>,
    evidence: Vec<EvidenceView>,
    pages: Pages,
    pack_version: u32,
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    Path((pack, measure)): Path<(String, String)>,
    visit: Visit,
) -> Response {
    portal.page(visit, move |portal, frame| page(portal, frame, &format!("{pack}/{measure}"))).await
}

fn page(portal: &Portal, frame: Frame, id: &str) -> Result<MeasurePage, Error> {
    let app = &portal.app;
    let (pack, measure) = app.measure(id)?;
    let mut counted = app.evidence(id, frame.on)?;
    // The latest first.
    counted.reverse();
    let pages = Pages::new(&frame.address, counted.len());
    let evidence = counted
        .iter()
        .skip(pages.offset())
        .take(super::PAGE_ROWS)
        .map(|counted| EvidenceView::new(app, &frame, id, counted))
        .collect::<Result<_, _>>()?;
    let by_place = app.measured_by_place(id, frame.on)?;
    let most = by_place.iter().map(|(_, value)| *value).max().unwrap_or_default();
    let bar = |value: rust_decimal::Decimal| {
        let share = (value * rust_decimal::Decimal::ONE_HUNDRED).checked_div(most);
        share.and_then(|share| u32::try_from(share.round()).ok()).unwrap_or(0)
    };
    let (rules, parts) = made_of(portal, &frame, pack, measure);
    Ok(MeasurePage {
        proof: frame.link(&format!("/measures/{id}/proof")),
        id: id.to_owned(),
        name: measure_name(app, frame.texts, id),
        total: frame.texts.quantity(app.measured(id, frame.on)?.value, &measure.unit),
        rules,
        parts,
        by_place: by_place
            .into_iter()
            .map(|(place, value)| {
                let amount = frame.texts.quantity(value, &measure.unit);
                (frame.place(app, &place), amount, bar(value))
            })
            .collect(),
        evidence,
        pages,
        pack_version: pack.version,
        frame,
    })
}

/// How a measure is counted, in a sentence each, and the measures that it adds: name and address.
fn made_of(
    portal: &Portal,
    frame: &Frame,
    pack: &Pack,
    measure: &Measure,
) -> (Vec<String>, Vec<(String, String)>) {
    let word = |key: String| pack.message(frame.texts.language, &key).to_owned();
    match &measure.fold {
        Fold::Records(tally) => {
            let states: Vec<String> = tally
                .counted_in
                .iter()
                .map(|state| word(format!("state.{}.{state}", tally.procedure)))
                .collect();
            let states = states.join(&frame.t("list-or"));
            (vec![frame.texts.with("measure-counted-in", "states", &states)], Vec::new())
        }
        Fold::Measures(added) => {
            let part = |part: &String| {
                let id = format!("{}/{part}", pack.id);
                (
                    measure_name(&portal.app, frame.texts, &id),
                    frame.link(&format!("/measures/{id}")),
                )
            };
            (vec![frame.t("measure-adds")], added.iter().map(part).collect())
        }
    }
}
