//! All records of the city's systems, with filters that live in the address.

use app::Error;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::RecordFilter;

use super::Pages;
use crate::portal::{Frame, Portal};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "records.html")]
struct Records {
    frame: Frame,
    total: String,
    rows: Vec<Row>,
    pages: Pages,
    packs: Vec<(String, String, bool)>,
    states: Vec<(String, String, bool)>,
    places: Vec<(String, String, bool)>,
    offices: Vec<(String, String, bool)>,
    kept: Vec<(String, String)>,
}

/// A record in a list.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) address: String,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) since: String,
    /// By when it must move on, and whether that has passed; only where the office is told.
    pub(crate) due: Option<(String, bool)>,
    pub(crate) place: String,
    pub(crate) office: String,
}

pub(crate) async fn show(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(visit, page).await
}

fn page(portal: &Portal, frame: Frame) -> Result<Records, Error> {
    let app = &portal.app;
    let asked = |name: &str| frame.address.get(name).map(str::to_owned);
    let filter = RecordFilter {
        pack: asked("pack"),
        state: asked("state"),
        place: asked("place"),
        office: asked("office"),
    };
    let count = app.store().count_records(&filter)?;
    let pages = Pages::new(&frame.address, usize::try_from(count).unwrap_or(usize::MAX));
    let found = app.store().records(&filter, pages.offset(), super::PAGE_ROWS)?;
    let rows = found.iter().map(|row| Row::new(portal, &frame, row)).collect();
    let is = |name: &str, value: &str| frame.address.get(name) == Some(value);
    let name = |pack: &pack::Pack| pack.message(frame.texts.language, "pack.name").to_owned();
    let packs = app.packs().values();
    let packs = packs.map(|pack| (pack.id.clone(), name(pack), is("pack", &pack.id)));
    let mut states = Vec::new();
    // Systems may call their states alike: without a choice of one, their names stand behind.
    let asked = |pack: &&pack::Pack| filter.pack.as_ref().is_none_or(|it| *it == pack.id);
    let is_one = app.packs().values().filter(asked).count() == 1;
    for pack in app.packs().values().filter(asked) {
        for (id, procedure) in &pack.procedures {
            for state in &procedure.states {
                let key = format!("state.{id}.{}", state.id);
                let state_name = pack.message(frame.texts.language, &key);
                let text = match is_one {
                    true => state_name.to_owned(),
                    false => format!("{state_name} · {}", name(pack)),
                };
                states.push((state.id.clone(), text, is("state", &state.id)));
            }
        }
    }
    let places = app.city().places.iter().map(|place| {
        (place.code.clone(), frame.texts.name(&place.name).to_owned(), is("place", &place.code))
    });
    let offices = app.city().offices.iter().map(|office| {
        let name = frame.texts.name(&office.name).to_owned();
        (office.id.clone(), name, is("office", &office.id))
    });
    let controls = ["pack", "state", "place", "office", "page"];
    let kept = frame.address.parameters().filter(|(name, _)| !controls.contains(name));
    Ok(Records {
        total: frame.texts.count("records-found", count),
        rows,
        pages,
        packs: packs.collect(),
        states,
        places: places.collect(),
        offices: offices.collect(),
        kept: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        frame,
    })
}

impl Row {
    pub(crate) fn new(portal: &Portal, frame: &Frame, row: &store::RecordRow) -> Self {
        // The record may stand in a state that only an earlier version of its pack has.
        let language = frame.texts.language;
        let named = portal.app.definitions.versions_of(&row.pack).find_map(|pack| {
            let mut procedures = pack.procedures.iter();
            let (id, _) = procedures.find(|(_, procedure)| procedure.register == row.register)?;
            pack.messages.get(language, &format!("state.{id}.{}", row.state))
        });
        let state = named.unwrap_or(&row.state).to_owned();
        Self {
            id: row.id.clone(),
            address: frame.link(&format!("/records/{}", row.id)),
            title: row.title.clone(),
            state,
            since: frame.texts.date(row.since),
            due: None,
            place: frame.place(&portal.app, &row.place),
            office: frame.office(&portal.app, &row.office),
        }
    }
}
