//! The text state machine: a page's content stream to glyphs with their places.
//! ISO 32000-2, 8.4 (graphics state) and 9.3 to 9.4 (text state and text objects).

use std::rc::Rc;

use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::font::{Font, Fonts, Shown};
use super::inline::without_pictures;
use super::unpack::unpacked;

/// The most operators of a whole file.
const WORK_MAX: usize = 20_000_000;
/// How many bytes that are unpacked are as much work as an operator.
const BYTES_PER_WORK: usize = 16;
/// The most bytes of a page's streams together.
const CONTENTS_MAX_BYTES: usize = 32 * 1024 * 1024;
/// The most glyphs of a page. A dense page has some three thousand.
const GLYPHS_MAX: usize = 100_000;
/// How deep forms (drawings within drawings) may nest.
const FORM_DEPTH_MAX: usize = 12;
/// How deep graphics states may be saved.
const STATES_MAX: usize = 256;
/// The most operands that an operator of interest here takes.
const OPERANDS_MAX: usize = 6;

/// A glyph that has been shown, in points from the lower left corner of the page as it is seen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    /// Its characters; U+FFFD where the file does not say. Glyphs of one code share them.
    pub(crate) text: Rc<str>,
    /// The left end of its baseline.
    pub(crate) x: f64,
    /// The height of its baseline.
    pub(crate) y: f64,
    /// How far it moves the pen.
    pub(crate) width: f64,
    /// The height of its font.
    pub(crate) size: f64,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(crate) struct PageContent {
    /// The glyphs in the order of the file. Rotated text is left out.
    pub(crate) glyphs: Vec<Glyph>,
    /// How many of them the file does not tell the character of.
    pub(crate) unknown: usize,
    /// Whether it shows pictures or shapes.
    pub(crate) has_marks: bool,
    /// Whether a limit stopped the reading.
    pub(crate) is_cut_short: bool,
}

/// What is left of the work that a file may cause.
#[derive(Debug)]
pub(crate) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(WORK_MAX)
    }
}

impl Budget {
    fn spend(&mut self, work: usize) -> bool {
        self.0 = self.0.saturating_sub(work);
        self.0 > 0
    }
}

/// Reads a page.
pub(crate) fn read(page: &Page<'_>, fonts: &mut Fonts, budget: &mut Budget) -> PageContent {
    let mut machine =
        Machine { fonts, budget, content: PageContent::default(), state: State::default() };
    machine.state.matrix = Matrix(page.initial_transform(false).as_coeffs());
    match contents(page) {
        Some(bytes) => {
            machine.budget.spend(bytes.len() / BYTES_PER_WORK);
            machine.run(&without_pictures(bytes), page.resources(), 0);
        }
        None => machine.content.is_cut_short = true,
    }
    machine.content
}

/// The bytes of a page's streams, one after another; none where one is too large or broken.
fn contents(page: &Page<'_>) -> Option<Vec<u8>> {
    if !page.raw().contains_key(b"Contents") {
        return Some(Vec::new());
    }
    if let Some(stream) = page.raw().get::<Stream<'_>>(b"Contents") {
        return unpacked(&stream);
    }
    let mut bytes = Vec::new();
    for part in page.raw().get::<Array<'_>>(b"Contents")?.raw_iter() {
        let reference = part.as_obj_ref()?;
        match page.xref().get::<Object<'_>>(reference.into()) {
            Some(Object::Stream(stream)) => bytes.extend(unpacked(&stream)?),
            // An object that the file does not have is null, and that is nothing.
            None | Some(Object::Null(_)) => {}
            Some(_) => return None,
        }
        if bytes.len() > CONTENTS_MAX_BYTES {
            return None;
        }
        bytes.push(b' ');
    }
    Some(bytes)
}

/// An affine map `[a b c d e f]` as PDF writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This map first, `outer` after it.
    fn then(self, outer: Self) -> Self {
        let ([a, b, c, d, e, f], [oa, ob, oc, od, oe, of]) = (self.0, outer.0);
        Self([
            a * oa + b * oc,
            a * ob + b * od,
            c * oa + d * oc,
            c * ob + d * od,
            e * oa + f * oc + oe,
            e * ob + f * od + of,
        ])
    }
}

