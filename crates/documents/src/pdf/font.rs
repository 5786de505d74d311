//! Fonts: bytes of a string to codes, codes to characters and widths.
//! ISO 32000-2, 9.6 (simple fonts), 9.7 (composite fonts), 9.10 (extraction of text).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream, String as PdfString};
use hayro_syntax::page::Resources;

use super::encoding::{self, BaseEncoding};
use super::{maps, widths};

/// What a font costs of a file's work, and each of its widths.
const FONT_WORK: usize = 2_000;
const WIDTH_WORK: usize = 4;
/// The most codes of a font that are kept for when they are shown again.
const KEPT_MAX: usize = 65_536;

/// The fonts of a file, each read once.
#[derive(Default)]
pub(crate) struct Fonts(BTreeMap<Key, Option<Rc<Font>>>);

/// By what a font is known within a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// The number of its object.
    Object(u32, i32),
    /// Where its dictionary stands in memory, if it stands within another object.
    Place(usize),
}

impl Fonts {
    /// The font of a name, if there is one, and the work that finding it took. An object that was
    /// read before is not looked at again: a page changes fonts hundreds of times.
    pub(crate) fn get(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'_>,
    ) -> (Option<Rc<Font>>, usize) {
        let reference = resources.fonts.get_ref(name);
        if let Some(reference) = reference {
            let key = Key::Object(reference.obj_number, reference.gen_number);
            if let Some(font) = self.0.get(&key) {
                return (font.clone(), 0);
            }
            return self.read(key, resources.get_font(name));
        }
        let Some(dict) = resources.get_font(name) else { return (None, 0) };
        let key = Key::Place(dict.data().as_ptr().addr());
        match self.0.get(&key) {
            Some(font) => (font.clone(), dict.data().len() / 16),
            None => self.read(key, Some(dict)),
        }
    }

    fn read(&mut self, key: Key, dict: Option<Dict<'_>>) -> (Option<Rc<Font>>, usize) {
        let (font, work) = dict.map(|dict| Font::read(&dict)).unzip();
        let font = font.map(Rc::new);
        self.0.insert(key, font.clone());
        (font, FONT_WORK + work.unwrap_or(0))
    }
}

/// What text needs of a font.
pub(crate) struct Font {
    to_unicode: Option<CMap>,
    kind: Kind,
    /// In font heights, by code of a simple font and by CID of a composite one.
    widths: BTreeMap<u32, f64>,
    default_width: f64,
    /// Codes that have been shown, by their length and value.
    kept: RefCell<BTreeMap<(u8, u32), Shown>>,
}

enum Kind {
    Simple { characters: Vec<Option<String>> },
    Composite(Box<Composite>),
}

/// How the codes of a composite font are cut, and what they stand for.
struct Composite {
    cmap: Option<Arc<CMap>>,
    codes: Codes,
    /// From CIDs to characters, where the font is of a known collection.
    unicode: Option<Arc<CMap>>,
}

/// A code that is shown.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// Its characters; U+FFFD where the file does not say.
    pub(crate) text: Rc<str>,
    /// Whether the file does not say.
    pub(crate) is_unknown: bool,
    /// How far it moves the pen, in font heights.
    pub(crate) width: f64,
    /// Whether word spacing applies (ISO 32000-2, 9.3.3).
    pub(crate) is_space: bool,
}

/// What the codes of a composite font are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codes {
    /// UTF-16, high byte first, so that a code is its character.
    Unicode,
    /// Two bytes each.
    TwoBytes,
    /// One byte below 0x80, else two or more, as in GBK.
    Mixed,
    /// Written from top to bottom, which is not laid out here.
    Vertical,
}

/// A code of a shown string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Code {
    value: u32,
    bytes: u8,
    cid: Option<u32>,
}

impl Font {
    /// Reads a font, and tells the work it took.
    fn read(dict: &Dict<'_>) -> (Self, usize) {
        let (to_unicode, map_work) =
            dict.get::<Stream<'_>>(b"ToUnicode").map_or((None, 0), |stream| maps::own(&stream));
        let is_composite = dict.get::<Name<'_>>(b"Subtype").is_some_and(|name| &*name == b"Type0");
        let descendant = dict
            .get::<Array<'_>>(b"DescendantFonts")
            .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let (kind, kind_work, widths, default_width) = match descendant {
            Some(descendant) if is_composite => {
                let (kind, work) = composite(dict, &descendant);
                let default = descendant.get::<f64>(b"DW").unwrap_or(1000.0);
                (kind, work, widths::composite(&descendant), default / 1000.0)
            }
            _ => {
                let kind = Kind::Simple { characters: simple_characters(dict) };
                let (widths, default_width) = widths::simple(dict);
                (kind, 0, widths, default_width)
            }
        };
        let work = map_work + kind_work + widths.len() * WIDTH_WORK;
        (Self { to_unicode, kind, widths, default_width, kept: RefCell::default() }, work)
    }

