//! The log's public files, as C2SP `tlog-tiles` lays them out, and documents by their hash.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use journal::Hash;

use crate::api::failed;
use crate::portal::Portal;

/// A file that never changes.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

pub(crate) async fn checkpoint(State(portal): State<Portal>) -> Response {
    match portal.blocking(|portal| portal.app.published_checkpoint()).await {
        Ok(Some(note)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
                (header::CACHE_CONTROL, "no-cache"),
            ];
            (headers, note).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

pub(crate) async fn tile(State(portal): State<Portal>, Path(path): Path<String>) -> Response {
    let path = format!("tile/{path}");
    let found = portal.blocking(move |portal| portal.app.log_file(&path)).await;
    file(found, "application/octet-stream")
}

/// A document that an entry names by its SHA-256: a report's text, a pack, the city's folder.
pub(crate) async fn document(State(portal): State<Portal>, Path(hash): Path<String>) -> Response {
    let Some(hash) = Hash::from_hex(&hash) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let found = portal.blocking(move |portal| Ok(portal.app.store().document(&hash)?)).await;
    file(found, "text/plain; charset=utf-8")
}

fn file(found: Result<Option<Vec<u8>>, app::Error>, media_type: &'static str) -> Response {
    match found {
        Ok(Some(bytes)) => {
            let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, IMMUTABLE)];
            (headers, bytes).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}
