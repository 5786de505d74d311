//! A procedure as a picture in the colours of the page around it.

use std::fmt::Write as _;

use pack::{Language, Pack};
use quick_xml::escape::escape;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::graph::{Graph, Kind, Node};
use crate::layout::{Direction, Laid, Point, Size, lay_out};

/// Columns in a line of a name; a Chinese character takes two.
const COLUMNS: usize = 18;
/// The width of a column and the height of a line at 14 pixels.
const COLUMN: f64 = 7.3;
const LINE: f64 = 18.0;
/// Half the height of a letter: how far below its middle a line of text stands.
const DROP: f64 = 5.0;

/// Draws a procedure of a pack with names in a language, to be read from above: `<svg>…</svg>`.
///
/// Lines and letters have the colour of the text around it (`currentColor`); it carries no script
/// and no style sheet. Nothing if the pack has no such procedure.
#[must_use]
pub fn svg(pack: &Pack, procedure: &str, language: Language) -> Option<String> {
    let graph = Graph::of(pack, procedure, language)?;
    let texts: Vec<Text> = graph.nodes.iter().map(Text::of).collect();
    let sizes: Vec<Size> = texts.iter().map(|text| text.size).collect();
    let laid = lay_out(&graph, &sizes, Direction::Down);
    let title = pack.message(language, &format!("procedure.{procedure}")).to_owned();
    let mut out = String::new();
    draw(&mut out, procedure, &title, &graph, &texts, &laid).expect("a String takes all");
    Some(out)
}

/// What is written in a node.
struct Text {
    lines: Vec<String>,
    role: Vec<String>,
    size: Size,
}

impl Text {
    fn of(node: &Node) -> Self {
        let lines = wrapped(&node.name);
        let role = match (node.kind, &node.by) {
            (Kind::Timer, Some((_, clock))) => wrapped(&format!("◷ {clock}")),
            (_, Some((_, role))) => wrapped(role),
            (_, None) => Vec::new(),
        };
        let columns = lines.iter().chain(&role).map(|line| line.width()).max().unwrap_or(0);
        let (across, along) = match node.kind {
            Kind::Step | Kind::Timer => (16.0, 12.0),
            Kind::State | Kind::Final | Kind::Start => (28.0, 14.0),
        };
        let width = columns as f64 * COLUMN + across;
        let height = (lines.len() + role.len()) as f64 * LINE + along;
        Self { lines, role, size: Size { width, height } }
    }
}

/// A name in lines: Latin words stay whole where they can.
fn wrapped(name: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in name.split_inclusive(breaks_after) {
        if !line.is_empty() && line.width() + word.trim_end().width() > COLUMNS {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line += word;
    }
    lines.push(line.trim_end().to_owned());
    lines.retain(|line| !line.is_empty());
    lines
}

/// Between Chinese characters a line may end anywhere.
fn breaks_after(character: char) -> bool {
    character == ' ' || character.width() == Some(2)
}

fn draw(
    out: &mut String,
    id: &str,
    title: &str,
    graph: &Graph,
    texts: &[Text],
    laid: &Laid,
) -> std::fmt::Result {
    let Size { width, height } = laid.size;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"procedure\" role=\"img\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
         font-family=\"inherit\" font-size=\"14\" text-anchor=\"middle\" fill=\"none\" \
         stroke=\"currentColor\"><title>{}</title>",
        escape(title)
    )?;
    writeln!(
        out,
        "<defs><marker id=\"arrow-{id}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" \
         markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" \
         fill=\"currentColor\" stroke=\"none\"/></marker></defs>"
    )?;
    for line in &laid.lines {
        let path = curve(line);
        writeln!(
            out,
            "<path d=\"{path}\" stroke-opacity=\"0.6\" marker-end=\"url(#arrow-{id})\"/>"
        )?;
    }
    for ((node, text), middle) in graph.nodes.iter().zip(texts).zip(&laid.middles) {
        frame(out, node.kind, text.size, *middle)?;
        write_in(out, text, *middle)?;
    }
    out.push_str("</svg>");
    Ok(())
}

/// Steps have corners, states are round; the end of a record has a thick line, its beginning and
/// what happens by itself a broken one.
fn frame(out: &mut String, kind: Kind, size: Size, middle: Point) -> std::fmt::Result {
    let Size { width, height } = size;
    let (left, top) = (middle.x - width / 2.0, middle.y - height / 2.0);
    let is_step = matches!(kind, Kind::Step | Kind::Timer);
    let round = if is_step { 3.0 } else { height.min(40.0) / 2.0 };
    let look = match kind {
        Kind::Start | Kind::Timer => " stroke-dasharray=\"3 3\"",
        Kind::State => " fill=\"currentColor\" fill-opacity=\"0.07\"",
        Kind::Final => " fill=\"currentColor\" fill-opacity=\"0.07\" stroke-width=\"2.5\"",
        Kind::Step => "",
    };
    writeln!(
        out,
        "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
         rx=\"{round:.1}\"{look}/>"
    )
}

fn write_in(out: &mut String, text: &Text, middle: Point) -> std::fmt::Result {
    let count = text.lines.len() + text.role.len();
    let first = middle.y - (count as f64 - 1.0) * LINE / 2.0 + DROP;
    let name = text.lines.iter().map(|line| (line, ""));
    let role = text.role.iter().map(|line| (line, " font-size=\"12\" fill-opacity=\"0.75\""));
    for (place, (line, look)) in name.chain(role).enumerate() {
        writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"currentColor\" stroke=\"none\"{look}>{}</text>",
            middle.x,
            first + place as f64 * LINE,
            escape(line.as_str())
        )?;
    }
    Ok(())
}

/// A line through the points, with its corners rounded.
fn curve(points: &[Point]) -> String {
    let mut path = String::new();
    let [first, inner @ .., last] = points else { return path };
    let _ = write!(path, "M{:.1} {:.1}", first.x, first.y);
    for (corner, next) in inner.iter().zip(inner.iter().skip(1).chain([last])) {
        let (x, y) = (f64::midpoint(corner.x, next.x), f64::midpoint(corner.y, next.y));
        let _ = write!(path, "Q{:.1} {:.1} {x:.1} {y:.1}", corner.x, corner.y);
    }
    let _ = write!(path, "L{:.1} {:.1}", last.x, last.y);
    path
}
