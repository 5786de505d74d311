//! A figure as it is labelled or was read, and when two of them agree.

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, bail};
use reader::{Direction, Figure, Part, Relation, Sense};
use serde::Deserialize;

use super::squeezed::{Squeezed, squeeze};

/// What is compared beside the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Unit,
    Part,
    Sense,
    Direction,
    Relation,
    Subject,
    Year,
    Action,
    ValueHigh,
}

impl Field {
    /// Every field; the strict ones come first.
    pub(super) const ALL: [Self; 9] = [
        Self::Unit,
        Self::Part,
        Self::Sense,
        Self::Direction,
        Self::Relation,
        Self::Subject,
        Self::Year,
        Self::Action,
        Self::ValueHigh,
    ];

    /// What must agree for a figure to be right in the strict sense.
    pub(super) fn strict() -> &'static [Self] {
        &Self::ALL[..6]
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Part => "part",
            Self::Sense => "sense",
            Self::Direction => "direction",
            Self::Relation => "relation",
            Self::Subject => "subject",
            Self::Year => "year",
            Self::Action => "action",
            Self::ValueHigh => "upper end",
        }
    }
}

/// A labelled figure or one that was read. What is left out is absent, an empty word empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Row {
    quote: Option<String>,
    part: Option<String>,
    subject: Option<String>,
    action: Option<String>,
    value: Option<f64>,
    value_high: Option<f64>,
    unit: Option<String>,
    sense: Option<String>,
    direction: Option<String>,
    relation: Option<String>,
    year: Option<i64>,
    /// Percent; only what was read has it.
    #[serde(skip)]
    pub(super) confidence: Option<u8>,
    /// Where its quote stands in the squeezed text.
    #[serde(skip)]
    pub(super) span: Option<Range<usize>>,
    /// Where its quote begins in the text as given.
    #[serde(skip)]
    pub(super) place: Option<usize>,
}

impl Row {
    pub(super) fn of_figure(figure: &Figure) -> Self {
        let number = |value| f64::try_from(value).expect("the reader's numbers are within range");
        Self {
            quote: Some(figure.quote.clone()),
            part: Some(part_name(figure.part).to_owned()),
            subject: Some(figure.subject.clone()),
            action: Some(figure.action.clone()),
            value: Some(number(figure.value)),
            value_high: figure.value_high.map(number),
            unit: Some(figure.unit.clone()),
            sense: Some(sense_name(figure.sense).to_owned()),
            direction: figure.direction.map(|direction| direction_name(direction).to_owned()),
            relation: Some(relation_name(figure.relation).to_owned()),
            year: figure.year.map(i64::from),
            confidence: Some(figure.confidence.percent()),
            span: None,
            place: None,
        }
    }

    /// Makes a figure that was read say what the label says.
    pub(super) fn lay_over(&self, figure: &mut Figure) {
        figure.subject = self.text(Field::Subject).to_owned();
        figure.action = self.text(Field::Action).to_owned();
        figure.unit = self.text(Field::Unit).to_owned();
        figure.sense = match self.text(Field::Sense) {
            "change" => Sense::Change,
            "share" => Sense::Share,
            "rank" => Sense::Rank,
            _ => Sense::Level,
        };
        figure.direction = match self.text(Field::Direction) {
            "up" => Some(Direction::Up),
            "down" => Some(Direction::Down),
            _ => None,
        };
        figure.relation = match self.text(Field::Relation) {
            "approx" => Relation::Approx,
            "ge" => Relation::Ge,
            "gt" => Relation::Gt,
            "le" => Relation::Le,
            "lt" => Relation::Lt,
            _ => Relation::Eq,
        };
        figure.year = self.year.and_then(|year| i16::try_from(year).ok());
    }

    pub(super) fn has_value_of(&self, other: &Self) -> bool {
        same_number(self.value, other.value)
    }

    /// Whether a figure that was read says of a field what the label says.
    pub(super) fn agrees(&self, found: &Self, field: Field) -> bool {
        match field {
            Field::Subject => subject_near(self.text(field), found.text(field)),
            Field::ValueHigh => same_number(self.value_high, found.value_high),
            Field::Year => self.year.filter(|&year| year != 0) == found.year,
            _ => self.text(field) == found.text(field),
        }
    }

    pub(super) fn agrees_in(&self, found: &Self, fields: &[Field]) -> bool {
        fields.iter().all(|&field| self.agrees(found, field))
    }

    /// A field as people read it; empty where nothing is said.
    pub(super) fn told(&self, field: Field) -> String {
        match field {
            Field::Year => self.year.map(|year| year.to_string()).unwrap_or_default(),
            Field::ValueHigh => self.value_high.map(|value| value.to_string()).unwrap_or_default(),
            _ => self.text(field).to_owned(),
        }
    }

    /// The number with its unit.
    pub(super) fn amount(&self) -> String {
        let value = self.value.map(|value| value.to_string()).unwrap_or_default();
        format!("{value} {}", self.text(Field::Unit)).trim().to_owned()
    }

    /// The row in a text whose places and years are called otherwise.
    pub(super) fn renamed(&self, rename: impl Fn(&str) -> String, years: i64) -> Self {
        Self {
            subject: self.subject.as_deref().map(rename),
            year: self.year.map(|year| year + years),
            ..self.clone()
        }
    }

