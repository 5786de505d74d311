//! `cityhall export`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use testkit::postgres::Server;

use super::world::{city, kill, listed, open, refused, run, start, succeed, text, with_report};

const DAY: [&str; 2] = ["--on", "2020-06-30"];

fn export(data: &Path, to: &Path, more: &[&str]) -> String {
    let (data, to) = (text(data), text(to));
    succeed(&[&["export", "--data", &data, "--to", &to], more, &DAY].concat())
}

/// The files of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    listed(folder).iter().map(|it| (name(it), fs::read(it).expect("reads"))).collect()
}

/// The rows of a table, each by column.
fn rows(folder: &Path, table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(table)).expect("opens");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn a_city_is_exported_with_a_dictionary_of_every_column() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (data, to) = (folder.path().join("data"), folder.path().join("export"));
    city(&data, 30);
    with_report(&data);
    let told = export(&data, &to, &[]);
    assert!(told.contains("30  records-works-work"), "{told}");

    let dictionary = rows(&to, "dictionary.csv");
    for (name, bytes) in files(&to) {
        let Some(table) = name.strip_suffix(".csv").filter(|it| *it != "dictionary") else {
            continue;
        };
        let told = dictionary.iter().filter(|it| it["table"] == table && !it["column"].is_empty());
        let public = told.clone().filter(|it| it["visibility"] == "public");
        let columns: Vec<&str> = public.map(|it| it["column"].as_str()).collect();
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(text.split("\r\n").next(), Some(columns.join(",").as_str()), "{table}");
        assert!(
            told.clone().all(|it| !it["zh-CN"].is_empty()
                && !it["en"].is_empty()
                && !it["source"].is_empty())
        );
        assert!(dictionary.iter().any(|it| it["table"] == table && it["type"] == "table"));
    }
    let contact = dictionary.iter().find(|it| it["column"] == "field_contact").expect("is told");
    assert_eq!(contact["visibility"], "personal");
    assert!(contact["en"].contains("never leaves") && contact["zh-CN"].contains("从不导出"));

    let works = rows(&to, "records-works-work.csv");
    assert_eq!(works.len(), 30);
    assert_eq!(works[0]["record"], "works/W-0");
    assert_eq!(
        (works[0]["state"].as_str(), works[0]["field_quantity"].as_str()),
        ("accepted", "1")
    );
    assert!(works.is_sorted_by_key(|it| it["record"].clone()));
    let measures = rows(&to, "measures.csv");
    let toilets = measures.iter().find(|it| it["measure"] == "works/tourist_toilets");
    assert_eq!(toilets.expect("is there")["value"], "1");
    let promises = rows(&to, "commitments.csv");
    assert!(promises.iter().any(|it| it["quote"].contains("公厕") && !it["verdict"].is_empty()));
    let targets = rows(&to, "targets.csv");
    assert!(targets.iter().any(|it| it["value"] == "30" && it["unit"] == "座"), "{targets:?}");
    let entries = rows(&to, "entries.csv");
    let app = open(&data);
    assert_eq!(entries.len() as u64, app.store().log_size().expect("reads"));
    for (index, entry) in (0..).zip(&entries) {
        let bytes = app.store().entry(index).expect("reads").expect("is there");
        assert_eq!(entry["leaf"], journal::leaf_hash(&bytes).hex());
    }
    let note = fs::read_to_string(to.join("checkpoint")).expect("reads");
    assert_eq!(Some(note), app.store().checkpoint().expect("reads"));
}

#[test]
fn nothing_of_a_person_is_in_an_export() {
    const MARKER: &str = "马师傅 0991-5550123";
    let folder = tempfile::tempdir().expect("a folder for the test");
    let demo = folder.path().join("data");
    city(&demo, 1);
    super::world::open_with_contact(&demo, MARKER);
    let to = folder.path().join("export");
    export(&demo, &to, &[]);
    let works = rows(&to, "records-works-work.csv");
    assert_eq!(works.len(), 2, "the record itself is there");
    for (name, bytes) in files(&to) {
        for part in ["马师傅", "0991-5550123"] {
            let found = bytes.windows(part.len()).any(|it| it == part.as_bytes());
            assert!(!found, "{part} is in {name}");
        }
    }
}

