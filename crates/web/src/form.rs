//! What a person types to correct what was read, and what is wrong with it where it means nothing.

use account::TargetMade;
use app::REASON_MAX;
use jiff::civil::Date;
use reader::Span;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::text::Texts;

/// What a form sends, in its order; which fields it has depends on its act.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct CorrectionForm(Vec<(String, String)>);

/// Why a form means no correction.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FormError {
    /// The item was changed or dropped meanwhile, or there is no such act.
    Gone,
    /// A number or a year that is none.
    NotANumber {
        /// What was typed.
        typed: String,
    },
    /// A day that is none.
    NotADate {
        /// What was typed.
        typed: String,
    },
    /// Words that do not stand in the report.
    NotInText {
        /// What was typed.
        typed: String,
    },
    /// Words that stand in the report more than once.
    Ambiguous {
        /// What was typed.
        typed: String,
        /// How often.
        times: usize,
    },
    /// There is no promise behind this one to merge it with.
    NothingNext,
    /// No reason was given where one is needed.
    NoReason,
    /// The reason has too many characters.
    LongReason,
    /// No office was chosen to lead.
    NoLead,
}

impl CorrectionForm {
    /// What was typed into a field; empty where it has none of that name.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or("")
    }

    /// All that was chosen of a field that several can be chosen of.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// Whether it has a field of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// What was typed into a field; `None` where that is nothing.
    pub(crate) fn filled(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_owned()).filter(|typed| !typed.is_empty())
    }

    /// How many entries the log had when the form was made.
    pub(crate) fn seen(&self) -> u64 {
        self.get("seen").parse().unwrap_or(0)
    }

    /// The reason that must be given.
    pub(crate) fn reason(&self) -> Result<String, FormError> {
        let reason = self.filled("reason").ok_or(FormError::NoReason)?;
        if reason.chars().count() > REASON_MAX { Err(FormError::LongReason) } else { Ok(reason) }
    }

    /// A figure whose quote stands at `span`.
    pub(crate) fn target(&self, span: (u32, u32)) -> Result<TargetMade, FormError> {
        let sense = self.get("sense").to_owned();
        // A direction belongs to a change only; the form shows the field all the same.
        let is_change = sense == "change";
        Ok(TargetMade {
            subject: self.get("subject").to_owned(),
            action: self.get("action").to_owned(),
            value: number(self.get("value"))?,
            value_high: self.filled("value_high").map(|typed| number(&typed)).transpose()?,
            unit: self.get("unit").to_owned(),
            direction: if is_change { self.get("direction").to_owned() } else { String::new() },
            sense,
            relation: self.get("relation").to_owned(),
            span,
            origin: None,
        })
    }

    /// The year that was typed, where one was.
    pub(crate) fn year(&self) -> Result<Option<i16>, FormError> {
        let year = |typed: String| typed.parse().map_err(|_| FormError::NotANumber { typed });
        self.filled("year").map(year).transpose()
    }

    /// The due day that was chosen, where one was.
    pub(crate) fn due(&self) -> Result<Option<Date>, FormError> {
        let day = |typed: String| typed.parse().map_err(|_| FormError::NotADate { typed });
        self.filled("due").map(day).transpose()
    }

    /// The offices chosen to support; whoever leads need not.
    pub(crate) fn supporting(&self) -> Vec<String> {
        let lead = self.get("lead");
        self.all("supporting").filter(|office| *office != lead).map(str::to_owned).collect()
    }
}

impl FormError {
    /// What is wrong and what would do.
    pub(crate) fn told(&self, texts: &Texts) -> String {
        match self {
            Self::Gone => texts.get("failure-changed-advice"),
            Self::NotANumber { typed } => texts.with("form-not-a-number", "typed", typed),
            Self::NotADate { typed } => texts.with("form-not-a-date", "typed", typed),
            Self::NotInText { typed } => texts.with("form-not-in-text", "typed", typed),
            Self::Ambiguous { typed, times } => {
                let pair = ("typed", "times");
                texts.with2("form-ambiguous", pair, typed, &times.to_string())
            }
            Self::NothingNext => texts.get("form-nothing-next"),
            Self::NoReason => texts.get("form-no-reason"),
            Self::LongReason => {
                let (field, limit) = (texts.get("need-reason"), REASON_MAX.to_string());
                texts.with2("refusal-too-long", ("field", "limit"), &field, &limit)
            }
            Self::NoLead => texts.get("form-no-lead"),
        }
    }
}

/// A number as people type it: with 万 or 亿 behind, separators within, full-width digits.
fn number(typed: &str) -> Result<Decimal, FormError> {
    let plain: String = typed
        .chars()
        .filter(|character| !matches!(character, ',' | '，' | ' '))
        .map(|character| match character {
            '０'..='９' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            '．' => '.',
            '−' | '－' => '-',
            other => other,
        })
        .collect();
    let scales = [("万亿", 1_000_000_000_000_i64), ("亿", 100_000_000), ("万", 10_000)];
    let scaled = scales.iter().find_map(|(name, scale)| Some((plain.strip_suffix(name)?, *scale)));
    let (digits, scale) = scaled.unwrap_or((&plain, 1));
    let value = digits.parse::<Decimal>().ok();
    value
        .and_then(|value| value.checked_mul(Decimal::from(scale)))
        .ok_or_else(|| FormError::NotANumber { typed: typed.to_owned() })
}

/// The place where words stand in a report; of several the one nearest to where they stood before.
pub(crate) fn nearest_place(
    text: &str,
    words: &str,
    before: (u32, u32),
) -> Result<Span, FormError> {
    let found = reader::locate(text, words).into_iter();
    let nearest = found.min_by_key(|span| narrow(*span).0.abs_diff(before.0));
    nearest.ok_or_else(|| FormError::NotInText { typed: words.to_owned() })
}

/// A span as it is stored.
pub(crate) fn narrow(span: Span) -> (u32, u32) {
    let narrow = |at: usize| u32::try_from(at).expect("a report has fewer than 2^32 characters");
    (narrow(span.start), narrow(span.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_type_them() {
        let cases = [("12", 12), ("1,200", 1200), ("３.5万", 35_000), ("2亿", 200_000_000)];
        for (typed, value) in cases {
            assert_eq!(number(typed), Ok(Decimal::from(value)), "{typed}");
        }
        for typed in ["", "许多", "9999999999999999999999亿"] {
            assert!(number(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn of_words_that_stand_twice_those_nearest_are_meant() {
        let text = "新建公园3个。改建公园3个。";
        assert_eq!(nearest_place(text, "公园3个", (7, 13)).map(narrow), Ok((9, 13)));
        assert_eq!(nearest_place(text, "公园3个", (0, 6)).map(narrow), Ok((2, 6)));
        assert!(nearest_place(text, "机场", (0, 6)).is_err());
    }

    #[test]
    fn several_can_be_chosen_of_one_field_and_who_leads_does_not_support() {
        let sent = "lead=a&supporting=a&supporting=b&supporting=c&due=";
        let form: CorrectionForm = serde_urlencoded::from_str(sent).expect("a form");
        assert_eq!(form.supporting(), ["b", "c"]);
        assert_eq!(form.due(), Ok(None));
    }
}
