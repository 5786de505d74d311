//! Fonts: bytes of a string to codes, codes to characters and widths.
//! ISO 32000-2, 9.6 (simple fonts), 9.7 (composite fonts), 9.10 (extraction of text).

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_cmap::{BfString, CMap, CMapName, load_embedded};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream, String as PdfString};

use super::content::unpacked;
use super::encoding::{self, BaseEncoding};

/// The most widths of a font: one for each CID there can be.
const WIDTHS_MAX: usize = 65_536;

/// The fonts of a file, each read once.
#[derive(Default)]
pub(crate) struct Fonts(BTreeMap<(u32, i32), Rc<Font>>);

impl Fonts {
    /// The font of a dictionary, and whether it had to be read.
    pub(crate) fn load(&mut self, dict: &Dict<'_>) -> (Rc<Font>, bool) {
        let key = dict.obj_id().map(|id| (id.obj_number, id.gen_number));
        if let Some(font) = key.and_then(|key| self.0.get(&key)) {
            return (Rc::clone(font), false);
        }
        let font = Rc::new(Font::read(dict));
        if let Some(key) = key {
            self.0.insert(key, Rc::clone(&font));
        }
        (font, true)
    }
}

/// What text needs of a font.
pub(crate) struct Font {
    to_unicode: Option<CMap>,
    kind: Kind,
    /// In font heights, by code of a simple font and by CID of a composite one.
    widths: BTreeMap<u32, f64>,
    default_width: f64,
}

enum Kind {
    Simple { characters: Vec<Option<String>> },
    Composite(Box<Composite>),
}

/// How the codes of a composite font are cut, and what they stand for.
struct Composite {
    cmap: Option<CMap>,
    codes: Codes,
    /// From CIDs to characters, where the font is of a known collection.
    unicode: Option<CMap>,
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
pub(crate) struct Code {
    value: u32,
    bytes: u8,
    cid: Option<u32>,
}

impl Code {
    /// Whether word spacing applies (ISO 32000-2, 9.3.3).
    pub(crate) fn is_space(self) -> bool {
        self.bytes == 1 && self.value == 32
    }
}

impl Font {
    fn read(dict: &Dict<'_>) -> Self {
        let to_unicode = dict
            .get::<Stream<'_>>(b"ToUnicode")
            .and_then(|stream| CMap::parse(&unpacked(&stream)?, load_embedded));
        let is_composite = dict.get::<Name<'_>>(b"Subtype").is_some_and(|name| &*name == b"Type0");
        let descendant = dict
            .get::<Array<'_>>(b"DescendantFonts")
            .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        match descendant {
            Some(descendant) if is_composite => {
                let kind = composite(dict, &descendant);
                let default = descendant.get::<f64>(b"DW").unwrap_or(1000.0);
                let widths = composite_widths(&descendant);
                Self { to_unicode, kind, widths, default_width: default / 1000.0 }
            }
            _ => {
                let kind = Kind::Simple { characters: simple_characters(dict) };
                let (widths, default_width) = simple_widths(dict);
                Self { to_unicode, kind, widths, default_width }
            }
        }
    }

    /// The codes of a string.
    pub(crate) fn codes(&self, bytes: &[u8]) -> Vec<Code> {
        match &self.kind {
            Kind::Simple { .. } => bytes
                .iter()
                .map(|byte| Code { value: u32::from(*byte), bytes: 1, cid: None })
                .collect(),
            Kind::Composite(composite) => {
                let mut rest = bytes;
                let mut found = Vec::new();
                while !rest.is_empty() {
                    let code = next_code(rest, composite.cmap.as_ref(), composite.codes);
                    rest = &rest[usize::from(code.bytes)..];
                    found.push(code);
                }
                found
            }
        }
    }

    /// How far a code moves the pen, in font heights.
    pub(crate) fn width(&self, code: &Code) -> f64 {
        let key = code.cid.unwrap_or(code.value);
        self.widths.get(&key).copied().unwrap_or(self.default_width)
    }

