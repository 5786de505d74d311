//! What the site shows of a person: to that person all of it, to an office after a recorded look,
//! to everybody else nothing.

use std::sync::atomic::{AtomicU8, Ordering};

use app::{Safe, SafeError};
use vault::MasterKey;

use super::*;

/// A value that is searched for wherever it must not be.
const MARKER: &str = "马师傅 0991-5550123";

/// A safe for tests: its random bytes never repeat within one.
#[derive(Default)]
pub(super) struct TestSafe(AtomicU8);

impl Safe for TestSafe {
    fn master(&self) -> MasterKey {
        MasterKey::new([200; 32])
    }
    fn random(&self) -> Result<[u8; 32], SafeError> {
        Ok([self.0.fetch_add(1, Ordering::SeqCst); 32])
    }
    fn erased(&self) -> Result<Vec<String>, SafeError> {
        Ok(Vec::new())
    }
    fn remember_erased(&self, _: &str) -> Result<(), SafeError> {
        Ok(())
    }
}

fn opening(number: &str, contact: &str) -> Request<Body> {
    let body = serde_json::json!({
        "pack": "works",
        "register": "work",
        "number": number,
        "fields": {
            "name": "东山公厕",
            "kind": "tourist_toilet",
            "site": "650102",
            "owner": "culture-and-tourism-bureau",
            "quantity": "1",
            "due": "2020-12-31",
            "contact": contact,
        },
    });
    Request::post("/api/v1/records")
        .header(header::AUTHORIZATION, "Bearer builder")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .expect("a request")
}

