//! From what a person typed beside a draft to the correction that it means.

use account::{Change, Correction, Draft, FigureRead, Item, Piece, PromiseRead};
use reader::{Reading, Span};

use super::item;
use crate::form::{CorrectionForm, FormError, narrow, nearest_place};
use crate::portal::ReadReport;

impl CorrectionForm {
    /// The correction that the form means.
    pub(super) fn correction(
        &self,
        draft: &Draft,
        report: &ReadReport,
    ) -> Result<Correction, FormError> {
        let change = match self.get("act") {
            "add-figure" => self.added_figure(draft, report)?,
            "add-promise" => Change::AddPromise { promise: self.added_promise(report)? },
            act => {
                let item = item::by_key(draft, self.get("item")).ok_or(FormError::Gone)?;
                self.change(act, item, draft, report)?
            }
        };
        Ok(Correction { change, reason: self.filled("reason") })
    }

    fn change(
        &self,
        act: &str,
        item: Item,
        draft: &Draft,
        report: &ReadReport,
    ) -> Result<Change, FormError> {
        match (act, item) {
            ("confirm", item) => Ok(Change::Confirm { item }),
            ("drop", item) => Ok(Change::Drop { item }),
            ("save", Item::Figure(figure)) => {
                let was = &draft.figures()[figure as usize].now;
                let target = self.target(was.target.span)?;
                let part = self.get("part").to_owned();
                let to = FigureRead { part, year: self.year()?, target, ..was.clone() };
                Ok(Change::Figure { figure, to })
            }
            ("save", Item::Promise(promise)) => {
                let was = &draft.promises()[promise as usize].now;
                Ok(Change::Promise { promise, to: self.promise(was, report)? })
            }
            ("split", Item::Promise(promise)) => {
                let whole = draft.promises()[promise as usize].now.span;
                let pieces = pieces(self.get("pieces"), whole, report)?;
                Ok(Change::Split { promise, pieces })
            }
            ("merge", Item::Promise(promise)) => merge_with_next(draft, promise, report),
            _ => Err(FormError::Gone),
        }
    }

    fn promise(&self, was: &PromiseRead, report: &ReadReport) -> Result<PromiseRead, FormError> {
        let words = self.get("quote");
        let (span, quote) = if words == was.quote {
            (was.span, was.quote.clone())
        } else {
            let span = nearest_place(&report.text, words, was.span)?;
            (narrow(span), reader::words_at(&report.text, span))
        };
        Ok(PromiseRead {
            span,
            quote,
            action: self.get("action").to_owned(),
            object: self.get("object").to_owned(),
            kind: self.get("kind").to_owned(),
            year: self.year()?,
            lead: self.filled("lead"),
            supporting: self.supporting(),
            due: self.due()?,
            ..was.clone()
        })
    }

    fn added_figure(&self, draft: &Draft, report: &ReadReport) -> Result<Change, FormError> {
        let clause = only_place(self.get("words"), report)?;
        let typed = self.get("number");
        let inside = reader::locate(&report.text, typed);
        let number = inside.into_iter().find(|it| clause.start <= it.start && it.end <= clause.end);
        let number = number.ok_or_else(|| FormError::NotInText { typed: typed.to_owned() })?;
        let promise = (0..).zip(draft.promises()).find(|(_, promise)| {
            let (start, end) = promise.now.span;
            promise.is_live && start <= narrow(number).0 && narrow(number).1 <= end
        });
        let figure = FigureRead {
            part: self.get("part").to_owned(),
            number: narrow(number),
            quote: reader::words_at(&report.text, clause),
            year: self.year()?,
            confidence: 0,
            target: self.target(narrow(clause))?,
        };
        Ok(Change::AddFigure { figure, promise: promise.map(|(at, _)| at) })
    }

    fn added_promise(&self, report: &ReadReport) -> Result<PromiseRead, FormError> {
        let span = only_place(self.get("words"), report)?;
        Ok(PromiseRead {
            path: path_at(&report.reading, span),
            sentence: narrow(sentence_around(&report.text, span)),
            span: narrow(span),
            quote: reader::words_at(&report.text, span),
            action: self.get("action").to_owned(),
            object: self.get("object").to_owned(),
            year: self.year()?.or(report.reading.year),
            kind: self.get("kind").to_owned(),
            lead: self.filled("lead"),
            supporting: self.supporting(),
            due: self.due()?,
            owner: None,
            lacks: Vec::new(),
            confidence: 0,
            figures: Vec::new(),
        })
    }
}

