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
    let files: Vec<Source<'_>> = texts
        .iter()
        .map(|(path, text)| Source { path, text })
        .collect();
    let (pack, diagnostics) = pack::check(&files);
    let faults: Vec<String> = diagnostics
        .iter()
        .map(|fault| {
            let (_, text) = texts
                .iter()
                .find(|(path, _)| *path == fault.file)
                .expect("its file");
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
    assert_eq!(
        pack.message(Language::Chinese, "measure.tourist_toilets"),
        "旅游公厕"
    );
}

#[test]
fn a_work_counts_until_its_users_disagree() {
    let pack = works();
    for (id, measure) in &pack.measures {
        if let Fold::Records(tally) = &measure.fold {
            assert_eq!(tally.counted_in, ["accepted", "confirmed"], "{id}");
        }
    }
    let toilets = &pack.measures["toilets"];
    assert_eq!(toilets.unit, "座");
    assert_eq!(
        toilets.fold,
        Fold::Measures(vec!["tourist_toilets".into(), "city_toilets".into()])
    );
}

#[test]
fn no_office_accepts_what_it_reported() {
    let delivery = &works().procedures["delivery"];
    let accept = delivery.step("accept").expect("works are accepted");
    assert_eq!(accept.not_by, ["report"]);
    let confirm = delivery.step("confirm").expect("works are confirmed");
    assert_eq!(confirm.not_by, ["report", "accept"]);
}
