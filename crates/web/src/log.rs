//! The log's public files, as C2SP `tlog-tiles` lays them out, and documents by their hash.
//!
//! Every file carries a tag of its content, and is not sent again to whoever has it (RFC 9110,
//! section 13). The tags are weak, since a file is sent packed to one and as it is to another.

use app::Error;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use hall::Media;
use journal::{Hash, sha256};
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use crate::api::failed;
use crate::portal::Portal;

/// How long a file may be kept that never changes: a year, the longest that is usual.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// May be kept, but must be asked for again each time.
const CHANGING: &str = "no-cache";

/// That a file is not there yet must not be believed for longer than the moment.
const NOT_KEPT: &str = "no-store";

/// A file that somebody sent is shown, and can do nothing.
const FILE_POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox";

/// Marks an answer whose bytes are hashes, which no packing makes smaller.
#[derive(Clone)]
struct OfHashes;

/// Whether an answer is packed: all that is long enough and may become smaller by it.
pub(crate) fn is_packed() -> impl Predicate {
    let is_no_hashes =
        |_: StatusCode, _: Version, _: &HeaderMap, of: &Extensions| of.get::<OfHashes>().is_none();
    DefaultPredicate::new().and(is_no_hashes)
}

pub(crate) async fn checkpoint(State(portal): State<Portal>, asked: HeaderMap) -> Response {
    let found = portal.blocking(|portal| portal.app.published_checkpoint()).await;
    let found = found.map(|note| note.map(String::into_bytes));
    send(&asked, found, "text/plain; charset=utf-8", CHANGING)
}

/// A tile of hashes or an entry bundle. A partial one is the beginning of the full one and stays
/// there: whoever holds an old checkpoint finds all that belongs to it.
pub(crate) async fn tile(
    State(portal): State<Portal>,
    Path(path): Path<String>,
    asked: HeaderMap,
) -> Response {
    let is_bundle = path.starts_with("entries/");
    let path = format!("tile/{path}");
    let found = portal.blocking(move |portal| portal.app.log_file(&path)).await;
    let answer = send(&asked, found, "application/octet-stream", IMMUTABLE);
    if is_bundle { answer } else { (Extension(OfHashes), answer).into_response() }
}

/// A document that an entry names by its SHA-256: a report's text, a pack, the city's folder, a
/// photograph. What somebody sent runs nothing here, whatever it is.
pub(crate) async fn document(
    State(portal): State<Portal>,
    Path(hash): Path<String>,
    asked: HeaderMap,
) -> Response {
    let Some(hash) = Hash::from_hex(&hash) else {
        return missing(StatusCode::NOT_FOUND.into_response());
    };
    let found = portal.blocking(move |portal| Ok(portal.app.store().document(&hash)?)).await;
    let media = found.as_ref().ok().and_then(Option::as_ref).and_then(|bytes| Media::of(bytes));
    let media_type = media.map_or("text/plain; charset=utf-8", Media::media_type);
    let mut answer = send(&asked, found, media_type, IMMUTABLE);
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FILE_POLICY));
    if media == Some(Media::Pdf) {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    answer
}

/// The answer with a file, or without it to whoever has it already.
fn send(
    asked: &HeaderMap,
    found: Result<Option<Vec<u8>>, Error>,
    media_type: &'static str,
    keeping: &'static str,
) -> Response {
    let bytes = match found {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return missing(StatusCode::NOT_FOUND.into_response()),
        Err(error) => return missing(failed(&error)),
    };
    let tag = format!("W/\"{}\"", sha256(&bytes));
    let has_it = has(asked, &tag);
    let headers = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, keeping.to_owned()),
        (header::VARY, header::ACCEPT_ENCODING.to_string()),
    ];
    if has_it {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, [(header::CONTENT_TYPE, media_type)], bytes).into_response()
}

/// Whether one who asks says that they have the file of this tag (RFC 9110, section 13.1.2).
fn has(asked: &HeaderMap, tag: &str) -> bool {
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|it| it.to_str().ok());
    known.flat_map(|list| list.split(',')).any(|it| it.trim() == "*" || strong(it) == strong(tag))
}

fn missing(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(NOT_KEPT));
    answer
}
