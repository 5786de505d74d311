//! The log's files as C2SP `tlog-tiles` wants them served.

use std::io::Read;

use axum::body::Body;
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use journal::bundle;

use super::{Answer, TestCity, actor};

/// A city whose log fills a tile and begins another.
fn city() -> TestCity {
    let city = TestCity::at_work();
    let builder = actor("culture-and-tourism-bureau", "builder");
    for number in 2..260 {
        let fields = [
            ("name", "公厕"),
            ("kind", "tourist_toilet"),
            ("site", "650102"),
            ("owner", "culture-and-tourism-bureau"),
            ("quantity", "1"),
            ("due", "2020-12-31"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let number = format!("W-{number}");
        city.app.open_record("works", "work", &number, fields.into(), &builder).expect("opens");
    }
    let size = city.app.store().log_size().expect("reads");
    assert!((257..512).contains(&size), "one full tile and a part of the next: {size}");
    city
}

async fn ask(city: &TestCity, method: Method, path: &str, said: &[(HeaderName, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in said {
        request = request.header(name, *value);
    }
    city.ask(request.body(Body::empty()).expect("a request")).await
}

fn header_of<'a>(answer: &'a Answer, name: &HeaderName) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test]
async fn what_never_changes_may_be_kept_for_ever() {
    let city = city();
    let size = city.app.store().log_size().expect("reads");
    let rest = format!("001.p/{}", size - 256);
    let full = city.get("/log/tile/0/000").await;
    assert_eq!(full.bytes.len(), 8192);
    for part in ["000", "000.p/255", "000.p/1", &rest] {
        for kind in ["0", "entries"] {
            let path = format!("/log/tile/{kind}/{part}");
            let answer = city.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(header_of(&answer, &header::CONTENT_TYPE), "application/octet-stream");
            let keeping = header_of(&answer, &header::CACHE_CONTROL);
            assert_eq!(keeping, "public, max-age=31536000, immutable", "{path}");
        }
    }
    // A partial tile is there though the full one is, and is the beginning of it.
    assert_eq!(city.get("/log/tile/0/000.p/7").await.bytes, full.bytes[..7 * 32]);
    let bundle = city.get("/log/tile/entries/000.p/7").await.bytes;
    assert_eq!(bundle::decode(&bundle).expect("a bundle").len(), 7);
    assert_eq!(city.get("/log/tile/1/000.p/1").await.bytes.len(), 32);
}

#[tokio::test]
async fn what_is_not_there_is_not_remembered_as_missing() {
    let city = city();
    let beyond = [
        "tile/0/001",
        "tile/entries/001",
        "tile/0/001.p/200",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/0",
        "tile/0/000.p/07",
        "tile/1/000.p/2",
        "tile/1/000",
        "tile/2/000.p/1",
        "tile/64/000",
        "tile/entries/x000/000",
        "tile/data/000",
    ];
    for path in beyond {
        let answer = city.get(&format!("/log/{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(header_of(&answer, &header::CACHE_CONTROL), "no-store", "{path}");
    }
    let document = city.get(&format!("/documents/{}", "0".repeat(64))).await;
    assert_eq!(document.status, StatusCode::NOT_FOUND);
    assert_eq!(header_of(&document, &header::CACHE_CONTROL), "no-store");
}

#[tokio::test]
async fn who_has_a_file_is_not_sent_it_again() {
    let city = city();
    for path in ["/log/checkpoint", "/log/tile/0/000", "/log/tile/entries/000.p/9"] {
        let whole = city.get(path).await;
        let tag = header_of(&whole, &header::ETAG).to_owned();
        assert!(tag.starts_with("W/\"") && tag.ends_with('"'), "{tag}");
        let strong = tag.trim_start_matches("W/");
        for known in
            [tag.as_str(), strong, "*", &format!("\"other\", {tag}"), &format!("{tag},W/\"\"")]
        {
            let said = [(header::IF_NONE_MATCH, known)];
            let answer = ask(&city, Method::GET, path, &said).await;
            assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{path}: {known}");
            assert!(answer.bytes.is_empty());
            for name in [header::ETAG, header::CACHE_CONTROL, header::VARY] {
                assert_eq!(header_of(&answer, &name), header_of(&whole, &name), "{path}");
            }
        }
        for other in ["\"other\"", "W/\"other\"", "other"] {
            let answer = ask(&city, Method::GET, path, &[(header::IF_NONE_MATCH, other)]).await;
            assert_eq!((answer.status, &answer.bytes), (StatusCode::OK, &whole.bytes), "{path}");
        }
        let head = ask(&city, Method::HEAD, path, &[]).await;
        assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0), "{path}");
        for name in
            [header::ETAG, header::CACHE_CONTROL, header::CONTENT_TYPE, header::CONTENT_LENGTH]
        {
            assert_eq!(header_of(&head, &name), header_of(&whole, &name), "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn a_checkpoint_is_asked_for_again_and_is_another_after_an_act() {
    let city = TestCity::at_work();
    let before = city.get("/log/checkpoint").await;
    assert_eq!(header_of(&before, &header::CONTENT_TYPE), "text/plain; charset=utf-8");
    assert_eq!(header_of(&before, &header::CACHE_CONTROL), "no-cache");
    let inspector = actor("quality-inspection-station", "inspector");
    city.app.take_step("works/W-1", super::with_evidence("accept"), &inspector).expect("accepts");
    let known = header_of(&before, &header::ETAG);
    let after = ask(&city, Method::GET, "/log/checkpoint", &[(header::IF_NONE_MATCH, known)]).await;
    assert_eq!(after.status, StatusCode::OK);
    assert_ne!(after.text, before.text);
}

#[tokio::test]
async fn bundles_are_packed_for_whoever_takes_gzip_and_hashes_never_are() {
    let city = city();
    let path = "/log/tile/entries/000";
    let plain = city.get(path).await;
    assert_eq!(header_of(&plain, &header::CONTENT_ENCODING), "");
    for accepted in ["gzip", "gzip, identity", "br;q=1.0, gzip;q=0.8, *;q=0.1"] {
        let packed = ask(&city, Method::GET, path, &[(header::ACCEPT_ENCODING, accepted)]).await;
        assert_eq!(header_of(&packed, &header::CONTENT_ENCODING), "gzip", "{accepted}");
        assert_eq!(header_of(&packed, &header::VARY), "accept-encoding");
        assert_eq!(header_of(&packed, &header::ETAG), header_of(&plain, &header::ETAG));
        assert!(packed.bytes.len() * 3 < plain.bytes.len(), "{} bytes", packed.bytes.len());
        let mut unpacked = Vec::new();
        let mut reader = flate2::read::GzDecoder::new(&packed.bytes[..]);
        reader.read_to_end(&mut unpacked).expect("unpacks");
        assert_eq!(unpacked, plain.bytes);
    }
    for accepted in ["identity", "gzip;q=0"] {
        let answer = ask(&city, Method::GET, path, &[(header::ACCEPT_ENCODING, accepted)]).await;
        assert_eq!(header_of(&answer, &header::CONTENT_ENCODING), "", "{accepted}");
        assert_eq!(answer.bytes, plain.bytes);
    }
    let gzip = [(header::ACCEPT_ENCODING, "gzip")];
    let hashes = ask(&city, Method::GET, "/log/tile/0/000", &gzip).await;
    assert_eq!(header_of(&hashes, &header::CONTENT_ENCODING), "");
    assert_eq!(header_of(&hashes, &header::CONTENT_LENGTH), "8192");
}