#[test]
fn the_same_journal_gives_the_same_bytes_from_a_folder_and_from_a_database() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let data = folder.path().join("data");
    city(&data, 600);
    with_report(&data);
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    export(&data, &first, &[]);
    let server = Server::shared();
    let address = folder.path().join("address");
    fs::write(&address, server.create_database()).expect("writes");
    let (at, address) = (text(&data), text(&address));
    succeed(&["move", "--data", &at, "--to-database-file", &address]);
    export(&data, &second, &["--database-file", &address]);
    assert_eq!(files(&first), files(&second));
    let to = text(&folder.path().join("old"));
    let why = refused(&["export", "--data", &at, "--to", &to]);
    assert!(why.contains("has moved to"), "{why}");
}

#[test]
fn a_byte_order_mark_is_written_where_it_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let data = folder.path().join("data");
    city(&data, 2);
    let (plain, marked) = (folder.path().join("plain"), folder.path().join("marked"));
    export(&data, &plain, &[]);
    export(&data, &marked, &["--bom"]);
    for (name, bytes) in files(&plain) {
        let with_mark = &files(&marked)[&name];
        let mark: &[u8] = if name.ends_with(".csv") { b"\xef\xbb\xbf" } else { b"" };
        assert_eq!(*with_mark, [mark, &bytes].concat(), "{name}");
    }
}

#[test]
fn an_export_that_was_killed_leaves_no_half_and_none_is_written_over() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (data, to) = (folder.path().join("data"), folder.path().join("export"));
    city(&data, 1_000);
    let (at, target) = (text(&data), text(&to));
    let arguments = ["export", "--data", &at, "--to", &target];
    let process = start(&arguments);
    let half = folder.path().join("export.unfinished/made/records-works-work.csv");
    while !half.exists() {
        std::thread::yield_now();
    }
    assert!(kill(process), "the export was quicker than this test: give the city more works");
    assert!(!to.exists());
    succeed(&arguments);
    assert_eq!(listed(folder.path()), [data, to.clone()], "nothing is left lying");
    let before = files(&to);
    let output = run(&arguments);
    let why = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && why.contains("is there already"), "{why}");
    assert_eq!(files(&to), before);
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_table_has_the_same_rows_with_types() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field, RowAccessor};

    let folder = tempfile::tempdir().expect("a folder for the test");
    let data = folder.path().join("data");
    city(&data, 40);
    with_report(&data);
    let (plain, typed) = (folder.path().join("csv"), folder.path().join("parquet"));
    export(&data, &plain, &[]);
    export(&data, &typed, &["--format", "parquet"]);
    for name in files(&plain).keys().filter(|it| it.ends_with(".csv") && *it != "dictionary.csv") {
        let path = typed.join(name.replace(".csv", ".parquet"));
        let reader = SerializedFileReader::new(fs::File::open(path).expect("opens"));
        let reader = reader.expect("is Parquet");
        let expected = rows(&plain, name);
        let found = reader.get_row_iter(None).expect("reads");
        let found: Vec<_> = found.map(|row| row.expect("a row")).collect();
        assert_eq!(found.len(), expected.len(), "{name}");
        if name == "records-works-work.csv" {
            for (row, expected) in found.iter().zip(&expected) {
                let columns: Vec<&String> = row.get_column_iter().map(|(name, _)| name).collect();
                let at =
                    |wanted: &str| columns.iter().position(|it| *it == wanted).expect("is there");
                assert_eq!(*row.get_string(at("record")).expect("text"), expected["record"]);
                let quantity = row.get_decimal(at("field_quantity")).expect("a decimal");
                assert_eq!((quantity.scale(), quantity.data()[7..].to_vec()), (9, one(9)));
                let (_, due) = row.get_column_iter().nth(at("field_due")).expect("is there");
                assert_eq!(*due, Field::Date(18_627), "2020-12-31");
            }
        }
    }
    let again = folder.path().join("again");
    export(&data, &again, &["--format", "parquet"]);
    assert_eq!(files(&typed), files(&again));
}

/// The last nine bytes of one unit with so many places.
#[cfg(feature = "parquet")]
fn one(places: u32) -> Vec<u8> {
    10_i128.pow(places).to_be_bytes()[7..].to_vec()
}
