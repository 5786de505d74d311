//! However a pack is damaged, the checker tells of it and never panics.

use std::path::Path;

use pack::{Language, Severity, Source};
use proptest::prelude::*;

const FILES: [&str; 3] = ["pack.toml", "messages/zh-CN.toml", "messages/en.toml"];

/// What a slip, a merge gone wrong or an enemy might put into a file.
const SPLINTERS: [&str; 20] = [
    "\"",
    "'''",
    "[",
    "]]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "\n",
    "\t",
    "\r",
    "\0",
    "#",
    "公厕",
    "👍🏽",
    "[measures.toilets]\n",
    "adds = [\"toilets\"]\n",
    " = -99999999999999999999\n",
    "final = true\n",
];

/// One blow: which file, where (in parts of ten thousand), for how long, and what is put there.
#[derive(Debug, Clone)]
struct Blow {
    file: usize,
    at: usize,
    length: usize,
    put: Put,
}

#[derive(Debug, Clone)]
enum Put {
    Splinter(usize),
    Copy(usize),
    Nothing,
    TheEnd,
}

fn blow() -> impl Strategy<Value = Blow> {
    let put = prop_oneof![
        (0..SPLINTERS.len()).prop_map(Put::Splinter),
        (0..10_000_usize).prop_map(Put::Copy),
        Just(Put::Nothing),
        Just(Put::TheEnd),
    ];
    (0..FILES.len(), 0..10_000_usize, 0..60_usize, put).prop_map(|(file, at, length, put)| Blow {
        file,
        at,
        length,
        put,
    })
}

fn strike(text: &str, blow: &Blow) -> String {
    let place = |part: usize| text.floor_char_boundary(text.len() * part / 10_000);
    let start = place(blow.at);
    let end = text.ceil_char_boundary((start + blow.length).min(text.len()));
    let (before, after) = (&text[..start], &text[end..]);
    match blow.put {
        Put::Splinter(index) => format!("{before}{}{after}", SPLINTERS[index]),
        Put::Copy(from) => {
            let from = place(from);
            let to = text.ceil_char_boundary((from + blow.length).min(text.len()));
            format!("{before}{}{}", &text[from..to], &text[start..])
        }
        Put::Nothing => format!("{before}{after}"),
        Put::TheEnd => before.to_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_damaged_pack_is_told_of(blows in prop::collection::vec(blow(), 1..5)) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/works");
        let mut texts = FILES.map(|path| {
            std::fs::read_to_string(folder.join(path)).expect("the works pack has this file")
        });
        for blow in &blows {
            texts[blow.file] = strike(&texts[blow.file], blow);
        }
        let files: Vec<Source<'_>> =
            FILES.iter().zip(&texts).map(|(path, text)| Source { path, text }).collect();
        let (pack, faults) = pack::check(&files);
        let errors = faults.iter().filter(|fault| fault.severity == Severity::Error).count();
        prop_assert_eq!(pack.is_some(), errors == 0);
        for fault in &faults {
            let file = files.iter().find(|file| file.path == fault.file).expect("a file given");
            let before = file.text.get(..fault.span.start);
            prop_assert!(file.text.get(fault.span.clone()).is_some(), "{:?}", fault);
            let lines = before.expect("a place between characters").matches('\n').count();
            prop_assert_eq!(fault.line, lines + 1);
            for language in Language::ALL {
                prop_assert!(!fault.message(language).contains(char::is_control));
                let shown = fault.render(file.text, language);
                prop_assert!(shown.lines().all(|line| !line.contains(char::is_control)));
            }
        }
    }
}