    /// The characters of a code, if the file tells them.
    pub(crate) fn text(&self, code: &Code) -> Option<String> {
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
    let value = |length: usize| bytes[..length].iter().fold(0_u32, |v, b| v << 8 | u32::from(*b));
    let shortest = if codes == Codes::Mixed { 1 } else { 2 };
    for length in shortest..=bytes.len().min(4) {
        let size = u8::try_from(length).expect("a code has at most four bytes");
        let cid = cmap.and_then(|cmap| cmap.lookup_cid_code(value(length), size));
        if cid.is_some() {
            return Code { value: value(length), bytes: size, cid };
        }
    }
    let is_single = codes == Codes::Mixed && bytes[0] < 0x80;
    let is_pair = codes == Codes::Unicode && (0xd8..0xdc).contains(&bytes[0]);
    let length = if is_single { 1 } else { 2 + 2 * usize::from(is_pair) }.min(bytes.len());
    let size = u8::try_from(length).expect("a code has at most four bytes");
    Code { value: value(length), bytes: size, cid: None }
}

fn composite(dict: &Dict<'_>, descendant: &Dict<'_>) -> Kind {
    let name = dict.get::<Name<'_>>(b"Encoding");
    let (cmap, name) = match &name {
        Some(name) => (predefined(name), name.to_vec()),
        None => {
            let cmap = dict
                .get::<Stream<'_>>(b"Encoding")
                .and_then(|stream| CMap::parse(&unpacked(&stream)?, load_embedded));
            let name = cmap.as_ref().and_then(|cmap| cmap.metadata().name.clone());
            (cmap, name.unwrap_or_default())
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
    Kind::Composite(Box::new(Composite { cmap, codes, unicode: collection_to_unicode(descendant) }))
}

fn predefined(name: &[u8]) -> Option<CMap> {
    match name {
        b"Identity-H" => Some(CMap::identity_h()),
        b"Identity-V" => Some(CMap::identity_v()),
        _ => CMap::parse(load_embedded(CMapName::from_bytes(name))?, load_embedded),
    }
}

/// Adobe's map from the glyphs of a known collection to Unicode. The collection Adobe-Identity is
/// the font's own order, of which nothing is known.
fn collection_to_unicode(descendant: &Dict<'_>) -> Option<CMap> {
    let system = descendant.get::<Dict<'_>>(b"CIDSystemInfo")?;
    let name = match &*system.get::<PdfString<'_>>(b"Ordering")? {
        b"GB1" => CMapName::AdobeGb1Ucs2,
        b"CNS1" => CMapName::AdobeCns1Ucs2,
        b"Japan1" => CMapName::AdobeJapan1Ucs2,
        b"Korea1" => CMapName::AdobeKorea1Ucs2,
        _ => return None,
    };
    CMap::parse(load_embedded(name)?, load_embedded)
}

/// The array `W`: `c [w1 w2 ...]` and `first last w` in any order (ISO 32000-2, 9.7.4.3).
fn composite_widths(descendant: &Dict<'_>) -> BTreeMap<u32, f64> {
    let mut widths = BTreeMap::new();
    let Some(array) = descendant.get::<Array<'_>>(b"W") else { return widths };
    let mut items = array.iter::<Object<'_>>();
    while let (Some(Object::Number(first)), Some(second)) = (items.next(), items.next()) {
        let first = cid(&first);
        match second {
            Object::Array(list) => {
                for (cid, width) in (first..).zip(list.iter::<Number>().take(WIDTHS_MAX)) {
                    widths.insert(cid, width.as_f64() / 1000.0);
                }
            }
            Object::Number(last) => {
                let Some(Object::Number(width)) = items.next() else { break };
                for cid in first..=cid(&last) {
                    widths.insert(cid, width.as_f64() / 1000.0);
                }
            }
            _ => break,
        }
        // A table that says everything over and over is not worth reading on.
        if widths.len() > WIDTHS_MAX {
            break;
        }
    }
    widths
}

fn cid(number: &Number) -> u32 {
    u32::try_from(number.as_i64().clamp(0, 0xffff)).expect("a clamped number fits")
}

/// Widths by code and the width of the others. Those of a Type 3 font are in its own units.
fn simple_widths(dict: &Dict<'_>) -> (BTreeMap<u32, f64>, f64) {
    let matrix = dict.get::<[f64; 6]>(b"FontMatrix");
    let unit = matrix.map_or(0.001, |matrix| matrix[0].abs());
    let first = dict.get::<Number>(b"FirstChar").map_or(0, |first| cid(&first));
    let array = dict.get::<Array<'_>>(b"Widths").unwrap_or_default();
    let widths = (first..=0xff)
        .zip(array.iter::<Number>())
        .map(|(code, width)| (code, width.as_f64() * unit))
        .collect();
    let missing = dict
        .get::<Dict<'_>>(b"FontDescriptor")
        .and_then(|descriptor| descriptor.get::<f64>(b"MissingWidth"));
    (widths, missing.map_or(0.5, |width| width / 1000.0))
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
            Object::Number(number) => code = cid(&number) as usize,
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