/// The parts of the graphics state that text needs.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    text: Matrix,
    line: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    glyph_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            matrix: Matrix::IDENTITY,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            font: None,
            size: 1.0,
            glyph_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

struct Machine<'m> {
    fonts: &'m mut Fonts,
    budget: &'m mut Budget,
    content: PageContent,
    state: State,
}

impl Machine<'_> {
    fn run(&mut self, bytes: &[u8], resources: &Resources<'_>, depth: usize) {
        let mut saved = Vec::new();
        let mut instructions = UntypedIter::new(bytes);
        while let Some(instruction) = instructions.next() {
            if self.content.is_cut_short || !self.budget.spend(1) {
                self.content.is_cut_short = true;
                return;
            }
            let operands = Operands::of(&instruction);
            match &**instruction.operator {
                b"q" if saved.len() < STATES_MAX => saved.push(self.state.clone()),
                b"Q" => self.state = saved.pop().unwrap_or_else(|| self.state.clone()),
                b"Tf" => self.set_font(operands.all(), resources),
                b"Do" => self.draw(operands.all(), resources, depth),
                b"Tj" | b"'" | b"\"" | b"TJ" => {
                    self.show_operator(instruction.operator, operands.all());
                }
                b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"sh" | b"BI" => {
                    self.content.has_marks = true;
                }
                operator => self.set(operator, operands.all()),
            }
        }
    }

    /// The operators that change the state by numbers alone.
    fn set(&mut self, operator: &[u8], operands: &[&Object<'_>]) {
        let mut numbers = [0.0; OPERANDS_MAX];
        let mut count = 0;
        for number in operands.iter().copied().filter_map(number) {
            numbers[count] = number;
            count += 1;
        }
        let state = &mut self.state;
        match (operator, &numbers[..count]) {
            (b"cm", &[a, b, c, d, e, f]) => {
                state.matrix = Matrix([a, b, c, d, e, f]).then(state.matrix);
            }
            (b"BT", _) => state.set_line(Matrix::IDENTITY),
            (b"Tm", &[a, b, c, d, e, f]) => state.set_line(Matrix([a, b, c, d, e, f])),
            (b"Td", &[x, y]) => state.move_line(x, y),
            (b"TD", &[x, y]) => {
                state.leading = -y;
                state.move_line(x, y);
            }
            (b"T*", _) => state.move_line(0.0, -state.leading),
            (b"Tc", &[space]) => state.glyph_space = space,
            (b"Tw", &[space]) => state.word_space = space,
            (b"Tz", &[percent]) => state.stretch = percent / 100.0,
            (b"TL", &[leading]) => state.leading = leading,
            (b"Ts", &[rise]) => state.rise = rise,
            _ => {}
        }
    }

    fn set_font(&mut self, operands: &[&Object<'_>], resources: &Resources<'_>) {
        let &[Object::Name(name), size] = operands else { return };
        self.state.size = number(size).unwrap_or(1.0);
        let (font, work) = self.fonts.get(name, resources);
        self.state.font = font;
        self.budget.spend(work);
    }

    /// Draws a form; a picture is only noted.
    fn draw(&mut self, operands: &[&Object<'_>], resources: &Resources<'_>, depth: usize) {
        let &[Object::Name(name)] = operands else { return };
        let Some(stream) = resources.get_x_object(name) else {
            // The file names a drawing that it does not have, or that contains itself.
            self.content.has_marks = true;
            return;
        };
        self.budget.spend(stream.dict().data().len() / BYTES_PER_WORK);
        let subtype = stream.dict().get::<Name<'_>>(b"Subtype");
        if subtype.is_none_or(|subtype| &*subtype != b"Form") {
            self.content.has_marks = true;
            return;
        }
        if depth >= FORM_DEPTH_MAX {
            self.content.is_cut_short = true;
            return;
        }
        let Some(bytes) = unpacked(&stream) else {
            self.content.is_cut_short = true;
            return;
        };
        // Unpacking is work as well, so that one form drawn a million times comes to an end.
        self.budget.spend(bytes.len() / BYTES_PER_WORK);
        let bytes = without_pictures(bytes);
        let before = self.state.clone();
        if let Some(matrix) = stream.dict().get::<[f64; 6]>(b"Matrix") {
            self.state.matrix = Matrix(matrix).then(self.state.matrix);
        }
        match stream.dict().get::<Dict<'_>>(b"Resources") {
            Some(own) => self.run(&bytes, &Resources::new(own), depth + 1),
            None => self.run(&bytes, resources, depth + 1),
        }
        self.state = before;
    }

    fn show_operator(&mut self, operator: &[u8], operands: &[&Object<'_>]) {
        match (operator, operands) {
            (b"'" | b"\"", &[.., Object::String(bytes)]) => {
                if let &[word, glyph, _] = operands {
                    self.state.word_space = number(word).unwrap_or(0.0);
                    self.state.glyph_space = number(glyph).unwrap_or(0.0);
                }
                self.state.move_line(0.0, -self.state.leading);
                self.show(bytes.as_bytes());
            }
            (b"Tj", &[Object::String(bytes)]) => self.show(bytes.as_bytes()),
            (b"TJ", &[Object::Array(parts)]) => {
                for part in parts.iter::<Object<'_>>() {
                    if let Object::String(bytes) = &part {
                        self.show(bytes.as_bytes());
                    } else if let Some(back) = number(&part) {
                        self.state.advance(-back / 1000.0 * self.state.size);
                    }
                }
            }
            _ => {}
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else {
            // The file names a font that it does not have.
            self.content.has_marks = true;
            return;
        };
        let mut rest = bytes;
        while let Some((shown, behind)) = font.next(rest) {
            if self.content.glyphs.len() >= GLYPHS_MAX || !self.budget.spend(1) {
                self.content.is_cut_short = true;
                return;
            }
            let word = if shown.is_space { self.state.word_space } else { 0.0 };
            let distance = shown.width * self.state.size + self.state.glyph_space + word;
            if let Some(glyph) = self.state.glyph(&shown) {
                self.content.unknown += usize::from(shown.is_unknown);
                self.content.glyphs.push(glyph);
            }
            self.state.advance(distance);
            rest = behind;
        }
    }
}

/// The operands of an instruction; of one that has more than any of interest here, none.
struct Operands<'i, 'a> {
    all: [&'i Object<'a>; OPERANDS_MAX],
    count: usize,
}

impl<'i, 'a> Operands<'i, 'a> {
    fn of(instruction: &Instruction<'i, 'a>) -> Self {
        const NOTHING: &Object<'_> = &Object::Boolean(false);
        let mut operands = Self { all: [NOTHING; OPERANDS_MAX], count: 0 };
        for operand in instruction.operands() {
            let Some(place) = operands.all.get_mut(operands.count) else {
                return Self { all: [NOTHING; OPERANDS_MAX], count: 0 };
            };
            *place = operand;
            operands.count += 1;
        }
        operands
    }

    fn all(&self) -> &[&'i Object<'a>] {
        &self.all[..self.count]
    }
}

impl State {
    fn set_line(&mut self, matrix: Matrix) {
        self.line = matrix;
        self.text = matrix;
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.set_line(Matrix::shift(x, y).then(self.line));
    }

    /// Moves the pen, in text space before stretching.
    fn advance(&mut self, distance: f64) {
        self.text = Matrix::shift(distance * self.stretch, 0.0).then(self.text);
    }

    /// A glyph at the pen; none if it is rotated, mirrored or nowhere.
    fn glyph(&self, shown: &Shown) -> Option<Glyph> {
        let own = Matrix([self.size * self.stretch, 0.0, 0.0, self.size, 0.0, self.rise]);
        let [a, b, c, d, x, y] = own.then(self.text).then(self.matrix).0;
        let size = c.hypot(d);
        let width = shown.width * a;
        let is_upright = a > 0.0 && d > 0.0 && b.abs() <= a * 0.1;
        let is_finite = x.is_finite() && y.is_finite() && width.is_finite();
        (is_upright && is_finite && size > 0.1 && size < 2_000.0).then(|| Glyph {
            text: Rc::clone(&shown.text),
            x,
            y,
            width,
            size,
        })
    }
}

fn number(object: &Object<'_>) -> Option<f64> {
    if let Object::Number(number) = object { Some(number.as_f64()) } else { None }
}