    /// The first code of a string and the rest of it; none where the string is at its end.
    pub(crate) fn next<'b>(&self, bytes: &'b [u8]) -> Option<(Shown, &'b [u8])> {
        let first = *bytes.first()?;
        let Kind::Composite(composite) = &self.kind else {
            let code = Code { value: u32::from(first), bytes: 1, cid: None };
            return Some((self.kept_or_told(code), &bytes[1..]));
        };
        // A code of a known length and value is the shortest that the font's map knows.
        let shortest = composite.codes.shortest();
        let kept = self.kept.borrow();
        for length in shortest..=bytes.len().min(4) {
            let key = (length_of(length), value(&bytes[..length]));
            if let Some(shown) = kept.get(&key) {
                return Some((shown.clone(), &bytes[length..]));
            }
        }
        drop(kept);
        let code = next_code(bytes, composite.cmap.as_deref(), composite.codes);
        let shown = if code.cid.is_some() { self.kept_or_told(code) } else { self.told(code) };
        Some((shown, &bytes[usize::from(code.bytes)..]))
    }

    fn kept_or_told(&self, code: Code) -> Shown {
        let mut kept = self.kept.borrow_mut();
        if let Some(shown) = kept.get(&(code.bytes, code.value)) {
            return shown.clone();
        }
        let shown = self.told(code);
        if kept.len() < KEPT_MAX {
            kept.insert((code.bytes, code.value), shown.clone());
        }
        shown
    }

    /// What the file tells of a code.
    fn told(&self, code: Code) -> Shown {
        let text = self.text(&code);
        let key = code.cid.unwrap_or(code.value);
        Shown {
            is_unknown: text.is_none(),
            text: text.map_or_else(|| Rc::from("\u{fffd}"), Rc::from),
            width: self.widths.get(&key).copied().unwrap_or(self.default_width),
            is_space: code.bytes == 1 && code.value == 32,
        }
    }

    /// The characters of a code, if the file tells them.
    fn text(&self, code: &Code) -> Option<String> {
        let told = self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code.value));
        if let Some(text) = told.and_then(|text| encoding::meaning(&characters(text))) {
            return Some(text);
        }
        let text = match &self.kind {
            Kind::Simple { characters } => characters.get(code.value as usize)?.clone()?,
            Kind::Composite(composite) => match composite.codes {
                Codes::Vertical => return None,
                Codes::Unicode => unicode_of_code(code)?,
                Codes::TwoBytes | Codes::Mixed => {
                    characters(composite.unicode.as_ref()?.lookup_bf_string(code.cid?)?)
                }
            },
        };
        encoding::meaning(&text)
    }
}

impl Codes {
    /// The least bytes of a code.
    fn shortest(self) -> usize {
        if self == Self::Mixed { 1 } else { 2 }
    }
}

