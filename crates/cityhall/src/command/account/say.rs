//! Verdicts and reasons in words.

use compare::{Difference, Margin, Reason, Verdict};

use super::pair::{Next, Promise};
use crate::command::read::told;
use crate::messages::{Key, Language};

pub(super) fn verdict(verdict: Verdict) -> Key {
    match verdict {
        Verdict::Kept => Key::Kept,
        Verdict::Missed => Key::Missed,
        Verdict::Incomparable => Key::Incomparable,
        Verdict::Silent => Key::Silent,
    }
}

/// By how much a result is more or less: `+2.6万人 (+4.3%)`.
pub(super) fn margin(margin: &Margin) -> String {
    let sign = if margin.by.is_sign_negative() { "−" } else { "+" };
    let by = told::range(margin.by.abs(), None, &margin.unit);
    let percent = margin.percent.map(|percent| {
        let sign = if percent.is_sign_negative() { "−" } else { "+" };
        format!("（{sign}{}%）", percent.abs())
    });
    format!("{sign}{by}{}", percent.unwrap_or_default())
}

/// Why a promise and a result were linked or not.
pub(super) fn reasons(promise: &Promise, language: Language) -> String {
    let reasons = promise.answer.iter().flat_map(|answer| &answer.reasons);
    let told = reasons.map(|it| reason(it, language));
    told.collect::<Vec<_>>().join(match language {
        Language::Zh => "；",
        Language::En => "; ",
    })
}

fn reason(reason: &Reason, language: Language) -> String {
    let say = |key| language.say(key);
    match reason {
        Reason::SameWords(word) => format!("{}：{word}", say(Key::WhySameWords)),
        Reason::SameThing(a, b) => format!("{}：{a} = {b}", say(Key::WhySameThing)),
        Reason::LikeWords(a, b, percent) => {
            format!("{}（{percent}%）：{a} ~ {b}", say(Key::WhyLikeWords))
        }
        Reason::SameUnit(unit) => format!("{} {unit}", say(Key::WhySameUnit)).trim().to_owned(),
        Reason::Converted(a, b) => format!("{}：{a} / {b}", say(Key::WhyConverted)),
        Reason::SameSection(title) => format!("{}：{title}", say(Key::WhySameSection)),
        Reason::EndOfYears => say(Key::WhyEndOfYears).to_owned(),
        Reason::Differs(difference) => say(differs(*difference)).to_owned(),
        Reason::Threshold => say(Key::WhyThreshold).to_owned(),
        Reason::DueLater(year) => format!("{} {year}", say(Key::WhyDueLater)),
        Reason::NothingTold => say(Key::WhyNothingTold).to_owned(),
    }
}

fn differs(difference: Difference) -> Key {
    match difference {
        Difference::Sense => Key::DiffersSense,
        Difference::Unit => Key::DiffersUnit,
        Difference::YearlyAverage => Key::DiffersAverage,
        Difference::SeveralYears => Key::DiffersYears,
        Difference::Narrower => Key::DiffersNarrower,
        Difference::Wider => Key::DiffersWider,
        Difference::Total => Key::DiffersTotal,
        Difference::StockAndFlow => Key::DiffersStock,
        Difference::ShareOfAnother => Key::DiffersShare,
        Difference::NotYetDue => Key::DiffersDue,
    }
}

/// The code of a reason, for programs.
pub(super) fn reason_code(reason: &Reason) -> &'static str {
    match reason {
        Reason::SameWords(_) => "same-words",
        Reason::SameThing(..) => "same-thing",
        Reason::LikeWords(..) => "like-words",
        Reason::SameUnit(_) => "same-unit",
        Reason::Converted(..) => "converted",
        Reason::SameSection(_) => "same-section",
        Reason::EndOfYears => "end-of-years",
        Reason::Differs(difference) => match difference {
            Difference::Sense => "other-sense",
            Difference::Unit => "other-unit",
            Difference::YearlyAverage => "yearly-average",
            Difference::SeveralYears => "several-years",
            Difference::Narrower => "narrower",
            Difference::Wider => "wider",
            Difference::Total => "total",
            Difference::StockAndFlow => "stock-and-flow",
            Difference::ShareOfAnother => "share-of-another",
            Difference::NotYetDue => "not-yet-due",
        },
        Reason::Threshold => "threshold",
        Reason::DueLater(_) => "due-later",
        Reason::NothingTold => "nothing-told",
    }
}

/// What became of a promise in the next plan.
pub(super) fn next(next: &Next) -> (Key, &'static str) {
    match next {
        Next::Same => (Key::AgainSame, "same"),
        Next::Other => (Key::AgainOther, "other"),
        Next::InWords(_) => (Key::OnlyInWords, "words"),
        Next::Gone => (Key::NoLonger, "gone"),
    }
}
