//! Texts that no city writes: what is read of them must end, lie within them, and be true.

use reader::{DiagnosticCode, Reading, Span, read};

/// A text's reading, after checking that every span lies within the text and all is in its order.
fn checked(text: &str) -> Reading {
    let reading = read(text);
    let length = text.chars().count();
    let figures = reading.figures.iter().flat_map(|figure| [figure.span, figure.number]);
    let commitments = reading.commitments.iter().flat_map(|it| [it.sentence, it.span]);
    let headings = reading.outline.iter().flat_map(|section| [section.heading, section.span]);
    let diagnostics = reading.diagnostics.iter().map(|diagnostic| diagnostic.span);
    for span in figures.chain(commitments).chain(headings).chain(diagnostics) {
        assert!(span.start <= span.end && span.end <= length, "{span:?} of {length}");
    }
    assert!(reading.figures.is_sorted_by_key(|figure| figure.number.start));
    assert!(reading.commitments.is_sorted_by_key(|commitment| commitment.span.start));
    assert!(reading.outline.is_sorted_by_key(|section| section.heading.start));
    reading
}

fn slice(text: &str, span: Span) -> String {
    text.chars().take(span.end).skip(span.start).collect()
}

fn report(plan: &str) -> String {
    format!(
        "2031年甲州市政府工作报告\n各位代表：\n一、2030年工作回顾\n新建步道12公里。\n\
         二、2031年重点工作\n{plan}\n"
    )
}

#[test]
fn a_number_too_large_is_told_and_left_out() {
    let nines = "9".repeat(400);
    for number in [format!("{nines}万"), format!("{nines}.{nines}"), format!("0.{nines}亿")] {
        let reading = checked(&report(&format!("投入{number}元，植树30万棵。")));
        let values: Vec<String> =
            reading.figures.iter().map(|figure| figure.value.normalize().to_string()).collect();
        assert!(values.contains(&"300000".to_owned()), "the next figure is read: {values:?}");
    }
    let reading = checked(&report(&format!("投入{nines}万元。")));
    let codes: Vec<DiagnosticCode> = reading.diagnostics.iter().map(|told| told.code).collect();
    assert_eq!(codes, [DiagnosticCode::NumberTooLarge]);
    assert!(reading.commitments.iter().all(|commitment| commitment.figures.is_empty()));
}

#[test]
fn numerals_of_any_length_are_no_trouble() {
    for numeral in ["万", "亿", "千", "九", "零", "百分之", "分之", "点", "十", "第", "—", "."]
    {
        checked(&report(&format!("投入九{}元。", numeral.repeat(400))));
        checked(&report(&format!("投入9{}元。", numeral.repeat(400))));
    }
}

#[test]
fn brackets_may_be_nested_as_deep_as_one_likes() {
    const DEPTH: usize = 100_000;
    for (open, close) in [("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"), ("<b>", "</b>")]
    {
        checked(&report(&format!("新建{}公园12个{}。", open.repeat(DEPTH), close.repeat(DEPTH))));
        checked(&report(&format!("新建{}公园12个。", open.repeat(DEPTH))));
        checked(&report(&format!("新建公园12个{}。", close.repeat(DEPTH))));
    }
}

#[test]
fn ten_megabytes_of_sentences_are_all_read() {
    // A reader whose work grows with the square of the length would not end here in a day.
    const SENTENCE: &str = "把门前的路修平，把河边的灯点亮，让孩子上学近一点，让老人看病少走几步，\
                            让街坊说话有人听、办事有人帮，新建口袋公园12个。\n";
    const TIMES: usize = 10 * 1024 * 1024 / SENTENCE.len();
    let reading = checked(&report(&SENTENCE.repeat(TIMES)));
    assert_eq!(reading.figures.len(), 1 + TIMES);
    assert!(reading.commitments.len() >= TIMES);
}

#[test]
fn one_sentence_without_an_end_is_read() {
    let text = report(&"新建口袋公园12个、步道35.6公里，".repeat(3_000));
    assert_eq!(checked(&text).figures.len(), 1 + 2 * 3_000);
}

#[test]
fn characters_that_are_not_seen_do_not_hide_a_figure() {
    let plain = checked(&report("新建口袋公园12个。"));
    let [_, expected] = &plain.figures[..] else { panic!("{:?}", plain.figures) };
    // Zero-width space and joiners, byte order mark, marks and embeddings of direction.
    for unseen in [
        '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{200f}', '\u{202e}',
        '\u{2067}',
    ] {
        for plan in [
            format!("{unseen}新建口袋公园12个。"),
            format!("新建口袋公园{unseen}12个。"),
            format!("新建口袋公园12{unseen}个{unseen}。"),
        ] {
            let reading = checked(&report(&plan));
            let told: Vec<_> =
                reading.figures.iter().map(|figure| (figure.value, figure.unit.as_str())).collect();
            assert_eq!(told.last(), Some(&(expected.value, "个")), "{plan:?}");
        }
    }
}

#[test]
fn unseen_characters_within_a_number_are_counted_by_its_span() {
    for mark in ["\u{200b}", "\u{202c}", "\u{ad}", "\u{fe0f}", "\u{0}"] {
        let sentence = format!("新{mark}建口袋公{mark}园1{mark}2{mark}个");
        let text = report(&format!("{sentence}。"));
        let reading = checked(&text);
        let figure = &reading.figures[1];
        assert_eq!((figure.subject.as_str(), figure.action.as_str()), ("口袋公园", "新建"));
        assert_eq!(figure.quote, "新建口袋公园12个");
        assert_eq!(slice(&text, figure.span), sentence);
        assert_eq!(slice(&text, figure.number), format!("1{mark}2{mark}个"));
    }
}

#[test]
fn products_and_quotients_that_do_not_fit_are_no_trouble() {
    let large = "7".repeat(28);
    for sentence in [
        format!("完成{large}成任务。"),
        format!("用时压缩{large}成以上。"),
        format!("产值翻{large}番。"),
        format!("新建公厕{large}万座。"),
        format!("新建公厕{large}—{large}亿座。"),
        format!("新建公厕1—{large}万座。"),
        format!("覆盖面达到{large}分之一。"),
        format!("覆盖面达到1分之{large}、零分之一、0分之1。"),
        format!("覆盖面达到千分之{large}。"),
        format!("新增绿地{large}平方公里。"),
        format!("新建公厕三点{}座。", "三".repeat(200)),
        "新建公厕9e400万座。".to_owned(),
    ] {
        for figure in checked(&report(&sentence)).figures {
            let base = figure.base_amount();
            assert!(base.value_high.is_none_or(|high| high >= base.value), "{sentence}");
        }
    }
}

#[test]
fn a_number_longer_than_any_clause_is_not_cut_into_smaller_ones() {
    let grouped = format!("9{}", ",999".repeat(2000));
    let nested = format!("9{}", "亿".repeat(2000));
    let spoken = format!("九{}", "万亿".repeat(2000));
    for number in [&grouped, &nested, &spoken, &"8".repeat(5000), &"七".repeat(5000)] {
        for sentence in [format!("新建公厕{number}座。"), format!("新建（公厕{number}座）。")]
        {
            let reading = checked(&report(&sentence));
            assert_eq!(reading.figures.len(), 1, "the one of the review");
            let told = reading.diagnostics.iter().map(|told| told.code).collect::<Vec<_>>();
            assert_eq!(told, [DiagnosticCode::NumberTooLarge]);
        }
    }
}

#[test]
fn commitments_stay_in_the_order_of_the_text() {
    let reading = checked(&report("开园12个、栈道35里翻一番。"));
    assert!(!reading.commitments.is_empty());
}