fn value(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn length_of(bytes: usize) -> u8 {
    u8::try_from(bytes).expect("a code has at most four bytes")
}

fn characters(text: BfString) -> String {
    match text {
        BfString::Char(character) => character.to_string(),
        BfString::String(text) => text,
    }
}

/// The character that a UTF-16 code is.
fn unicode_of_code(code: &Code) -> Option<String> {
    let units = match code.bytes {
        2 => vec![u16::try_from(code.value).ok()?],
        4 => vec![(code.value >> 16) as u16, (code.value & 0xffff) as u16],
        _ => return None,
    };
    String::from_utf16(&units).ok()
}

/// The shortest code at the head of a string that the font's map knows; an unknown one has the
/// usual length.
fn next_code(bytes: &[u8], cmap: Option<&CMap>, codes: Codes) -> Code {
    for length in codes.shortest()..=bytes.len().min(4) {
        let (value, size) = (value(&bytes[..length]), length_of(length));
        let cid = cmap.and_then(|cmap| cmap.lookup_cid_code(value, size));
        if cid.is_some() {
            return Code { value, bytes: size, cid };
        }
    }
    let is_single = codes == Codes::Mixed && bytes[0] < 0x80;
    let is_pair = codes == Codes::Unicode && (0xd8..0xdc).contains(&bytes[0]);
    let length = if is_single { 1 } else { 2 + 2 * usize::from(is_pair) }.min(bytes.len());
    Code { value: value(&bytes[..length]), bytes: length_of(length), cid: None }
}

/// The codes of a composite font, and the work that its own map took.
fn composite(dict: &Dict<'_>, descendant: &Dict<'_>) -> (Kind, usize) {
    let name = dict.get::<Name<'_>>(b"Encoding");
    let (cmap, name, work) = match &name {
        Some(name) => (predefined(name), name.to_vec(), 0),
        None => {
            let (cmap, work) =
                dict.get::<Stream<'_>>(b"Encoding").map_or((None, 0), |stream| maps::own(&stream));
            let name = cmap.as_ref().and_then(|cmap| cmap.metadata().name.clone());
            (cmap.map(Arc::new), name.unwrap_or_default(), work)
        }
    };
    let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
    let codes = if name.ends_with(b"-V") || name == b"V" {
        Codes::Vertical
    } else if name.starts_with(b"Uni") && (has(b"-UCS2-") || has(b"-UTF16-")) {
        Codes::Unicode
    } else if name.starts_with(b"Identity") {
        Codes::TwoBytes
    } else {
        Codes::Mixed
    };
    let unicode = collection_to_unicode(descendant);
    (Kind::Composite(Box::new(Composite { cmap, codes, unicode })), work)
}

fn predefined(name: &[u8]) -> Option<Arc<CMap>> {
    match name {
        b"Identity-H" => Some(Arc::new(CMap::identity_h())),
        b"Identity-V" => Some(Arc::new(CMap::identity_v())),
        _ => maps::adobe(CMapName::from_bytes(name)),
    }
}

/// Adobe's map from the glyphs of a known collection to Unicode. The collection Adobe-Identity is
/// the font's own order, of which nothing is known.
fn collection_to_unicode(descendant: &Dict<'_>) -> Option<Arc<CMap>> {
    let system = descendant.get::<Dict<'_>>(b"CIDSystemInfo")?;
    maps::adobe(match &*system.get::<PdfString<'_>>(b"Ordering")? {
        b"GB1" => CMapName::AdobeGb1Ucs2,
        b"CNS1" => CMapName::AdobeCns1Ucs2,
        b"Japan1" => CMapName::AdobeJapan1Ucs2,
        b"Korea1" => CMapName::AdobeKorea1Ucs2,
        _ => return None,
    })
}

/// The character of each byte. A font with an order of its own (a symbolic one that is embedded)
/// tells only what its `Encoding` names.
fn simple_characters(dict: &Dict<'_>) -> Vec<Option<String>> {
    let descriptor = dict.get::<Dict<'_>>(b"FontDescriptor").unwrap_or_default();
    let flags = descriptor.get::<Number>(b"Flags").map_or(0, |flags| flags.as_i64());
    let is_embedded = [&b"FontFile"[..], b"FontFile2", b"FontFile3"]
        .iter()
        .any(|key| descriptor.contains_key(key));
    let is_type3 = dict.get::<Name<'_>>(b"Subtype").is_some_and(|name| &*name == b"Type3");
    let has_own_order = is_type3 || (is_embedded && flags & 4 != 0);
    let details = dict.get::<Dict<'_>>(b"Encoding");
    let base = dict
        .get::<Name<'_>>(b"Encoding")
        .or_else(|| details.as_ref()?.get::<Name<'_>>(b"BaseEncoding"))
        .and_then(|name| BaseEncoding::of_name(&name))
        .or_else(|| (!has_own_order).then_some(BaseEncoding::Standard));
    let mut characters: Vec<Option<String>> =
        (0..=255).map(|byte| base.and_then(|base| base.character(byte))).collect();
    let differences = details.and_then(|details| details.get::<Array<'_>>(b"Differences"));
    let mut code = 0_usize;
    for item in differences.unwrap_or_default().iter::<Object<'_>>() {
        match item {
            Object::Number(number) => code = widths::cid(&number) as usize,
            Object::Name(name) => {
                if let Some(slot) = characters.get_mut(code) {
                    *slot = encoding::of_glyph_name(&name);
                }
                code += 1;
            }
            _ => {}
        }
    }
    characters
}