/// The one place where words stand.
fn only_place(words: &str, report: &ReadReport) -> Result<Span, FormError> {
    let typed = words.to_owned();
    match reader::locate(&report.text, words).as_slice() {
        [] => Err(FormError::NotInText { typed }),
        [span] => Ok(*span),
        several => Err(FormError::Ambiguous { typed, times: several.len() }),
    }
}

/// The pieces of a promise, a line each, in the order of the text.
fn pieces(lines: &str, whole: (u32, u32), report: &ReadReport) -> Result<Vec<Piece>, FormError> {
    let mut from = whole.0;
    let mut pieces = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let found = reader::locate(&report.text, line).into_iter();
        let next = found.map(narrow).find(|span| span.0 >= from && span.1 <= whole.1);
        let span = next.ok_or_else(|| FormError::NotInText { typed: line.to_owned() })?;
        from = span.1;
        pieces.push(Piece { span, quote: reader::words_at(&report.text, wide(span)) });
    }
    Ok(pieces)
}

/// A promise made one with the next in the text.
fn merge_with_next(draft: &Draft, promise: u32, report: &ReadReport) -> Result<Change, FormError> {
    let live = item::live(draft);
    let mut behind = live.iter().skip_while(|item| **item != Item::Promise(promise)).skip(1);
    let next = behind.find_map(|item| match item {
        Item::Promise(next) => Some(*next),
        Item::Figure(_) => None,
    });
    let next = next.ok_or(FormError::NothingNext)?;
    let spans = [promise, next].map(|at| draft.promises()[at as usize].now.span);
    let span = (spans[0].0.min(spans[1].0), spans[0].1.max(spans[1].1));
    let whole = Piece { span, quote: reader::words_at(&report.text, wide(span)) };
    Ok(Change::Merge { promises: vec![promise, next], whole })
}

/// The headings over a place, outermost first.
fn path_at(reading: &Reading, span: Span) -> Vec<String> {
    let over = reading.outline.iter();
    let over = over.filter(|it| it.span.start <= span.start && span.end <= it.span.end);
    over.map(|section| section.title.clone()).collect()
}

/// The sentence or line that holds a place.
fn sentence_around(text: &str, span: Span) -> Span {
    let ends = |character: char| matches!(character, '。' | '！' | '？' | '；' | '\n');
    let mut sentence = Span { start: 0, end: span.end };
    for (at, character) in text.chars().enumerate() {
        if at < span.start && ends(character) {
            sentence.start = at + 1;
        }
        if at >= span.end {
            sentence.end = at;
            if ends(character) {
                break;
            }
        }
    }
    sentence
}

fn wide((start, end): (u32, u32)) -> Span {
    Span { start: start as usize, end: end as usize }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(text: &str) -> ReadReport {
        ReadReport { text: text.to_owned(), reading: reader::read(text) }
    }

    #[test]
    fn words_that_stand_twice_are_asked_for_again() {
        let report = report("新建公园3个。改建公园3个。");
        assert!(only_place("新建公园", &report).is_ok());
        let twice = Err(FormError::Ambiguous { typed: "公园3个".to_owned(), times: 2 });
        assert_eq!(only_place("公园3个", &report), twice);
    }

    #[test]
    fn pieces_are_looked_for_within_the_promise_and_in_order() {
        let report = report("新建公园3个。新建公园3个、桥2座。");
        let found = pieces("新建公园3个\n桥2座\n", (7, 17), &report).expect("both are there");
        let spans: Vec<_> = found.iter().map(|piece| piece.span).collect();
        assert_eq!(spans, [(7, 13), (14, 17)]);
    }

    #[test]
    fn a_sentence_ends_at_its_mark_or_line() {
        let text = "甲。乙丙丁。戊\n己";
        assert_eq!(sentence_around(text, Span { start: 3, end: 4 }), Span { start: 2, end: 5 });
        assert_eq!(sentence_around(text, Span { start: 8, end: 9 }), Span { start: 8, end: 9 });
    }
}
