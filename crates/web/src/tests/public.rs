//! What the public does without signing in.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Answer, TestCity, actor, read_text};
use crate::site;

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A picture with a text of its maker in it.
fn picture() -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).expect("short").to_be_bytes();
        [&length[..], kind, data, &[0; 4]].concat()
    };
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0; 13]),
        chunk(b"tEXt", b"Author\0somebody"),
        chunk(b"IDAT", &[1, 2, 3]),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

/// A form with files, as browsers send it.
fn form(path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend(format!("{head}{value}\r\n").as_bytes());
    }
    for (name, bytes) in files {
        let head =
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n");
        body.extend(head.as_bytes());
        body.extend(b"Content-Type: application/octet-stream\r\n\r\n");
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    Request::post(path)
        .header("Sec-Fetch-Site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .expect("a request")
}

/// A report of a broken road, with its key.
fn report(key: &str) -> Request<Body> {
    let fields = [
        ("key", key),
        ("field.kind", "e0401"),
        ("field.what", "路面塌陷"),
        ("field.place", "650102"),
        ("field.at", "43.8, 87.6"),
        ("field.contact", "13800001111"),
    ];
    form("/submit/urban/case", &fields, &[("field.before", &picture())])
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers[header::LOCATION].to_str().expect("text").to_owned()
}

/// The number that a receipt tells.
fn number(receipt: &str) -> String {
    let (_, rest) = receipt.split_once("/records/urban/").expect("the record's address");
    rest.split('"').next().expect("its end").to_owned()
}

#[tokio::test]
async fn a_report_sent_twice_is_one_record_with_one_receipt() {
    let city = TestCity::of(&["urban"]);
    let list = city.get("/submit").await.text;
    assert!(list.contains("/submit/urban/case"), "{list}");
    let page = city.get("/submit/urban/case").await;
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store", "it holds a key");
    assert!(page.text.contains("name=\"key\""), "{}", page.text);
    assert!(!page.text.contains("field.source"), "the public is not asked for what it cannot know");

    let receipt = location(&city.ask(report(KEY)).await);
    let seen = city.seen();
    assert_eq!(location(&city.ask(report(KEY)).await), receipt);
    assert_eq!(city.seen(), seen, "nothing more is recorded");

    let shown = city.get(&receipt).await;
    assert_eq!(shown.headers[header::CACHE_CONTROL], "no-store");
    assert!(shown.text.contains("data-receipt") && shown.text.contains("受理员"), "{}", shown.text);
    let record = city.get(&format!("/records/urban/{}", number(&shown.text))).await.text;
    assert!(record.contains("北纬43.8°，东经87.6°"), "{record}");
    assert!(!record.contains("13800001111"), "contact details are in the vault only");
    let entries = city.app.store().entries(0, 100).expect("reads");
    let is_told = |it: &store::StoredEntry| String::from_utf8_lossy(&it.bytes).contains("1380000");
    assert!(!entries.iter().any(is_told), "the log does not have them");
    let other = location(&city.ask(report(&KEY.replace('0', "f"))).await);
    assert_ne!(other, receipt);
    let weak = city.ask(report("1")).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY, "a key is not guessed");
}

