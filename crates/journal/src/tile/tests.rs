//! Paths and lists of files, with the examples of the standard.

use super::*;

fn listed(old: u64, new: u64) -> Vec<String> {
    paths(old, new).map(|path| path.to_string()).collect()
}

#[test]
fn a_path_reads_back_as_what_it_names() {
    let check = |path: &str, kind, index, width| {
        let tile = TilePath { kind, index, width };
        assert_eq!(tile.to_string(), path);
        assert_eq!(path.parse(), Ok(tile));
    };
    check("tile/0/000", TileKind::Hashes { level: 0 }, 0, 256);
    check("tile/63/999.p/255", TileKind::Hashes { level: 63 }, 999, 255);
    check("tile/1/x001/000.p/1", TileKind::Hashes { level: 1 }, 1000, 1);
    check("tile/entries/x001/x234/067", TileKind::Entries, 1_234_067, 256);
    let largest = "tile/entries/x018/x446/x744/x073/x709/x551/615";
    check(largest, TileKind::Entries, u64::MAX, 256);
}

#[test]
fn other_paths_are_refused() {
    for path in [
        "",
        "checkpoint",
        "tile/0",
        "tile/0/",
        "tile/00/000",
        "tile/64/000",
        "tile/256/000",
        "tile/-1/000",
        "tile/entry/000",
        "/tile/0/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/+00",
        "tile/0/x000/001",
        "tile/0/001/234",
        "tile/0/x001/x234",
        "tile/0/x001//234",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/000/",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/1.p/1",
    ] {
        assert!(path.parse::<TilePath>().is_err(), "{path:?}");
    }
}

#[test]
fn the_files_of_a_log_are_those_the_standard_counts() {
    assert_eq!(listed(0, 0), [""; 0]);
    assert_eq!(listed(0, 1), ["tile/entries/000.p/1", "tile/0/000.p/1"]);
    let full = ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"];
    assert_eq!(listed(0, 256), full);

    // "A tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0
    // tile of width 112, one full level 1 tile, one partial level 1 tile of width 17, and one
    // partial level 2 tile of width 1."
    let large = listed(0, 70_000);
    assert_eq!(large.len(), 274 + 274 + 2 + 1);
    assert_eq!(
        large[274 + 273..],
        ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
    );
    assert_eq!(large[274 + 272], "tile/0/272");
}

#[test]
fn growth_writes_only_what_is_new_or_wider() {
    assert_eq!(listed(256, 256), [""; 0]);
    assert_eq!(listed(256, 257), ["tile/entries/001.p/1", "tile/0/001.p/1"]);
    let crossing = [
        "tile/entries/000",
        "tile/entries/001.p/1",
        "tile/0/000",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
    ];
    assert_eq!(listed(255, 257), crossing);
    assert_eq!(listed(255, 256), ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]);
}

#[test]
fn the_largest_log_ends_at_level_seven() {
    let last = paths(u64::MAX - 1, u64::MAX).last().map(|path| path.to_string());
    assert_eq!(last.as_deref(), Some("tile/0/x072/x057/x594/x037/x927/935.p/255"));
    let highest = paths((1 << 63) - 1, 1 << 63).last().map(|path| path.to_string());
    assert_eq!(highest.as_deref(), Some("tile/7/000.p/128"));
}
