//! The sample city and the packs that come with the program.

use std::collections::BTreeMap;

use app::Documents;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../cities/urumqi"]
struct SampleCity;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../packs/works"]
struct Works;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../packs/proposals"]
struct Proposals;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../packs/urban"]
struct Urban;

/// A file of the sample city.
pub(crate) fn sample_file(path: &str) -> Option<String> {
    text::<SampleCity>(path)
}

/// The sample city's definitions.
pub(crate) fn sample() -> Documents {
    Documents { city: folder::<SampleCity>(), packs: packs() }
}

/// The packs that come with the program.
pub(crate) fn packs() -> Vec<BTreeMap<String, String>> {
    vec![folder::<Works>(), folder::<Proposals>(), folder::<Urban>()]
}

fn folder<Folder: RustEmbed>() -> BTreeMap<String, String> {
    let files = Folder::iter().filter(|path| path.ends_with(".toml"));
    files.filter_map(|path| Some((path.to_string(), text::<Folder>(&path)?))).collect()
}

fn text<Folder: RustEmbed>(path: &str) -> Option<String> {
    let file = Folder::get(path)?;
    String::from_utf8(file.data.into_owned()).ok()
}
