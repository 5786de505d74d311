//! Maps from codes to characters: Adobe's, parsed once for all files, and those that a file brings.
//! ISO 32000-2, 9.7.5 (CMaps) and 9.10.3 (`ToUnicode`).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use hayro_cmap::{CMap, CMapName, load_embedded};
use hayro_syntax::object::Stream;

use super::unpack::unpacked;

/// The most bytes of a file's own map: as many as name each of 65,536 codes by itself.
const MAP_MAX_BYTES: usize = 4 * 1024 * 1024;
/// What it costs to parse the map of Adobe's on which another builds, in bytes of a map.
const BASE_WORK: usize = 100_000;

/// Adobe's maps that were asked for. There are some sixty, and two or three are usual.
static ADOBE: Mutex<BTreeMap<Vec<u8>, Arc<CMap>>> = Mutex::new(BTreeMap::new());

/// Adobe's map of a name. It is parsed when it is first asked for, as that takes as long as
/// reading a page.
pub(crate) fn adobe(name: CMapName<'_>) -> Option<Arc<CMap>> {
    let mut maps = ADOBE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(map) = maps.get(name.to_bytes()) {
        return Some(Arc::clone(map));
    }
    let map = Arc::new(CMap::parse(load_embedded(name)?, load_embedded)?);
    maps.insert(name.to_bytes().to_vec(), Arc::clone(&map));
    Some(map)
}

/// A map that the file brings, and the work it took.
pub(crate) fn own(stream: &Stream<'_>) -> (Option<CMap>, usize) {
    let Some(bytes) = unpacked(stream) else { return (None, 0) };
    if bytes.len() > MAP_MAX_BYTES {
        return (None, bytes.len() / 16);
    }
    let uses_base = bytes.windows(7).any(|window| window == b"usecmap");
    let work = bytes.len() + if uses_base { BASE_WORK } else { 0 };
    (CMap::parse(&bytes, load_embedded), work)
}
