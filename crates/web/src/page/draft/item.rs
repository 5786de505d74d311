//! What the pages of a draft say of a figure or a promise.

use account::{Draft, Drafted, FigureRead, Item, PromiseRead};
use reader::Confidence;

use crate::portal::Frame;
use crate::text::Texts;
use crate::view;

/// How far persons have come in checking what the machine was unsure of.
pub(crate) struct Progress {
    pub(crate) checked: usize,
    pub(crate) unsure: usize,
}

/// Who read an item, and how surely.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The machine, unsurely.
    Unsure,
    /// The machine, surely.
    Sure,
    /// A person corrected or confirmed it.
    Checked,
}

/// A figure or a promise in a list.
pub(super) struct ItemView {
    pub(super) key: String,
    pub(super) address: String,
    pub(super) kind: String,
    pub(super) quote: String,
    /// How it was read, in a line.
    pub(super) told: String,
    pub(super) standing: StandingView,
}

/// Who read an item, as it is shown: by a word and a mark, never by colour alone.
pub(super) struct StandingView {
    pub(super) name: &'static str,
    pub(super) text: String,
}

impl Progress {
    /// Counts what is unsure and still in the draft.
    pub(crate) fn of(draft: &Draft) -> Self {
        let figures = draft.figures().iter().map(|it| (it.is_live, it.now.confidence, &it.checked));
        let promises =
            draft.promises().iter().map(|it| (it.is_live, it.now.confidence, &it.checked));
        let unsure: Vec<_> = figures
            .chain(promises)
            .filter(|(_, confidence, _)| (1..Confidence::SURE_PERCENT).contains(confidence))
            .collect();
        let is_done =
            |(is_live, _, checked): &&(bool, u8, &Vec<u64>)| !*is_live || !checked.is_empty();
        Self { checked: unsure.iter().filter(is_done).count(), unsure: unsure.len() }
    }

    /// In words.
    pub(crate) fn told(&self, texts: &Texts) -> String {
        let (checked, unsure) = (self.checked.to_string(), self.unsure.to_string());
        texts.with2("draft-progress", ("checked", "unsure"), &checked, &unsure)
    }
}

impl Standing {
    fn of(confidence: u8, checked: &[u64]) -> Self {
        match confidence {
            _ if !checked.is_empty() => Self::Checked,
            Confidence::SURE_PERCENT.. => Self::Sure,
            _ => Self::Unsure,
        }
    }

    /// Of an item of a draft.
    pub(super) fn of_item(draft: &Draft, item: Item) -> Self {
        match item {
            Item::Figure(at) => {
                let figure = &draft.figures()[at as usize];
                Self::of(figure.now.confidence, &figure.checked)
            }
            Item::Promise(at) => {
                let promise = &draft.promises()[at as usize];
                Self::of(promise.now.confidence, &promise.checked)
            }
        }
    }

    /// Its word in addresses and styles.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Unsure => "unsure",
            Self::Sure => "sure",
            Self::Checked => "checked",
        }
    }
}

impl StandingView {
    pub(super) fn new(texts: &Texts, standing: Standing, confidence: u8) -> Self {
        let text = match (standing, confidence) {
            (Standing::Checked, 0) => texts.get("read-added"),
            (Standing::Checked, _) => texts.get("read-checked"),
            (Standing::Sure | Standing::Unsure, percent) => {
                texts.with("read-by-machine", "percent", &percent.to_string())
            }
        };
        Self { name: standing.name(), text }
    }
}

impl ItemView {
    pub(super) fn new(frame: &Frame, draft: &Draft, item: Item) -> Self {
        let standing = Standing::of_item(draft, item);
        let (kind, quote, told, confidence) = match item {
            Item::Figure(at) => {
                let now = &draft.figures()[at as usize].now;
                ("item-figure", now.quote.clone(), figure_told(frame.texts, now), now.confidence)
            }
            Item::Promise(at) => {
                let now = &draft.promises()[at as usize].now;
                ("item-promise", now.quote.clone(), promise_told(frame.texts, now), now.confidence)
            }
        };
        let key = key(item);
        Self {
            address: format!("{}#{key}", frame.address.with("item", &key).without("done")),
            key,
            kind: frame.t(kind),
            quote,
            told,
            standing: StandingView::new(frame.texts, standing, confidence),
        }
    }
}

/// A figure as it was read, in a line: `新建 · 口袋公园 · 12个`.
pub(super) fn figure_told(texts: &Texts, figure: &FigureRead) -> String {
    let target = &figure.target;
    let mut words = vec![target.action.clone(), target.subject.clone()];
    words.push(view::promised(texts, target));
    words.extend(figure.year.map(|year| texts.with("of-year", "year", &year.to_string())));
    words.retain(|word| !word.is_empty());
    words.join(" · ")
}

fn promise_told(texts: &Texts, promise: &PromiseRead) -> String {
    let mut words = vec![texts.get(&format!("promise-kind-{}", promise.kind))];
    words.extend([promise.action.clone(), promise.object.clone()]);
    for lack in without(promise) {
        let what = texts.get(&format!("lacks-{lack}"));
        words.push(texts.with("it-lacks", "what", &what));
    }
    words.retain(|word| !word.is_empty());
    words.join(" · ")
}

/// What keeps a promise from being measured. That no office is named keeps nobody from it.
pub(super) fn without(promise: &PromiseRead) -> Vec<&str> {
    promise.lacks.iter().map(String::as_str).filter(|lack| *lack != "owner").collect()
}

/// The name of an item in addresses and anchors: `f12`, `p3`.
pub(super) fn key(item: Item) -> String {
    match item {
        Item::Figure(at) => format!("f{at}"),
        Item::Promise(at) => format!("p{at}"),
    }
}

/// The item of a name, where the draft has it still.
pub(super) fn by_key(draft: &Draft, key: &str) -> Option<Item> {
    let at = |digits: &str| digits.parse::<u32>().ok();
    let item = match key.split_at_checked(1)? {
        ("f", digits) => Item::Figure(at(digits)?),
        ("p", digits) => Item::Promise(at(digits)?),
        _ => return None,
    };
    is_live(draft, item).then_some(item)
}

fn is_live(draft: &Draft, item: Item) -> bool {
    match item {
        Item::Figure(at) => draft.figures().get(at as usize).is_some_and(|it| it.is_live),
        Item::Promise(at) => draft.promises().get(at as usize).is_some_and(|it| it.is_live),
    }
}

/// Items that are still in the draft, in the order of the text.
pub(super) fn live(draft: &Draft) -> Vec<Item> {
    fn places<T>(
        items: &[Drafted<T>],
        place: impl Fn(&T) -> (u32, u32),
        name: impl Fn(u32) -> Item,
    ) -> Vec<((u32, u32), Item)> {
        let numbered = (0..).zip(items).filter(|(_, item)| item.is_live);
        numbered.map(|(at, item)| (place(&item.now), name(at))).collect()
    }
    let mut live = places(draft.promises(), |it: &PromiseRead| it.span, Item::Promise);
    live.extend(places(draft.figures(), |it: &FigureRead| it.number, Item::Figure));
    live.sort_unstable();
    live.into_iter().map(|(_, item)| item).collect()
}
