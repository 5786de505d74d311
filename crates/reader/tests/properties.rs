//! What holds of every text, report or not.

use proptest::prelude::*;
use reader::{Part, Reading, Span, read};

/// Pieces from which texts like reports, and worse, are put together.
const PIECES: [&str; 47] = [
    "名词解释",
    "\n1.“三城”：",
    "[2]",
    "②",
    "\u{200b}",
    "\u{202c}",
    "\u{feff}",
    "新建",
    "公园",
    "12",
    "万",
    "亿",
    "个",
    "%",
    "。",
    "，",
    "、",
    "；",
    "：",
    "\n",
    "　",
    "<b>",
    "</b>",
    "<",
    "（",
    "）",
    "“",
    "”",
    "一、",
    "（一）",
    "2030年工作回顾",
    "2031年重点工作",
    "增长",
    "分别",
    "和",
    "第",
    "三",
    "成",
    "倍",
    "翻一番",
    "的",
    "占",
    "—",
    ".",
    "９",
    "左右",
    "等",
];

fn slice(text: &str, span: Span) -> String {
    text.chars().take(span.end).skip(span.start).collect()
}

/// White space, markup and what has no shape dropped, as quotes are written.
fn squeezed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(length) = tag_length(rest) {
            rest = &rest[length..];
            continue;
        }
        if !first.is_whitespace() && !first.is_control() && !is_shapeless(first) {
            out.push(first);
        }
        rest = &rest[first.len_utf8()..];
    }
    out
}

/// The characters that the reader passes over beside white space and controls.
fn is_shapeless(character: char) -> bool {
    const SHAPELESS: [(u32, u32); 10] = [
        (0xAD, 0xAD),
        (0x61C, 0x61C),
        (0x180E, 0x180E),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFF9, 0xFFFB),
        (0xE0000, 0xE0FFF),
    ];
    SHAPELESS.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(character)))
}

fn tag_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let end = inner.find(['<', '>'])?;
    (is_tag && inner[end..].starts_with('>')).then_some(end + 2)
}

fn check(text: &str) {
    let reading = read(text);
    let length = text.chars().count();
    let inside = |span: Span| assert!(span.start <= span.end && span.end <= length, "{span:?}");
    for figure in &reading.figures {
        inside(figure.span);
        assert_eq!(squeezed(&slice(text, figure.span)), figure.quote);
        assert!(figure.section.is_none_or(|section| section < reading.outline.len()));
    }
    for commitment in &reading.commitments {
        inside(commitment.sentence);
        inside(commitment.span);
        assert_eq!(squeezed(&slice(text, commitment.span)), commitment.quote);
        assert!(commitment.figures.iter().all(|&figure| figure < reading.figures.len()));
    }
    for (index, section) in reading.outline.iter().enumerate() {
        inside(section.heading);
        inside(section.span);
        assert!(section.parent.is_none_or(|parent| parent < index));
    }
    for term in &reading.glossary {
        inside(term.span);
        assert!(squeezed(&slice(text, term.span)).ends_with(&term.explanation));
        assert!(!term.term.is_empty() && !term.explanation.is_empty());
        term.uses.iter().for_each(|&place| inside(place));
        assert!(term.uses.iter().all(|place| place.start < place.end));
        assert!(term.uses.iter().all(|place| place.end <= reading.glossary[0].span.start));
    }
    for diagnostic in &reading.diagnostics {
        inside(diagnostic.span);
    }
    assert_eq!(format!("{:?}", read(text)), format!("{reading:?}"), "the same text reads the same");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn texts_like_reports_are_read_without_panic(
        pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..80)
    ) {
        check(&pieces.concat());
    }
}

/// Review and plan of a small report, in either order.
fn report(halves: [&str; 2]) -> Reading {
    read(&format!("2031年甲州市政府工作报告\n各位代表：\n{}\n{}\n", halves[0], halves[1]))
}

#[test]
fn halves_in_either_order_are_told_by_their_headings() {
    let review = "一、2030年工作回顾\n新建步道12公里，产值增长5%。";
    let plan = "二、2031年重点工作\n新建步道15公里，开展夜校90场。";
    let told = |reading: &Reading, part: Part| -> Vec<String> {
        let of_part = reading.figures.iter().filter(|figure| figure.part == part);
        of_part.map(|figure| format!("{} {}", figure.quote, figure.value)).collect()
    };
    let forward = report([review, plan]);
    let backward = report([plan, review]);
    for part in [Part::Review, Part::Plan] {
        assert_eq!(told(&forward, part), told(&backward, part));
        assert_eq!(told(&forward, part).len(), 2);
    }
    assert_eq!(forward.commitments.len(), backward.commitments.len());
}

#[test]
fn what_is_missing_is_said() {
    let codes = |text: &str| -> Vec<_> { read(text).diagnostics.iter().map(|d| d.code).collect() };
    use reader::DiagnosticCode::{NoPlanPart, NoReviewPart, NoYear, NotChinese, NumberTooLarge};
    assert_eq!(codes("hello"), [NotChinese]);
    assert_eq!(codes("你好。"), [NoReviewPart, NoPlanPart, NoYear]);
    let large = "2031年甲州市政府工作报告\n各位代表：\n一、2030年工作回顾\n二、2031年工作安排\n\
                 投入99999999999999999999999999999999元。";
    assert_eq!(codes(large), [NumberTooLarge]);
}
