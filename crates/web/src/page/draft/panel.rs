//! The panel beside a draft: how the chosen figure or promise was read, and the form that corrects
//! it.

use account::{Change, Draft, FigureRead, Item, PROMISE_KINDS, PromiseRead};
use app::DraftReport;
use reader::Confidence;

use super::item::{self, ItemView};
use crate::fields::{self, Fields};
use crate::form::CorrectionForm;
use crate::portal::{Frame, Portal, ReadReport};

/// What the panel shows.
pub(super) struct Panel {
    /// Where the forms are sent to.
    pub(super) action: String,
    /// How many entries the log had.
    pub(super) seen: u64,
    /// What the page shows, for coming back to it.
    pub(super) back: String,
    pub(super) close: String,
    pub(super) refused: Option<String>,
    pub(super) done: bool,
    pub(super) chosen: Option<Chosen>,
    /// The forms that add what the machine missed.
    pub(super) add: Fields,
    pub(super) words: String,
    pub(super) number: String,
    pub(super) adding: String,
    /// From how many percent on a reading is sure.
    pub(super) sure_percent: String,
}

/// The figure or promise that was chosen.
pub(super) struct Chosen {
    pub(super) view: ItemView,
    pub(super) is_figure: bool,
    /// What the machine had read of fields that a person changed: name and value.
    pub(super) machine: Vec<(String, String)>,
    /// The entries by which persons corrected it.
    pub(super) entries: Vec<(u64, String)>,
    /// A promise's figures, or the promise of a figure: address and words.
    pub(super) related: Vec<(String, String)>,
    /// What a promise's words leave out.
    pub(super) lacks: Vec<String>,
    /// The office as the text names it.
    pub(super) owner: Option<String>,
    pub(super) fields: Fields,
    pub(super) pieces: String,
    pub(super) reason: String,
    /// The next item in the text and the one before.
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
}

impl Panel {
    pub(super) fn new(
        portal: &Portal,
        frame: &Frame,
        report: &DraftReport,
        draft: &Draft,
        read: &ReadReport,
        typed: CorrectionForm,
        refused: Option<String>,
    ) -> Self {
        let key = frame.address.get("item");
        let item = key.and_then(|key| item::by_key(draft, key));
        let is_adding = typed.get("act").starts_with("add-");
        let place = frame.address.without("item").without("done");
        let empty = CorrectionForm::default();
        let year = read.reading.year.unwrap_or(report.received.year);
        Self {
            action: format!("/desk/reports/{}/corrections", report.id),
            seen: frame.log_size,
            back: place.query(),
            close: place.to_string(),
            done: frame.address.get("done").is_some() && refused.is_none(),
            chosen: item.map(|item| {
                let typed = if is_adding { &empty } else { &typed };
                let typed = refused.as_ref().map(|_| typed);
                Chosen::new(portal, frame, draft, item, typed)
            }),
            add: fields_to_add(portal, frame, year, if is_adding { &typed } else { &empty }),
            words: typed.get("words").to_owned(),
            number: typed.get("number").to_owned(),
            adding: typed.get("act").to_owned(),
            sure_percent: Confidence::SURE_PERCENT.to_string(),
            refused,
        }
    }
}

impl Chosen {
    fn new(
        portal: &Portal,
        frame: &Frame,
        draft: &Draft,
        item: Item,
        typed: Option<&CorrectionForm>,
    ) -> Self {
        let view = ItemView::new(frame, draft, item);
        let live = item::live(draft);
        let at = live.iter().position(|other| *other == item);
        let address = |item: Item| ItemView::new(frame, draft, item).address;
        let entries = match item {
            Item::Figure(at) => &draft.figures()[at as usize].checked,
            Item::Promise(at) => &draft.promises()[at as usize].checked,
        };
        let entry = |index: &u64| (*index, frame.link(&format!("/entries/{index}")));
        let promise = match item {
            Item::Promise(at) => Some(&draft.promises()[at as usize].now),
            Item::Figure(_) => None,
        };
        let mut fields = match item {
            Item::Figure(at) => figure_fields(portal, frame, &draft.figures()[at as usize].now),
            Item::Promise(at) => promise_fields(portal, frame, &draft.promises()[at as usize].now),
        };
        if let Some(typed) = typed {
            fields.retype(typed);
        }
        let typed = |name: &str| typed.map(|form| form.get(name).to_owned());
        Self {
            is_figure: promise.is_none(),
            machine: machine(frame, draft, item),
            entries: entries.iter().map(entry).collect(),
            related: related(frame, draft, item),
            lacks: promise
                .map(item::without)
                .unwrap_or_default()
                .iter()
                .map(|lack| frame.t(&format!("lacks-{lack}")))
                .collect(),
            owner: promise.and_then(|promise| promise.owner.clone()),
            pieces: typed("pieces")
                .filter(|pieces| !pieces.is_empty())
                .unwrap_or_else(|| view.quote.clone()),
            reason: typed("reason").unwrap_or_default(),
            previous: at.and_then(|at| at.checked_sub(1)).map(|at| address(live[at])),
            next: at.and_then(|at| live.get(at + 1)).map(|item| address(*item)),
            fields,
            view,
        }
    }
}

