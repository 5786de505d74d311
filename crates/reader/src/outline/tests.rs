//! Outlines of reports in good and bad shape.

use super::*;
use crate::text::Text;

fn titles(given: &str) -> Vec<(u8, String, Part)> {
    let outline = read(&Text::new(given));
    outline.sections.into_iter().map(|s| (s.level, s.title, s.part)).collect()
}

fn row(level: u8, title: &str, part: Part) -> (u8, String, Part) {
    (level, title.to_owned(), part)
}

#[test]
fn unnumbered_parts_stand_over_numbered_sections() {
    let given = "2031年甲州市政府工作报告\n各位代表：\n<b>2030年工作回顾</b>\n一、产业\n\
                 （一）工业稳中有进。新建厂房3座。\n2031年主要工作\n一、产业\n新建厂房4座。";
    assert_eq!(
        titles(given),
        [
            row(1, "2030年工作回顾", Part::Review),
            row(2, "产业", Part::Review),
            row(3, "工业稳中有进", Part::Review),
            row(1, "2031年主要工作", Part::Plan),
            row(2, "产业", Part::Plan),
        ]
    );
}

#[test]
fn headings_glued_to_their_text_are_found() {
    let given = "各位代表：一、2030年工作回顾刚刚过去的一年，成绩来之不易。新建厂房3座。\
                 二、2031年重点工作今年是关键一年，要做好五件事。\
                 三、加强政府自身建设打铁还需自身硬，坚持依法行政不动摇，\
                 始终把人民放在心上，把纪律挺在前面，把责任扛在肩上。";
    assert_eq!(
        titles(given),
        [
            row(1, "2030年工作回顾", Part::Review),
            row(1, "2031年重点工作", Part::Plan),
            row(1, "加强政府自身建设", Part::Plan),
        ]
    );
}

#[test]
fn title_place_and_year_come_from_the_preamble() {
    let given = "政府工作报告\n——2031年1月8日在甲州市第九届人民代表大会第三次会议上\n各位代表：";
    let outline = read(&Text::new(given));
    assert_eq!(outline.preamble.title, "政府工作报告");
    assert_eq!(outline.preamble.place.as_deref(), Some("甲州市"));
    assert_eq!(outline.year, Some(2031));
}

#[test]
fn a_glossary_belongs_to_neither_half() {
    let given = "一、2030年工作回顾\n好。\n二、2031年工作安排\n好。\n名词解释\n1.五网：指路网等。";
    let outline = read(&Text::new(given));
    assert_eq!(outline.sections.last().map(|s| s.part), Some(Part::Other));
}

#[test]
fn parts_without_numbers_are_found_in_a_text_without_lines() {
    let filler = "全市上下团结一心，克服种种困难，较好完成了各项任务。".repeat(50);
    let given = format!(
        "各位代表：过去五年和2030年工作回顾过去五年，面对复杂形势，{filler}\
         今后五年主要目标和2031年重点工作今年是关键一年，我们要做好以下工作。{filler}"
    );
    assert_eq!(
        titles(&given),
        [
            row(1, "过去五年和2030年工作回顾", Part::Review),
            row(1, "今后五年主要目标和2031年重点工作", Part::Plan),
        ]
    );
}

#[test]
fn a_section_on_the_coming_five_years_looks_back_first() {
    let given = "2031年甲州市政府工作报告\n各位代表：\n一、2030年工作回顾\n新建厂房3座。\n\
                 二、关于第十六个五年规划纲要的说明\n市政府编制了纲要，提请审查。\n\
                 “十五五”时期，全市新建公园40座，路网更密。\n\
                 “十六五”时期是关键时期，要再建公园60座。\n三、2031年主要任务\n新建厂房4座。";
    let text = Text::new(given);
    let outline = read(&text);
    let part = |words: &str| {
        let words: Vec<char> = words.chars().collect();
        let at = text.plain().windows(words.len()).position(|window| window == words);
        outline.part_at(at.expect("the words stand in the report"))
    };
    assert_eq!(part("提请审查"), Part::Plan);
    assert_eq!(part("公园40座"), Part::Review);
    assert_eq!(part("公园60座"), Part::Plan);
}
