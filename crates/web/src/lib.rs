//! The portal that everyone reads, the desk where offices act, the API, and the log's public files.
//!
//! A handler parses the request, calls one use case of [`app`] on a blocking thread, and renders a
//! template with typed contents. Pages are whole without JavaScript; everything that changes what
//! is shown lives in the address. A language, a date and filters are query parameters.
//!
//! # Adding a page
//! 1. A file in `page/` with the handler and the template's struct; the template in `templates/`.
//! 2. Its route in `routes`; the test `every_route_is_open_or_guarded` then asks which it is.
//! 3. Its messages in `locales/zh-CN.ftl` and `locales/en.ftl`.

mod address;
mod api;
mod assets;
mod chart;
mod failure;
mod fields;
mod form;
mod limits;
mod log;
mod open311;
mod page;
mod portal;
mod refusal;
mod session;
mod text;
mod upload;
mod view;
mod visit;

use std::sync::Arc;
use std::time::Duration;

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use portal::Portal;
use upload::UPLOAD_LIMIT_BYTES;
pub use upload::{ReadFile, Unreadable};

/// The largest body that a request may have, other than an upload.
const BODY_LIMIT_BYTES: usize = 1024 * 1024;

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Scripts and styles come from here only, and nobody may put the pages in a frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// The whole site of one city; `read_file` gets the text out of uploaded files.
pub fn site(app: Arc<App>, read_file: ReadFile) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let uploads = uploads()
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT_BYTES))
        .layer(RequestBodyLimitLayer::new(UPLOAD_LIMIT_BYTES));
    routes()
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT_BYTES))
        .merge(uploads)
        .fallback(page::not_found)
        .layer(CsrfLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new().compress_when(log::is_packed()))
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .with_state(Portal::new(app, read_file))
}

/// Where files are sent to: reports, and what comes with records and steps.
fn uploads() -> Router<Portal> {
    Router::new()
        .route("/desk/reports", get(page::intake::show).post(page::intake::receive))
        .route("/api/v1/reports", post(api::take_in_report))
        .route("/api/v1/drafts", post(api::draft::receive))
        .route("/submit/{pack}/{register}", get(page::submit::show).post(page::submit::submit))
        .route("/mine/{secret}/steps/{step}", post(page::mine::take))
        .route("/records/{pack}/{number}/steps/{step}", post(page::record::take))
        .route("/desk/open/{pack}/{register}", get(page::open::show).post(page::open::open))
        .route("/open311/{pack}/v2/{*path}", get(open311::show).post(open311::post))
        .route("/api/v1/records", post(api::record::open))
        .route("/api/v1/records/{pack}/{number}/steps/{step}", post(api::record::take_step))
}

fn routes() -> Router<Portal> {
    Router::new()
        .route("/", get(page::home::show))
        .route("/reports/{report}", get(page::report::show))
        .route("/commitments", get(page::commitments::show))
        .route("/commitments/{report}/{ordinal}", get(page::commitment::show))
        .route(
            "/commitments/{report}/{ordinal}/correct",
            get(page::correct::show).post(page::correct::correct),
        )
        .route("/measures/{pack}/{measure}", get(page::measure::show))
        .route("/measures/{pack}/{measure}/proof", get(page::check::figure))
        .route("/check", get(page::check::show))
        .route("/check/alone", get(page::check::alone))
        .route("/submit", get(page::submit::list))
        .route("/records", get(page::records::show))
        .route("/records/{pack}/{number}", get(page::record::show))
        .route("/records/{pack}/{number}/look", post(page::personal::look))
        .route("/records/{pack}/{number}/move", post(page::moving::take))
        .route("/mine/{secret}", get(page::mine::show))
        .route("/mine/{secret}/download", get(page::mine::download))
        .route("/mine/{secret}/erase", get(page::mine::ask).post(page::mine::erase))
        .route("/entries/{index}", get(page::entry::show))
        .route("/entries/{index}/proof", get(page::entry::proof))
        .route("/entries/{index}/bytes", get(page::entry::bytes))
        .route("/log", get(page::log::show))
        .route("/log/checkpoint", get(log::checkpoint))
        .route("/log/tile/{*path}", get(log::tile))
        .route("/documents/{hash}", get(log::document))
        .route("/about", get(page::about::show))
        .route("/desk", get(page::desk::show))
        .route("/desk/session", post(page::desk::sign_in))
        .route("/desk/session/end", post(page::desk::sign_out))
        .route("/desk/reports/{report}", get(page::draft::show))
        .route("/desk/reports/{report}/corrections", post(page::draft::correct))
        .route("/desk/reports/{report}/undo", post(page::draft::undo))
        .route("/desk/reports/{report}/publish", post(page::draft::publish))
        .route("/desk/reports/{report}/discard", post(page::draft::discard))
        .route("/api/v1/drafts/{report}", get(api::draft::show))
        .route("/api/v1/drafts/{report}/{act}", post(api::draft::act))
        .route("/api/v1/reports/{report}/commitments", get(api::commitments))
        .route("/api/v1/commitments/{report}/{ordinal}/{act}", post(api::say))
        .route("/api/v1/measures", get(api::measures))
        .route("/api/v1/measures/{pack}/{measure}", get(api::measure))
        .route("/api/v1/records/{pack}/{number}", get(api::record::show))
        .route("/api/v1/records/{pack}/{number}/move", post(api::record::move_record))
        .route("/assets/{file}", get(assets::serve))
        .route("/open311/{discovery}", get(open311::discovery))
        .route("/healthz", get(|| async { "ok\n" }))
}

#[cfg(test)]
mod tests;