/// Opens a record with a contact; the address of that person's page.
async fn opened(city: &TestCity) -> String {
    let answer = city.ask(opening("W-2", MARKER)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    assert!(!answer.text.contains("马师傅"));
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let body: serde_json::Value = serde_json::from_str(&answer.text).expect("JSON");
    body["mine"].as_str().expect("an address").to_owned()
}

fn form(path: &str, token: &str, body: &'static str) -> Request<Body> {
    Request::post(path)
        .header(header::COOKIE, format!("desk={token}"))
        .header("Sec-Fetch-Site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .expect("a request")
}

const LOOK: &str = "/records/works/W-2/look";
/// 约定验收时间
const REASON: &str = "reason=%E7%BA%A6%E5%AE%9A%E9%AA%8C%E6%94%B6%E6%97%B6%E9%97%B4";

fn is_private(answer: &Answer) -> bool {
    answer.headers.get(header::CACHE_CONTROL).is_some_and(|it| it == "no-store")
        && answer.headers.get(header::REFERRER_POLICY).is_some_and(|it| it == "no-referrer")
}

#[tokio::test]
async fn an_office_sees_it_once_with_a_reason_and_never_without() {
    let city = TestCity::at_work();
    opened(&city).await;
    let size = city.app.store().log_size().expect("reads");
    for (token, body, status) in [
        ("wrong", REASON, StatusCode::UNAUTHORIZED),
        ("inspector", "reason=+", StatusCode::UNPROCESSABLE_ENTITY),
        ("inspector", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("resident", REASON, StatusCode::FORBIDDEN),
    ] {
        let refused = city.ask(form(LOOK, token, body)).await;
        assert_eq!(refused.status, status, "{token}: {}", refused.text);
        assert!(!refused.text.contains("马师傅"), "{token}");
    }
    let nothing = city.ask(form("/records/works/W-1/look", "inspector", REASON)).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND, "of that record nothing is kept");
    assert_eq!(city.app.store().log_size().expect("reads"), size, "nothing was recorded");
    let shown = city.ask(form(LOOK, "inspector", REASON)).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text.contains(MARKER) && is_private(&shown));
    assert_eq!(city.app.store().log_size().expect("reads"), size + 1);
    let request = Request::get("/records/works/W-2").header(header::COOKIE, "desk=inspector");
    let again = city.ask(request.body(Body::empty()).expect("a request")).await;
    assert!(!again.text.contains("马师傅"), "the page itself never has it");
    assert!(again.text.contains("data-look-form"));
    let public = city.get("/records/works/W-2").await.text;
    assert!(public.contains("约定验收时间") && public.contains("市建设工程质量监督站"));
    assert!(!public.contains("data-look-form"), "{public}");
}

#[tokio::test]
async fn a_person_sees_all_of_it_downloads_it_and_erases_it() {
    let city = TestCity::at_work();
    let mine = opened(&city).await;
    city.ask(form(LOOK, "inspector", REASON)).await;
    let page = city.get(&mine).await;
    assert!(page.status.is_success() && is_private(&page), "{}", page.text);
    for part in [MARKER, "约定验收时间", "市建设工程质量监督站", "验收单位", "东山公厕"]
    {
        assert!(page.text.contains(part), "{part}");
    }
    let english = city.get(&format!("{mine}?lang=en")).await;
    assert!(english.text.contains("Contact at the site") && english.text.contains(MARKER));
    let file = city.get(&format!("{mine}/download")).await;
    assert!(is_private(&file));
    assert!(file.headers.contains_key(header::CONTENT_DISPOSITION));
    let told: serde_json::Value = serde_json::from_str(&file.text).expect("JSON");
    assert_eq!(told["kept"][0]["value"], MARKER);
    assert_eq!(told["looks"][0]["reason"], "约定验收时间");
    let salt = told["kept"][0]["salt"].as_str().expect("text");
    assert_eq!(salt.len(), 64);
    let asked = city.get(&format!("{mine}/erase")).await;
    assert!(asked.text.contains("data-erase") && is_private(&asked));
    assert!(city.get(&mine).await.text.contains(MARKER), "asking erases nothing");
    let erased = city.ask(form(&format!("{mine}/erase"), "", "")).await;
    assert_eq!(erased.status, StatusCode::SEE_OTHER);
    let after = city.get(&mine).await;
    assert!(after.text.contains("data-erased") && !after.text.contains("马师傅"));
    assert!(after.text.contains("约定验收时间"), "who looked is still told");
    let gone = city.ask(form(LOOK, "inspector", REASON)).await;
    assert_eq!(gone.status, StatusCode::GONE);
    let record = city.get("/records/works/W-2?lang=en").await.text;
    assert!(record.contains("Erased on"), "{record}");
    let wrong = city.get("/mine/0000").await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_of_a_person_is_anywhere_else() {
    let city = TestCity::at_work();
    let mine = opened(&city).await;
    city.ask(form(LOOK, "inspector", REASON)).await;
    let mut paths: Vec<String> = ROUTES
        .iter()
        .filter(|(method, ..)| *method == "GET")
        .map(|(_, _, example, _)| example.replace("W-1", "W-2"))
        .collect();
    let size = city.app.store().log_size().expect("reads");
    assert!(size < 256, "one tile holds the log");
    paths.push(format!("/log/tile/entries/000.p/{size}"));
    for index in 0..size {
        paths.push(format!("/entries/{index}"));
    }
    let log = city.get(&format!("/log/tile/entries/000.p/{size}")).await.text;
    let documents: Vec<String> = log
        .split("\"sha256\":\"")
        .skip(1)
        .filter_map(|rest| Some(format!("/documents/{}", rest.get(..64)?)))
        .collect();
    assert!(documents.len() > 1 && log.contains("personal.kept"), "{log}");
    paths.extend(documents);
    for path in paths {
        // An office's own pages differ where there is something to do; the log's do not.
        let tokens: &[&str] =
            if path.starts_with("/entries") { &[""] } else { &["", "inspector", "supervisor"] };
        for token in tokens {
            let request = Request::get(&path).header(header::COOKIE, format!("desk={token}"));
            let answer = city.ask(request.body(Body::empty()).expect("a request")).await;
            assert!(!answer.text.contains("5550123"), "{path} as {token}");
            assert!(!answer.text.contains(&mine), "{path} as {token}");
        }
    }
    // Nor in what is said of a request that cannot be used.
    let twice = city.ask(opening("W-2", MARKER)).await;
    let long = city.ask(opening("W-3", &MARKER.repeat(200))).await;
    let body = format!(r#"{{"pack":"works","fields":{{"contact":["{MARKER}"]}}}}"#);
    let request = Request::post("/api/v1/records")
        .header(header::AUTHORIZATION, "Bearer builder")
        .header(header::CONTENT_TYPE, "application/json");
    let bad = city.ask(request.body(Body::from(body)).expect("a request")).await;
    for answer in [twice, long, bad] {
        assert!(answer.status.is_client_error());
        assert!(!answer.text.contains("5550123"), "{}", answer.text);
    }
}
