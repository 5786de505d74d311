//! The packs that are shipped check clean.

use std::path::{Path, PathBuf};

use pack::{Fold, Language, Pack, Source};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/works")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(folder().join(path)).expect("the works pack has this file")
}

fn works() -> Pack {
    let texts = ["pack.toml", "messages/zh-CN.toml", "messages/en.toml"].map(|p| (p, read(p)));
    let files: Vec<Source<'_>> = texts.iter().map(|(path, text)| Source { path, text }).collect();
    let (pack, diagnostics) = pack::check(&files);
    let faults: Vec<String> = diagnostics
        .iter()
        .map(|fault| {
            let (_, text) = texts.iter().find(|(path, _)| *path == fault.file).expect("its file");
            fault.render(text, Language::English)
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    pack.expect("a pack without faults is handed out")
}

#[test]
fn the_works_pack_checks_clean() {
    let pack = works();
    assert_eq!(pack.id, "works");
    assert_eq!(pack.message(Language::Chinese, "measure.tourist_toilets"), "旅游公厕");
}

#[test]
fn a_work_counts_until_its_users_disagree() {
    let pack = works();
    for (id, measure) in &pack.measures {
        if let Fold::Records(tally) = &measure.fold {
            // Money is counted from the day on which it is planned, approved or paid.
            let counts = tally.counted_in == ["accepted", "confirmed"];
            assert!(measure.answers.is_none() || counts, "{id}");
        }
    }
    let toilets = &pack.measures["toilets"];
    assert_eq!(toilets.unit, "座");
    assert_eq!(toilets.fold, Fold::Measures(vec!["tourist_toilets".into(), "city_toilets".into()]));
}

#[test]
fn no_office_accepts_what_it_reported() {
    let delivery = &works().procedures["delivery"];
    let accept = delivery.step("accept").expect("works are accepted");
    assert_eq!(accept.not_by, ["report"]);
    let confirm = delivery.step("confirm").expect("works are confirmed");
    assert_eq!(confirm.not_by, ["report", "accept"]);
}

/// Figures of a real report (Urumqi, 2020), by subject and unit, and the measure that answers.
const FIGURES: [(&str, &str, &str); 20] = [
    ("旅游公厕", "座", "tourist_toilets"),
    ("公交首末站及停保场", "座", "bus_terminals"),
    ("供水管网", "公里", "water_pipes"),
    ("老旧供热管网节能改造", "公里", "heat_pipes"),
    ("主次干道线缆", "条", "overhead_lines"),
    ("门头牌匾", "块", "shop_signs"),
    ("主次干道", "条", "trunk_roads"),
    ("主次干道", "公里", "trunk_road_length"),
    ("退水管渠", "公里", "return_channels"),
    ("绿地", "亩", "green_space"),
    ("生态造林", "亩", "afforestation"),
    ("森林抚育", "亩", "forest_tending"),
    ("小游园小绿地", "块", "pocket_parks"),
    ("绿道", "条", "greenways"),
    ("燃煤供热设施清洁能源改造", "台", "clean_heating"),
    ("燃气供热锅炉低氮改造", "蒸吨", "boiler_upgrades"),
    ("棚户区改造", "户", "shanty_households"),
    ("老旧小区改造", "户", "old_compound_households"),
    ("学校、幼儿园", "个", "schools"),
    ("停车泊位", "个", "parking_spaces"),
];

#[test]
fn each_figure_of_a_report_is_answered_by_one_measure() {
    let pack = works();
    for (subject, unit, expected) in FIGURES {
        let answering: Vec<&str> = pack
            .measures
            .iter()
            .filter(|(_, measure)| {
                let Some(answers) = &measure.answers else { return false };
                answers.subjects.iter().any(|word| word == subject)
                    && answers.units.iter().any(|word| word == unit)
            })
            .map(|(id, _)| id.as_str())
            .collect();
        assert_eq!(answering, [expected], "{subject} in {unit}");
    }
}