/// What belongs to an item: the figures of a promise, the promises of a figure.
fn related(frame: &Frame, draft: &Draft, item: Item) -> Vec<(String, String)> {
    let view = |item: Item| {
        let view = ItemView::new(frame, draft, item);
        (view.address, if matches!(item, Item::Figure(_)) { view.told } else { view.quote })
    };
    match item {
        Item::Promise(at) => {
            let figures = draft.promises()[at as usize].now.figures.iter();
            let live = figures.filter(|at| draft.figures()[**at as usize].is_live);
            live.map(|at| view(Item::Figure(*at))).collect()
        }
        Item::Figure(at) => {
            let promises = (0..).zip(draft.promises());
            let over = promises.filter(|(_, it)| it.is_live && it.now.figures.contains(&at));
            over.map(|(at, _)| view(Item::Promise(at))).collect()
        }
    }
}

/// What the machine had read of the fields that a person changed.
fn machine(frame: &Frame, draft: &Draft, item: Item) -> Vec<(String, String)> {
    let told = match item {
        Item::Figure(at) => {
            let machine = draft.machine().figures.get(at as usize);
            let now = &draft.figures()[at as usize].now;
            machine.filter(|machine| *machine != now).map(|it| item::figure_told(frame.texts, it))
        }
        Item::Promise(at) => {
            let machine = draft.machine().promises.get(at as usize);
            let now = &draft.promises()[at as usize].now;
            let differs = |machine: &&PromiseRead| {
                (&machine.quote, &machine.action, &machine.object, &machine.kind, machine.year)
                    != (&now.quote, &now.action, &now.object, &now.kind, now.year)
            };
            machine.filter(differs).map(|machine| machine.quote.clone())
        }
    };
    told.map(|told| (frame.t("machine-had-read"), told)).into_iter().collect()
}

/// The form of a figure.
fn figure_fields(portal: &Portal, frame: &Frame, figure: &FigureRead) -> Fields {
    Fields {
        quote: figure.quote.clone(),
        year: figure.year.map(|year| year.to_string()).unwrap_or_default(),
        parts: fields::choices(frame, "part", &fields::PARTS, &figure.part),
        ..Fields::of_target(portal, frame, &figure.target)
    }
}

/// The form of a promise.
fn promise_fields(portal: &Portal, frame: &Frame, promise: &PromiseRead) -> Fields {
    Fields {
        quote: promise.quote.clone(),
        action: promise.action.clone(),
        object: promise.object.clone(),
        year: promise.year.map(|year| year.to_string()).unwrap_or_default(),
        kinds: fields::choices(frame, "promise-kind", &PROMISE_KINDS, &promise.kind),
        ..Fields::of_owner(portal, frame, promise.assigned().as_ref())
    }
}

/// The form that adds what the machine missed.
fn fields_to_add(portal: &Portal, frame: &Frame, year: i16, typed: &CorrectionForm) -> Fields {
    let mut fields = Fields { year: year.to_string(), ..Fields::empty(portal, frame) };
    if !typed.get("act").is_empty() {
        fields.retype(typed);
    }
    fields
}

/// The message that names what a correction did.
pub(super) fn change_key(change: &Change) -> &'static str {
    match change {
        Change::Confirm { .. } => "change-confirm",
        Change::Figure { .. } => "change-figure",
        Change::AddFigure { .. } => "change-add-figure",
        Change::Promise { .. } => "change-promise",
        Change::AddPromise { .. } => "change-add-promise",
        Change::Drop { .. } => "change-drop",
        Change::Split { .. } => "change-split",
        Change::Merge { .. } => "change-merge",
    }
}
