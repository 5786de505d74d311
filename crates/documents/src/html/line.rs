//! The lines of an article, and which of them are the page's and not the report's.

use crate::clean;

/// Lines under way.
#[derive(Default)]
pub(super) struct Lines {
    done: Vec<String>,
    now: String,
    /// How many characters of the line are links.
    linked: usize,
}

/// With these a line of a page's furniture begins, once brackets are off.
const FURNITURE: [&str; 44] = [
    "分享到",
    "分享：",
    "分享:",
    "打印",
    "关闭",
    "字号",
    "字体",
    "扫一扫",
    "扫码",
    "责任编辑",
    "责编",
    "编辑：",
    "编辑:",
    "来源：",
    "来源:",
    "信息来源",
    "文章来源",
    "稿源",
    "浏览次数",
    "浏览量",
    "点击数",
    "点击量",
    "阅读次数",
    "阅读量",
    "访问量",
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "相关链接",
    "相关文章",
    "相关新闻",
    "相关稿件",
    "版权所有",
    "当前位置",
    "您当前的位置",
    "您现在的位置",
    "返回顶部",
    "发布时间",
    "发布日期",
    "收藏本",
    "日期：",
    "日期:",
    "作者：",
];

/// What lines of a page's foot have in them.
const FOOT: [&str; 7] =
    ["ICP备", "公网安备", "网站标识码", "主办单位", "承办单位", "技术支持", "网站地图"];

/// The shortest line that is surely a sentence of a report, in characters.
const SENTENCE_MIN: usize = 15;

/// No line of furniture is longer, in characters.
const FURNITURE_MAX: usize = 80;

impl Lines {
    /// Adds text to the line; white space of any length is one blank, as on the page.
    pub(super) fn push(&mut self, text: &str, in_link: bool) {
        for character in text.chars().filter(|character| !clean::is_shapeless(*character)) {
            let is_blank = character.is_whitespace() || character == '\u{a0}';
            if !is_blank {
                self.now.push(character);
                self.linked += usize::from(in_link);
            } else if !self.now.is_empty() && !self.now.ends_with([' ', '\t']) {
                self.now.push(' ');
            }
        }
    }

    /// Begins the next cell of a row.
    pub(super) fn cell(&mut self) {
        if !self.now.trim().is_empty() {
            self.now.truncate(self.now.trim_end().len());
            self.now.push('\t');
        }
    }

    /// Ends the line.
    pub(super) fn end(&mut self) {
        let line = std::mem::take(&mut self.now);
        let linked = std::mem::take(&mut self.linked);
        let line = line.trim();
        let length = line.chars().filter(|character| !character.is_whitespace()).count();
        // A line of links leads elsewhere.
        let is_way = linked * 2 > length && !line.contains('。');
        if !line.is_empty() && !is_way {
            self.done.push(line.to_owned());
        }
    }

    /// All lines.
    pub(super) fn into_lines(mut self) -> Vec<String> {
        self.end();
        self.done
    }
}

/// Leaves out the page's own lines: everywhere those that can be nothing else, and before the first
/// and behind the last sentence also those that could.
pub(super) fn trim(lines: &mut Vec<String>) {
    let is_sentence =
        |line: &String| line.ends_with(['。', '！', '；']) && line.chars().count() >= SENTENCE_MIN;
    let first = lines.iter().position(is_sentence).unwrap_or(0);
    let last = lines.iter().rposition(is_sentence).unwrap_or(lines.len());
    let mut at = 0;
    lines.retain(|line| {
        let is_edge = at < first || at > last;
        at += 1;
        !is_furniture(line, is_edge)
    });
}

fn is_furniture(line: &str, is_edge: bool) -> bool {
    if line.chars().count() > FURNITURE_MAX {
        return false;
    }
    let bare = line.trim_start_matches(['[', '【', '(', '（', '　', ' ', '|', '>', '×', '·']);
    let begins = FURNITURE.iter().any(|words| bare.starts_with(words));
    let is_short = line.chars().count() <= 16 && !line.ends_with('。');
    let is_foot = FOOT.iter().any(|words| line.contains(words));
    begins && (is_edge || is_short) || is_foot && is_edge
}
