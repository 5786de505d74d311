//! Cityhall does not profile people: no field may be for what a person is, believes or scores.
//!
//! The words are matched against the ids and the messages of fields. A Chinese word is found
//! anywhere; an English one as whole words, so that `surface` is no `face`. Codes are not looked
//! at: a register of buildings may well know temples and churches.

use crate::diagnostic::{DiagnosticCode, Topic};
use crate::document::{Faults, Part};
use crate::messages::Language;
use crate::model::Pack;

/// What no field may be for, in English and Chinese.
const WORDS: [(Topic, &[&str], &[&str]); 5] = [
    (
        Topic::Ethnicity,
        &[
            "ethnic",
            "ethnicity",
            "ethnic group",
            "race",
            "racial",
            "minzu",
        ],
        &["民族", "族别", "族裔", "种族"],
    ),
    (
        Topic::Religion,
        &[
            "religion",
            "religious",
            "religious belief",
            "faith",
            "denomination",
        ],
        &["宗教", "信教", "信仰", "教派"],
    ),
    (
        Topic::PoliticalViews,
        &[
            "political",
            "politics",
            "political views",
            "party member",
            "party membership",
        ],
        &[
            "政治面貌",
            "政治立场",
            "政治倾向",
            "政治观点",
            "党派",
            "入党",
        ],
    ),
    (
        Topic::Biometrics,
        &[
            "biometric",
            "biometrics",
            "fingerprint",
            "fingerprints",
            "face image",
            "face print",
            "faceprint",
            "face recognition",
            "facial",
            "iris",
            "retina",
            "voiceprint",
            "gait",
            "dna",
            "genome",
            "genetic",
            "blood type",
        ],
        &[
            "指纹",
            "人脸",
            "面部",
            "虹膜",
            "声纹",
            "步态",
            "基因",
            "血型",
            "掌纹",
            "生物识别",
            "dna",
        ],
    ),
    (
        Topic::PersonalScore,
        &[
            "social credit",
            "credit score",
            "citizen score",
            "person score",
            "personal score",
            "trust score",
            "trustworthiness",
            "risk score",
            "behaviour score",
            "behavior score",
        ],
        &[
            "信用分",
            "信用评分",
            "个人评分",
            "人员评分",
            "诚信分",
            "文明分",
            "行为评分",
            "个人积分",
            "居民积分",
            "人员等级",
            "风险人员",
        ],
    ),
];

/// The first forbidden word in a text, with what it is about.
fn find(text: &str) -> Option<(Topic, &'static str)> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let spaced = format!(" {} ", words.join(" "));
    WORDS.iter().find_map(|(topic, english, chinese)| {
        let english = english
            .iter()
            .find(|word| spaced.contains(&format!(" {word} ")));
        let found = english.or_else(|| chinese.iter().find(|word| text.contains(**word)));
        found.map(|word| (*topic, *word))
    })
}

/// Adds a fault for each field whose id is of a forbidden word.
pub(crate) fn check_ids(pack: &Pack, faults: &mut Faults<'_>) {
    for (register, field) in fields(pack) {
        if let Some((topic, word)) = find(field) {
            let code = DiagnosticCode::ForbiddenField {
                topic,
                word: word.to_owned(),
            };
            faults.add(&["registers", register, "fields", field], Part::Key, code);
        }
    }
}

/// Adds a fault for each field that people would read a forbidden word for.
pub(crate) fn check_messages(pack: &Pack, language: Language, faults: &mut Faults<'_>) {
    for (register, field) in fields(pack) {
        let key = format!("field.{register}.{field}");
        let text = pack.messages.get(language, &key).unwrap_or_default();
        if let Some((topic, word)) = find(text) {
            let code = DiagnosticCode::ForbiddenField {
                topic,
                word: word.to_owned(),
            };
            faults.add(&["field", register, field], Part::Value, code);
        }
    }
}

fn fields(pack: &Pack) -> impl Iterator<Item = (&str, &str)> {
    pack.registers.iter().flat_map(|(id, register)| {
        register
            .fields
            .iter()
            .map(move |field| (id.as_str(), field.id.as_str()))
    })
}
