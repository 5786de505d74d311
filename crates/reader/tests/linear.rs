//! Texts of one piece many times over: a reader whose work grows with the square of the length
//! would take hours for them, and this one a moment.

use reader::{Reading, read};

/// Reads a report whose plan is a piece many times over.
fn read_repeated(before: &str, piece: &str, times: usize, after: &str) -> Reading {
    read(&report(&format!("{before}{}{after}", piece.repeat(times))))
}

fn report(plan: &str) -> String {
    format!(
        "2031年甲州市政府工作报告\n各位代表：\n一、2030年工作回顾\n略。\n二、2031年重点工作\n{plan}\n"
    )
}

#[test]
fn a_sentence_may_have_a_million_commas() {
    let reading = read_repeated("新建", "，", 1_000_000, "公厕12个。");
    assert_eq!(reading.figures.len(), 1);
}

#[test]
fn a_sentence_may_have_tens_of_thousands_of_figures() {
    for (before, piece) in [
        ("", "新建公厕12个，"),
        ("“", "新建公厕12个，"),
        ("", "年均增长5%，"),
        ("新建公厕", "3座、"),
        ("（", "1个"),
    ] {
        let reading = read_repeated(before, piece, 10_000, "。");
        assert!(reading.figures.len() >= 9_900, "{piece}: {}", reading.figures.len());
        assert!(reading.figures.iter().all(|figure| figure.quote.chars().count() < 1000));
    }
}

#[test]
fn a_text_may_have_a_hundred_thousand_headings() {
    let piece = "（一）建设公厕。今年要把公厕建好管好，方便群众出行。\n";
    let reading = read_repeated("", piece, 100_000, "");
    assert!(reading.outline.len() > 100_000, "{}", reading.outline.len());
    for piece in [
        "一、建设公厕\n（一）抓好建设\n1.新建公厕\n",
        "。一、",
        "。（一）建设公厕",
        "“十三五”成就和“十四五”目标\n",
        "一、2030年工作成就和2031年主要目标任务\n",
        "名词解释\n1.“公厕”：厕所。\n附件\n",
    ] {
        read_repeated("", piece, 10_000, "");
    }
}

#[test]
fn a_glossary_may_have_thousands_of_terms_used_thousands_of_times() {
    let entries: String = (1..=900).map(|n| format!("{n}.“公厕{n}”：第{n}座公厕。\n")).collect();
    let uses = "新建“公厕7”和新型公厕[9]。".repeat(5_000);
    let reading = read(&format!("{}名词解释\n{entries}", report(&uses)));
    assert_eq!(reading.glossary.len(), 900);
    let uses: Vec<usize> = reading.glossary.iter().map(|term| term.uses.len()).collect();
    assert_eq!((uses[5], uses[6], uses[8]), (0, 1000, 1000));
}

#[test]
fn no_word_and_no_number_is_read_again_and_again() {
    const PIECES: [&str; 60] = [
        "1",
        "一",
        "十",
        "亿",
        "1,",
        "1,111",
        "1.",
        "1万",
        "9万9",
        "1-",
        "1—2",
        "第1、",
        "千分之",
        "分之",
        "百分之1",
        "的",
        "公厕",
        "1个公厕",
        "“1个",
        "新建",
        "增长",
        "分别",
        "和",
        "等",
        "、",
        "<",
        "<b",
        "<b ",
        "‘",
        "占",
        "较",
        "比",
        "2031年",
        "“十四五”",
        "到2031年",
        "从",
        "年均5%、",
        "以上",
        "\n",
        "　　",
        "①",
        "[1]",
        "：",
        "——",
        "是指",
        "名词解释",
        "注释",
        "附件",
        "人民代表大会",
        "政府工作报告",
        "各位代表",
        "是",
        "不低于",
        "的不低于",
        "实现",
        "连续",
        "居",
        "从2%到3%",
        "提高到",
        "\u{200b}",
    ];
    for piece in PIECES {
        read_repeated("", piece, 2_000, "");
        read_repeated("新建公厕（", piece, 2_000, "12座");
    }
}
