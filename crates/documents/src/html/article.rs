//! Finding the article on a page and writing it out as lines.

use std::collections::BTreeMap;

use scraper::{ElementRef, Html, Node};

use super::line::{self, Lines};

/// The identity of a node of the page.
type Id = ego_tree::NodeId;

/// Elements of which nothing is read.
const SKIPPED: [&str; 21] = [
    "audio", "button", "canvas", "datalist", "embed", "footer", "head", "iframe", "input", "map",
    "nav", "noscript", "object", "option", "script", "select", "style", "svg", "template",
    "textarea", "video",
];

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 33] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// The share of the page's sentences that the article holds, in percent.
const SHARE_PERCENT: usize = 90;

/// No cell of a table of data is longer, in characters.
const CELL_MAX: usize = 120;

/// No title of a report is longer, in characters.
const TITLE_MAX: usize = 30;

/// The text of the page's article; of a page without sentences, all its text.
pub(super) fn text(page: &str) -> String {
    let document = Html::parse_document(page);
    let root = document.root_element();
    let article = innermost(root);
    let mut lines = written(article.unwrap_or(root));
    line::trim(&mut lines);
    let title = article.and_then(|article| title(&document, article, &lines));
    lines.splice(0..0, title);
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// The innermost element that holds nine tenths of the page's sentences.
fn innermost(root: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let weights = weights(root);
    let all = *weights.get(&root.id()).filter(|all| **all > 0)?;
    let mut article = root;
    loop {
        let holds = |child: &ElementRef<'_>| {
            weights.get(&child.id()).is_some_and(|weight| weight * 100 >= all * SHARE_PERCENT)
        };
        // A paragraph that is the whole report still has its title beside it.
        let inner = article.child_elements().find(holds).filter(|it| !is_paragraph(*it));
        match inner {
            Some(inner) => article = inner,
            None => return Some(article),
        }
    }
}

fn is_paragraph(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "p" | "span" | "font" | "b" | "strong" | "pre" | "tr" | "td")
        && !element.child_elements().any(|child| BLOCKS.contains(&child.value().name()))
}

/// For each element, how many characters of sentences it holds: text outside of links that stands
/// with commas and full stops.
fn weights(root: ElementRef<'_>) -> BTreeMap<Id, usize> {
    let mut weights = BTreeMap::new();
    let mut open: Vec<(Id, usize)> = Vec::new();
    for edge in walk(root) {
        match edge {
            Edge::Open(element) => open.push((element.id(), 0)),
            Edge::Text(text, in_link) => {
                let marks = text.matches(['，', '。', '；', '、']).count();
                if marks > 0
                    && !in_link
                    && let Some((_, weight)) = open.last_mut()
                {
                    *weight += text.chars().filter(|c| !c.is_whitespace()).count();
                }
            }
            Edge::Close(_) => {
                if let Some((id, weight)) = open.pop() {
                    weights.insert(id, weight);
                    if let Some((_, outer)) = open.last_mut() {
                        *outer += weight;
                    }
                }
            }
        }
    }
    weights
}

/// What a walk over the page meets.
enum Edge<'a> {
    Open(ElementRef<'a>),
    /// A text, and whether it stands in a link.
    Text(&'a str, bool),
    Close(ElementRef<'a>),
}

/// Walks over what a reader of the page sees, in its order. Never recurses: pages nest deeply.
fn walk<'a>(root: ElementRef<'a>) -> impl Iterator<Item = Edge<'a>> {
    use ego_tree::iter::Edge as Step;
    let (mut skipping, mut links): (Option<Id>, usize) = (None, 0);
    root.traverse().filter_map(move |step| {
        let (node, is_open) = match step {
            Step::Open(node) => (node, true),
            Step::Close(node) => (node, false),
        };
        if let Some(skipped) = skipping {
            if !is_open && node.id() == skipped {
                skipping = None;
            }
            return None;
        }
        match node.value() {
            Node::Text(text) if is_open => Some(Edge::Text(&text.text, links > 0)),
            Node::Element(_) => {
                let element = ElementRef::wrap(node)?;
                let is_link = element.value().name() == "a" && element.attr("href").is_some();
                if is_open && node.id() != root.id() && is_unseen(element) {
                    skipping = Some(node.id());
                    return None;
                }
                if is_open {
                    links += usize::from(is_link);
                    Some(Edge::Open(element))
                } else {
                    links -= usize::from(is_link);
                    Some(Edge::Close(element))
                }
            }
            _ => None,
        }
    })
}

