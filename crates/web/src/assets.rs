//! The site's own style and script, part of the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Name, media type, contents.
const FILES: &[(&str, &str, &str)] = &[
    ("style.css", "text/css; charset=utf-8", include_str!("../assets/style.css")),
    ("panel.js", "text/javascript; charset=utf-8", include_str!("../assets/panel.js")),
    ("check.js", "text/javascript; charset=utf-8", include_str!("../assets/check.js")),
    ("send.js", "text/javascript; charset=utf-8", include_str!("../assets/send.js")),
    ("icon.svg", "image/svg+xml", include_str!("../assets/icon.svg")),
];

pub(crate) async fn serve(Path(file): Path<String>) -> Response {
    match FILES.iter().find(|(name, _, _)| *name == file) {
        Some((_, media_type, contents)) => {
            let headers =
                [(header::CONTENT_TYPE, *media_type), (header::CACHE_CONTROL, "max-age=3600")];
            (headers, *contents).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
