//! How far each glyph of a font moves the pen.
//! ISO 32000-2, 9.6.2 (`Widths`) and 9.7.4.3 (`W`).

use std::collections::BTreeMap;

use hayro_syntax::object::{Array, Dict, Number, Object};

/// The most widths of a font that are read. There are 65,536 CIDs, and a file can say the same of
/// all of them over and over.
const WIDTHS_MAX: usize = 200_000;

/// Widths by CID, of the array `W`: `c [w1 w2 ...]` and `first last w` in any order.
pub(crate) fn composite(descendant: &Dict<'_>) -> BTreeMap<u32, f64> {
    let mut widths = BTreeMap::new();
    let Some(array) = descendant.get::<Array<'_>>(b"W") else { return widths };
    let mut items = array.iter::<Object<'_>>();
    let mut told = 0;
    while let (Some(Object::Number(first)), Some(second)) = (items.next(), items.next()) {
        let first = cid(&first);
        match second {
            Object::Array(list) => {
                for (cid, width) in (first..=0xffff).zip(list.iter::<Number>()) {
                    widths.insert(cid, width.as_f64() / 1000.0);
                    told += 1;
                }
            }
            Object::Number(last) => {
                let Some(Object::Number(width)) = items.next() else { break };
                for cid in first..=cid(&last) {
                    widths.insert(cid, width.as_f64() / 1000.0);
                    told += 1;
                }
            }
            _ => break,
        }
        if told > WIDTHS_MAX {
            break;
        }
    }
    widths
}

/// Widths by code and the width of the others. Those of a Type 3 font are in its own units.
pub(crate) fn simple(dict: &Dict<'_>) -> (BTreeMap<u32, f64>, f64) {
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

/// A number of the file as a code or CID.
pub(crate) fn cid(number: &Number) -> u32 {
    u32::try_from(number.as_i64().clamp(0, 0xffff)).expect("a clamped number fits")
}
