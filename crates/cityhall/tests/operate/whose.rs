//! Whose log it is: no command enters one city's definition in the log of another.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use super::world::{run, succeed, text};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../cities/urumqi");
const MAY_ACT: [&str; 4] = ["--office", "quality-inspection-station", "--role", "inspector"];

/// A city's folder: the sample city's under another id.
fn called(id: &str, folder: &Path) -> PathBuf {
    let city = folder.join(id);
    fs::create_dir(&city).expect("writes");
    for name in ["city.toml", "places.toml", "offices.toml", "calendar.toml"] {
        let file = fs::read_to_string(Path::new(SAMPLE).join(name)).expect("reads");
        let file = file.replace("id = \"urumqi\"", &format!("id = \"{id}\""));
        fs::write(city.join(name), file).expect("writes");
    }
    city
}

/// What the log at `data` has been told that the city is, entry by entry.
fn defined(data: &Path, to: &Path) -> Vec<String> {
    succeed(&["export", "--data", &text(data), "--to", &text(to)]);
    let entries = fs::read_to_string(to.join("entries.csv")).expect("reads");
    let defining = entries.lines().filter(|line| line.contains("city.defined"));
    defining.map(str::to_owned).collect()
}

/// Lets an office act in the city whose folder is given, or in that of the journal.
fn admit(data: &Path, city: Option<&str>) -> Output {
    let data = text(data);
    let place = ["token", "--data", &data];
    let given = city.map_or(vec![], |city| vec!["--city", city]);
    run(&[&place[..], &MAY_ACT, &given].concat())
}

#[test]
fn a_city_is_opened_as_what_its_journal_says_and_never_as_another() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (data, ours) = (folder.path().join("data"), called("hetian", folder.path()));
    assert!(admit(&data, Some(&text(&ours))).status.success());
    assert!(admit(&data, None).status.success());
    let other = admit(&data, Some(SAMPLE));
    let why = String::from_utf8(other.stderr).expect("text");
    assert!(!other.status.success() && why.contains("this log is of the city `hetian`"), "{why}");

    let defined = defined(&data, &folder.path().join("tables"));
    assert_eq!(defined.len(), 1, "{defined:?}");
    assert!(defined[0].contains("hetian"), "{defined:?}");
}

#[test]
fn a_key_of_one_city_begins_no_log_of_another() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (data, ours) = (folder.path().join("data"), called("hetian", folder.path()));
    assert!(admit(&data, Some(&text(&ours))).status.success());
    fs::remove_file(data.join("city.db")).expect("removes");
    let other = admit(&data, Some(SAMPLE));
    let why = String::from_utf8(other.stderr).expect("text");
    assert!(!other.status.success(), "{why}");
    assert!(why.contains("signs the log cityhall.example/hetian"), "{why}");
}