    fn text(&self, field: Field) -> &str {
        let text = match field {
            Field::Unit => &self.unit,
            Field::Part => &self.part,
            Field::Sense => &self.sense,
            Field::Direction => &self.direction,
            Field::Relation => &self.relation,
            Field::Subject => &self.subject,
            Field::Action => &self.action,
            Field::Year | Field::ValueHigh => return "",
        };
        text.as_deref().unwrap_or_default()
    }
}

/// The labels of one report, placed in its text.
pub(super) struct Labels {
    pub(super) rows: Vec<Row>,
    /// The labelled stretch of the squeezed text; absent where that is all of it.
    pub(super) region: Option<Range<usize>>,
}

#[derive(Deserialize)]
struct FirstLine {
    meta: Region,
}

#[derive(Deserialize)]
struct Region {
    from: String,
    to: String,
}

impl Labels {
    /// Reads a label file of the report whose text is given.
    pub(super) fn read(path: &Path, text: &Squeezed) -> Result<Self> {
        let shown = path.display();
        let content = fs::read_to_string(path).with_context(|| format!("reading {shown}"))?;
        let mut lines: Vec<&str> = content.lines().filter(|line| !line.trim().is_empty()).collect();
        let first = lines.first().and_then(|line| serde_json::from_str::<FirstLine>(line).ok());
        let mut region = None;
        if let Some(FirstLine { meta }) = first {
            lines.remove(0);
            let from = text.find(&meta.from, 0);
            let to = from.as_ref().and_then(|from| text.find(&meta.to, from.start));
            let (Some(from), Some(to)) = (from, to) else {
                bail!("{shown}: the report does not have what its first line names");
            };
            region = Some(from.start..to.end);
        }
        let read = |line: &&str| -> Result<Row> {
            serde_json::from_str(line).with_context(|| format!("{shown}: {line}"))
        };
        let mut rows = lines.iter().map(read).collect::<Result<Vec<_>>>()?;
        place(&mut rows, text);
        Ok(Self { rows, region })
    }
}

/// How far back a quote is looked for, in characters, from where the one before it begins.
const BACK: usize = 400;

/// Gives each row the place of its quote, reading on from the row before.
pub(super) fn place(rows: &mut [Row], text: &Squeezed) {
    let mut at: usize = 0;
    for row in rows {
        let quote = row.quote.as_deref().unwrap_or_default();
        row.span = text.find(quote, at.saturating_sub(BACK)).or_else(|| text.find(quote, 0));
        if let Some(span) = &row.span {
            at = span.start;
            row.place = Some(text.origin(at));
        }
    }
}

fn same_number(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-6 * a.abs().max(1.0),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// Near enough: one holds the other and a third of its characters, or they share six in ten.
fn subject_near(a: &str, b: &str) -> bool {
    let (a, b) = (squeeze(a), squeeze(b));
    if a.is_empty() || b.is_empty() {
        return a == b;
    }
    let lengths = [a.chars().count(), b.chars().count()].map(|length| length as f64);
    if a.contains(&b) || b.contains(&a) {
        return lengths[0].min(lengths[1]) / lengths[0].max(lengths[1]) >= 0.34;
    }
    let mut rest: Vec<char> = b.chars().collect();
    let mut common = 0.0;
    for c in a.chars() {
        if let Some(place) = rest.iter().position(|&other| other == c) {
            rest.swap_remove(place);
            common += 1.0;
        }
    }
    2.0 * common / (lengths[0] + lengths[1]) >= 0.6
}

/// The part as labels name it.
pub(super) fn part_name(part: Part) -> &'static str {
    match part {
        Part::Review => "review",
        Part::Plan => "plan",
        Part::Other => "other",
    }
}

fn sense_name(sense: Sense) -> &'static str {
    match sense {
        Sense::Level => "level",
        Sense::Change => "change",
        Sense::Share => "share",
        Sense::Rank => "rank",
    }
}

fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}

fn relation_name(relation: Relation) -> &'static str {
    match relation {
        Relation::Eq => "eq",
        Relation::Approx => "approx",
        Relation::Ge => "ge",
        Relation::Gt => "gt",
        Relation::Le => "le",
        Relation::Lt => "lt",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_near_when_they_share_enough() {
        assert!(subject_near("增加值", "工业 增加值"));
        assert!(!subject_near("值", "工业增加值"));
        assert!(subject_near("城乡公园", "公园城镇"));
        assert!(!subject_near("步道", "夜校"));
        assert!(subject_near("", ""));
        assert!(!subject_near("", "步道"));
    }

    #[test]
    fn numbers_agree_within_a_millionth() {
        assert!(same_number(Some(33.3333), Some(33.33331)));
        assert!(!same_number(Some(33.3333), Some(33.334)));
        assert!(same_number(None, None));
        assert!(!same_number(None, Some(0.0)));
    }

    #[test]
    fn a_quote_that_stands_twice_is_placed_in_the_order_of_the_text() {
        let far = "，".repeat(2 * BACK);
        let text = Squeezed::new(&format!("新建3座{far}植树5棵，新建3座"));
        let row = |quote: &str| Row { quote: Some(quote.to_owned()), ..Row::default() };
        let mut rows = [row("新建3座"), row("植树5棵"), row("新建3座"), row("没有")];
        place(&mut rows, &text);
        let starts: Vec<_> =
            rows.iter().map(|row| row.span.as_ref().map(|span| span.start)).collect();
        assert_eq!(starts, [Some(0), Some(804), Some(809), None]);
    }
}