/// Whether an element is not shown, or no part of any article.
fn is_unseen(element: ElementRef<'_>) -> bool {
    if SKIPPED.contains(&element.value().name()) || element.attr("hidden").is_some() {
        return true;
    }
    let style = element.attr("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// The lines of an element: a block a line, the cells of a table's row apart by tabs.
fn written(article: ElementRef<'_>) -> Vec<String> {
    let mut lines = Lines::default();
    let mut preformatted = 0_usize;
    // Whether each row that is open is one of data.
    let mut rows: Vec<bool> = Vec::new();
    for edge in walk(article) {
        let in_row = rows.last() == Some(&true);
        match edge {
            Edge::Open(element) => match element.value().name() {
                "tr" => {
                    lines.end();
                    rows.push(is_of_data(element));
                }
                "td" | "th" if in_row => lines.cell(),
                name if in_row && (name == "br" || BLOCKS.contains(&name)) => {
                    lines.push(" ", false)
                }
                "br" | "td" | "th" => lines.end(),
                "pre" => {
                    lines.end();
                    preformatted += 1;
                }
                name if BLOCKS.contains(&name) => lines.end(),
                _ => {}
            },
            Edge::Text(text, _) if preformatted > 0 => {
                for (at, line) in text.split('\n').enumerate() {
                    if at > 0 {
                        lines.end();
                    }
                    lines.push(line, false);
                }
            }
            Edge::Text(text, in_link) => lines.push(text, in_link),
            Edge::Close(element) => match element.value().name() {
                "tr" => {
                    lines.end();
                    rows.pop();
                }
                "pre" => {
                    lines.end();
                    preformatted -= 1;
                }
                name if BLOCKS.contains(&name) && !in_row => lines.end(),
                _ => {}
            },
        }
    }
    lines.into_lines()
}

/// Whether a row of a table has data: several cells, all short. The tables by which old sites lay a
/// page out have the report in one cell.
fn is_of_data(row: ElementRef<'_>) -> bool {
    let cells = row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th"));
    let mut filled = 0;
    for cell in cells {
        let mut length = 0;
        for text in cell.text() {
            length += text.trim().chars().count();
            if length > CELL_MAX {
                return false;
            }
        }
        filled += usize::from(length > 0);
    }
    filled > 1
}

/// The report's title, where it stands beside the article and not in it: as the page's metadata
/// name it (the standard of government sites has `ArticleTitle`), else as its first heading, else
/// as the page itself is called.
fn title(document: &Html, article: ElementRef<'_>, lines: &[String]) -> Option<String> {
    if lines.iter().take(6).any(|line| is_title(line)) {
        return None;
    }
    let mut named = None;
    let mut heading = None;
    let mut called = None;
    for node in document.root_element().descendants() {
        let Some(element) = ElementRef::wrap(node) else { continue };
        if element.id() == article.id() {
            break;
        }
        let text = || element.text().collect::<String>().split_whitespace().collect::<String>();
        match element.value().name() {
            "meta" => {
                let is_title = element.attr("name").is_some_and(|name| {
                    name.eq_ignore_ascii_case("ArticleTitle") || name.eq_ignore_ascii_case("title")
                });
                if is_title {
                    named = element.attr("content").map(|title| title.trim().to_owned());
                }
            }
            "title" => called = text().split(['_', '|', '-']).next().map(str::to_owned),
            // The last heading before the article is the nearest to it.
            "h1" | "h2" | "h3" => {
                heading = Some(text()).filter(|it| it.contains("报告")).or(heading)
            }
            _ => {}
        }
    }
    [named, heading, called].into_iter().flatten().find(|title| is_title(title))
}

fn is_title(line: &str) -> bool {
    line.contains("报告")
        && !line.contains(['，', '。', '：', '；'])
        && line.chars().count() <= TITLE_MAX
}
