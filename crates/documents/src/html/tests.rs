//! Pages as sites publish them.

use proptest::prelude::*;

use crate::{DocumentError, Encoding, Format};

const TITLE: &str = "2031年甲州市政府工作报告";
const FIRST: &str = "各位代表，现在我代表市人民政府，向大会报告工作，请予审议。";
const SECOND: &str = "今年新建口袋公园12个，改造管网30公里，完善停车服务，方便群众出行。";

fn read(page: &str) -> String {
    let document = crate::read(page.as_bytes()).expect("the page is read");
    assert_eq!(document.format, Format::Html(Encoding::Utf8));
    document.text
}

fn lines(page: &str) -> Vec<String> {
    read(page).lines().map(str::to_owned).collect()
}

#[test]
fn navigation_share_bars_and_footers_are_left_out() {
    let page = format!(
        "<!DOCTYPE html><html><head><title>{TITLE}_甲州市人民政府</title>\
         <script>var a = '一，二。';</script></head><body>\
         <header><ul><li><a href='/a'>首页</a></li><li><a href='/b'>公开</a></li></ul></header>\
         <div>当前位置：<a href='/'>首页</a> &gt; <a href='/z'>政府工作报告</a></div>\
         <div class='main'><h1>{TITLE}</h1>\
         <div><span>发布时间：2031-01-20</span><span>浏览次数：<b>12</b></span></div>\
         <div class='text'><p>&emsp;&emsp;{FIRST}</p><p>{SECOND}</p></div>\
         <div>分享到：<a href='#'>微信</a></div></div>\
         <ul><li><a href='/1'>市政府召开会议，研究一季度工作，强调抓好落实。</a></li></ul>\
         <div>主办单位：甲州市人民政府　ICP备00000000号</div></body></html>"
    );
    assert_eq!(lines(&page), [TITLE, FIRST, SECOND]);
}

#[test]
fn a_page_of_nested_tables_in_the_encoding_that_it_declares() {
    let page = format!(
        "<HTML><HEAD><META http-equiv=Content-Type content=\"text/html; charset=gb2312\"></HEAD>\
         <BODY><FORM><TABLE><TR><TD><A href=a>首页</A></TD><TD><A href=b>公开</A></TD></TR></TABLE>\
         <TABLE><TR><TD><B>{TITLE}</B></TD></TR><TR><TD>日期：2031-01-20　点击数：9</TD></TR>\
         <TR><TD>&nbsp;&nbsp;{FIRST}<BR>&nbsp;&nbsp;{SECOND}<BR></TD></TR>\
         <TR><TD>【<A href=#>打印本页</A>】【<A href=#>关闭</A>】</TD></TR></TABLE></FORM></BODY>"
    );
    let bytes = encoding_rs::GB18030.encode(&page).0.into_owned();
    let document = crate::read(&bytes).expect("the page is read");
    assert_eq!(document.format, Format::Html(Encoding::Gb18030));
    assert_eq!(document.text.lines().collect::<Vec<_>>(), [TITLE, FIRST, SECOND]);
}

#[test]
fn a_report_over_several_elements_is_read_whole() {
    let part = |text: &str| format!("<div><div>{text}</div></div>");
    let page = format!("<html><body><h2>{TITLE}</h2>{}{}</body>", part(FIRST), part(SECOND));
    assert_eq!(lines(&page), [TITLE, FIRST, SECOND]);
}

#[test]
fn the_title_is_taken_from_beside_the_article() {
    let page = format!(
        "<html><head><meta name='ArticleTitle' content='{TITLE}'></head>\
         <body><div><p>{FIRST}</p><p>{SECOND}</p></div></body></html>"
    );
    assert_eq!(lines(&page)[0], TITLE);
}

#[test]
fn what_is_hidden_is_not_read_and_what_is_shapeless_is_dropped() {
    let page = format!(
        "<html><body><p>{FIRST}</p><p style='display: none'>看不见，读不到。</p>\
         <p hidden>也看不见，读不到。</p><p>新\u{200b}建公园&zwnj;３个，改造桥梁2座。</p></body>"
    );
    assert_eq!(lines(&page), [FIRST, "新建公园３个，改造桥梁2座。"]);
}

#[test]
fn a_table_of_data_has_a_line_for_each_row() {
    let page = format!(
        "<html><body><p>{FIRST}</p><table><tr><th>指标</th><th>目标</th></tr>\
         <tr><td><p>公园</p></td><td><p>12个</p></td></tr></table><p>{SECOND}</p></body></html>"
    );
    assert_eq!(lines(&page), [FIRST, "指标\t目标", "公园\t12个", SECOND]);
}

#[test]
fn a_text_with_stray_tags_stays_a_text() {
    let text = format!("{TITLE}\n<strong>一、工作回顾</strong>\n{FIRST}\n<p>{SECOND}</p>\n");
    let document = crate::read(text.as_bytes()).expect("a text");
    assert_eq!((document.format, document.text), (Format::Text(Encoding::Utf8), text));
}

#[test]
fn elements_nested_without_end_are_refused() {
    let page = format!("<html><body>{}{FIRST}", "<div>".repeat(100_000));
    assert!(matches!(crate::read(page.as_bytes()), Err(DocumentError::TooDeep)));
    let deep = format!("<html><body>{}{FIRST}", "<div>".repeat(1_900));
    assert_eq!(lines(&deep), [FIRST]);
}

proptest! {
    #[test]
    fn any_page_is_read_or_refused(pieces in proptest::collection::vec(
        prop_oneof![
            Just("<div>"), Just("</div>"), Just("<p>"), Just("<table><tr><td>"), Just("</table>"),
            Just("<a href=x>"), Just("</a>"), Just("<b>"), Just("<br>"), Just("<pre>"),
            Just("&nbsp;"), Just("今年新建公园3个，改造2个。"), Just("<!--"), Just("<script>"),
            Just("</"), Just("<tr>"),
        ], 0..60,
    )) {
        let page = format!("<html>{}", pieces.concat());
        let _ = crate::read(page.as_bytes());
    }
}