#[tokio::test]
async fn a_photograph_is_kept_bare_and_served_as_what_it_is() {
    let city = TestCity::of(&["urban"]);
    let receipt = location(&city.ask(report(KEY)).await);
    let number = number(&city.get(&receipt).await.text);
    let record = city.get(&format!("/records/urban/{number}")).await.text;
    let (_, rest) = record.split_once("<img class=\"photo\" src=\"").expect("a photograph");
    let file = city.get(rest.split('"').next().expect("its end")).await;
    assert_eq!(file.headers[header::CONTENT_TYPE], "image/png");
    assert_eq!(file.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(file.headers[header::CACHE_CONTROL].to_str().expect("text").contains("immutable"));
    let policy = file.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
    assert!(policy.contains("sandbox"), "{policy}");
    assert!(file.text.contains("IDAT") && !file.text.contains("somebody"));

    let page = b"<html><script>alert(1)</script>";
    let fields = [
        ("key", "fedcba9876543210fedcba9876543210"),
        ("field.kind", "e0401"),
        ("field.what", "路面塌陷"),
        ("field.place", "650102"),
    ];
    let refused = city.ask(form("/submit/urban/case", &fields, &[("field.before", page)])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("应为JPEG、PNG照片或PDF"), "{}", refused.text);
}

#[tokio::test]
async fn what_names_a_person_or_lies_elsewhere_is_refused_and_what_was_typed_is_kept() {
    let city = TestCity::of(&["urban"]);
    let seen = city.seen();
    for (field, value, why) in [
        ("field.what", "找张三138 0000 1111", "似有电话号码"),
        ("field.at", "116.39,39.9", "不在本市范围内"),
        ("field.at", "somewhere", "应填经度和纬度"),
        ("field.kind", "e9999", "应从列表中选择"),
    ] {
        let mut fields = vec![("key", KEY), ("field.place", "650102"), (field, value)];
        for (name, right) in [("field.what", "路灯不亮"), ("field.kind", "p0106")] {
            if name != field {
                fields.push((name, right));
            }
        }
        let refused = city.ask(form("/submit/urban/case", &fields, &[])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{value}");
        assert!(refused.text.contains(why), "{value}: {}", refused.text);
        assert!(refused.text.contains(&format!("value=\"{KEY}\"")), "the key stays");
        assert!(field == "field.kind" || refused.text.contains(value), "{}", refused.text);
    }
    let fields = [("key", KEY), ("field.source", "patrol"), ("field.what", "路灯不亮")];
    let refused = city.ask(form("/submit/urban/case", &fields, &[])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert_eq!(city.seen(), seen, "nothing is recorded");
}

#[tokio::test]
async fn who_reported_answers_by_the_link_and_anyone_may_do_what_is_left_to_anyone() {
    let city = TestCity::of(&["urban"]);
    let mine = location(&city.ask(report(KEY)).await).replace("?new=1", "");
    let number = number(&city.get(&mine).await.text);
    let record = format!("/records/urban/{number}");
    let acceptor = actor("urban-management-bureau", "acceptor");
    let decline = hall::Taking {
        step: "decline".to_owned(),
        reason: Some("不属于公共场所".to_owned()),
        ..hall::Taking::default()
    };
    city.app.take_step(&format!("urban/{number}"), decline, &acceptor).expect("declines");

    let page = city.get(&record).await.text;
    assert!(!page.contains("/steps/object"), "nobody else is offered it: {page}");
    let stranger =
        city.ask(form(&format!("{record}/steps/object"), &[("reason", "是")], &[])).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    let page = city.get(&mine).await.text;
    assert!(page.contains("/steps/object"), "{page}");
    let empty = city.ask(form(&format!("{mine}/steps/object"), &[("reason", " ")], &[])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wanted = [("reason", "这是市政道路"), ("seen", "2")];
    for _ in 0..2 {
        // The second is what a bad network makes of the first.
        let taken = city.ask(form(&format!("{mine}/steps/object"), &wanted, &[])).await;
        assert!(location(&taken).starts_with(&mine));
    }
    let stands = city.app.record_of(&format!("urban/{number}")).expect("reads");
    assert_eq!((stands.state.as_str(), stands.history.len()), ("received", 3));

    let page = city.get(&record).await.text;
    assert!(page.contains("/steps/second"), "{page}");
    let second = city.ask(form(&format!("{record}/steps/second"), &[("seen", "3")], &[])).await;
    assert_eq!(second.status, StatusCode::SEE_OTHER);
    assert!(city.get(&record).await.text.contains("社会公众"));
}

#[tokio::test]
async fn what_may_be_the_same_is_suggested_to_whoever_reported_and_to_offices_only() {
    let city = TestCity::of(&["urban"]);
    let reported = |key: &str, at: &str, kind: &str| {
        let fields = [
            ("key", &*KEY.replace('0', key)),
            ("field.kind", kind),
            ("field.what", "井盖缺失"),
            ("field.place", "650102"),
            ("field.at", at),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        form("/submit/urban/case", &fields, &[])
    };
    let mut numbers = Vec::new();
    for (key, at, kind) in [
        ("1", "87.6,43.8", "p0102"),
        ("2", "87.6,43.801", "p0102"),
        ("3", "87.6,43.8001", "p0106"),
        ("4", "", "p0102"),
    ] {
        let receipt = location(&city.ask(reported(key, at, kind)).await);
        numbers.push(number(&city.get(&receipt).await.text));
    }
    let mine = location(&city.ask(reported("5", "87.6,43.8003", "p0102")).await);
    let page = city.get(&mine).await.text;
    let (_, suggested) = page.split_once("data-duplicates").expect("suggestions");
    let (suggested, _) = suggested.split_once("</section>").expect("their end");
    assert!(suggested.contains(&numbers[0]) && suggested.contains("相距33米"), "{suggested}");
    assert!(suggested.contains(&numbers[3]) && suggested.contains("天山区"), "{suggested}");
    for number in [&numbers[1], &numbers[2]] {
        assert!(!suggested.contains(number), "too far away, or of another kind: {suggested}");
    }
    assert!(page.contains(&format!("<option value=\"{}\"", numbers[0])), "it can be chosen");
    let record = city.get(&format!("/records/urban/{}", number(&page))).await.text;
    assert!(!record.contains("data-duplicates"), "{record}");

    let join = form(
        &format!("{}/steps/join", mine.replace("?new=1", "")),
        &[("field.same_as", numbers[0].as_str())],
        &[],
    );
    assert_eq!(city.ask(join).await.status, StatusCode::SEE_OTHER);
    let joined = city.app.record_of(&format!("urban/{}", number(&page))).expect("reads");
    assert_eq!(joined.state, "merged");
}

#[tokio::test]
async fn programs_report_and_answer_in_the_same_way() {
    let city = TestCity::of(&["urban"]);
    let post = |path: &str, token: Option<&str>, body: &Value| {
        let mut request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", KEY);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        request.body(Body::from(body.to_string())).expect("a request")
    };
    use base64::Engine as _;
    let file = base64::prelude::BASE64_STANDARD.encode(picture());
    let body = json!({
        "pack": "urban",
        "register": "case",
        "fields": { "kind": "e0401", "what": "路面塌陷", "place": "650102" },
        "files": { "before": file },
    });
    let opened = city.ask(post("/api/v1/records", None, &body)).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text);
    let again = city.ask(post("/api/v1/records", None, &body)).await;
    assert_eq!(again.text, opened.text);
    let told: Value = serde_json::from_str(&opened.text).expect("JSON");
    let record = told["record"].as_str().expect("a record");
    let secret = told["mine"].as_str().expect("a link").replace("/mine/", "");
    let shown: Value =
        serde_json::from_str(&city.get(&format!("/api/v1/records/{record}")).await.text)
            .expect("JSON");
    let before = shown["fields"]["before"].as_str().expect("a file");
    assert!(hall::File::named(before).is_some(), "{before}");

    let step = format!("/api/v1/records/{record}/steps");
    let other = city.ask(report(&KEY.replace('0', "e"))).await;
    let other = number(&city.get(&location(&other)).await.text);
    let join = json!({ "fields": { "same_as": other } });
    for (token, status) in [(None, 401), (Some("wrong"), 401), (Some(secret.as_str()), 201)] {
        let answer = city.ask(post(&format!("{step}/join"), token, &join)).await;
        assert_eq!(answer.status.as_u16(), status, "{token:?}: {}", answer.text);
    }
    let closed = json!({ "pack": "urban", "register": "none", "fields": {} });
    let answer = city.ask(post("/api/v1/records", None, &closed)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_sender_cannot_send_without_end() {
    let city = TestCity::of(&["urban"]);
    let site = site(std::sync::Arc::clone(&city.app), read_text);
    let mut last = StatusCode::OK;
    for _ in 0..61 {
        let request = form("/mine/0000/steps/confirm", &[], &[]);
        last = site.clone().oneshot(request).await.expect("answers").status();
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
