//! What Open311 GeoReport v2 asks of a server, by the words of its specification.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::Value;

use super::{TestCity, actor};

const BASE: &str = "/open311/urban/v2";

/// Sends a request as the specification has it: a form.
fn send(format: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let body = serde_urlencoded::to_string(fields).expect("encodes");
    Request::post(format!("{BASE}/requests.{format}"))
        .header(header::HOST, "city.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8")
        .body(Body::from(body))
        .expect("a request")
}

async fn json(city: &TestCity, path: &str) -> Value {
    let answer = city.get(&format!("{BASE}/{path}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json; charset=utf-8");
    serde_json::from_str(&answer.text).expect("JSON")
}

/// Sends a request and returns its id.
async fn opened(city: &TestCity, code: &str, what: &str) -> String {
    let fields = [
        ("service_code", code),
        ("lat", "43.8"),
        ("long", "87.6"),
        ("address_string", "团结路东口"),
        ("description", what),
        ("first_name", "三"),
        ("last_name", "张"),
        ("phone", "13800001111"),
        ("email", "a@example.com"),
        ("media_url", "http://example.com/a.jpg"),
    ];
    let answer = city.ask(send("json", &fields)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let told: Value = serde_json::from_str(&answer.text).expect("JSON");
    assert!(told[0].get("token").is_none(), "token and id exclude each other");
    let notice = told[0]["service_notice"].as_str().expect("a notice");
    assert!(notice.contains("http://city.example/mine/"), "{notice}");
    told[0]["service_request_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn services_are_the_codes_of_the_category_and_endpoints_are_discovered() {
    let city = TestCity::of(&["urban"]);
    let services = json(&city, "services.json").await;
    let cover = services.as_array().expect("a bare list").iter();
    let mut cover = cover.filter(|it| it["service_code"] == "p0102");
    let cover = cover.next().expect("the sewer cover");
    assert_eq!((&cover["service_name"], &cover["type"]), (&"污水井盖".into(), &"realtime".into()));
    assert_eq!(cover["metadata"], false);
    for key in ["description", "keywords", "group"] {
        assert!(cover.get(key).is_some(), "{key}");
    }
    let xml = city.get(&format!("{BASE}/services.xml")).await;
    assert_eq!(xml.headers[header::CONTENT_TYPE], "text/xml; charset=utf-8");
    assert!(xml.text.contains("<services><service><service_code>e0101</service_code>"));

    let discovery = city.get("/open311/discovery.json").await.text;
    let discovery: Value = serde_json::from_str(&discovery).expect("JSON");
    let endpoint = &discovery["endpoints"][0];
    assert_eq!(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
    assert!(endpoint["url"].as_str().expect("an address").ends_with(BASE));
    assert_eq!(endpoint["formats"][0], "text/xml");
    let xml = city.get("/open311/discovery.xml").await.text;
    assert!(xml.contains("<formats><format>text/xml</format>"), "{xml}");
}

#[tokio::test]
async fn what_a_register_asks_beyond_the_standard_is_an_attribute() {
    // Without its address the pack has a field that no parameter of the standard tells.
    let city = TestCity::changed("urban", |name, text| match name {
        "pack.toml" => text.replace("address = \"spot\"\n", "").replace(
            "[registers.case.fields.spot]\ntype = \"text\"",
            "[registers.case.fields.spot]\ntype = \"code\"\ncodes = [\"good\", \"bad\"]\n\
             required = true",
        ),
        _ => format!("{text}\n[code.case.spot]\ngood = \"好\"\nbad = \"坏\"\n"),
    });
    let services = json(&city, "services.json").await;
    assert_eq!(services[0]["metadata"], true);
    let told = json(&city, "services/p0102.json").await;
    let attribute = &told["attributes"][0];
    assert_eq!((&told["service_code"], &attribute["code"]), (&"p0102".into(), &"spot".into()));
    assert_eq!(attribute["datatype"], "singlevaluelist");
    assert_eq!(attribute["required"], true);
    assert_eq!(attribute["values"][0]["key"], "good");
    let xml = city.get(&format!("{BASE}/services/p0102.xml")).await.text;
    assert!(xml.contains("<values><value><key>good</key><name>"), "{xml}");

    let fields = [("service_code", "p0102"), ("lat", "43.8"), ("long", "87.6")];
    assert_eq!(city.ask(send("json", &fields)).await.status, StatusCode::BAD_REQUEST);
    let whole = [&fields[..], &[("attribute[spot]", "bad")]].concat();
    assert_eq!(city.ask(send("json", &whole)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_request_is_sent_followed_and_closed() {
    let city = TestCity::of(&["urban"]);
    let id = opened(&city, "p0102", "井盖缺失").await;
    let told = json(&city, &format!("requests/{id}.json")).await;
    let request = &told[0];
    for (key, value) in [
        ("service_request_id", id.as_str()),
        ("status", "open"),
        ("status_notes", "已收到"),
        ("service_name", "污水井盖"),
        ("service_code", "p0102"),
        ("description", "井盖缺失"),
        ("address", "团结路东口"),
        ("requested_datetime", "2020-09-30T10:00:00+08:00"),
        ("updated_datetime", "2020-09-30T10:00:00+08:00"),
    ] {
        assert_eq!(request[key], value, "{key}: {request}");
    }
    assert_eq!((request["lat"].as_f64(), request["long"].as_f64()), (Some(43.8), Some(87.6)));
    assert!(!told.to_string().contains("1380000") && !told.to_string().contains("张"));
    let token = json(&city, &format!("tokens/{id}.json")).await;
    assert_eq!(token[0]["service_request_id"], id.as_str());

    let decline = hall::Taking {
        step: "decline".to_owned(),
        reason: Some("不属于公共场所".to_owned()),
        ..hall::Taking::default()
    };
    let acceptor = actor("urban-management-bureau", "acceptor");
    city.app.take_step(&format!("urban/{id}"), decline, &acceptor).expect("declines");
    let told = json(&city, &format!("requests/{id}.json")).await;
    assert_eq!(
        (&told[0]["status"], &told[0]["status_notes"]),
        (&"closed".into(), &"不予立案".into())
    );
    let xml = city.get(&format!("{BASE}/requests/{id}.xml")).await.text;
    assert!(xml.starts_with("<?xml") && xml.contains("<service_requests><request>"), "{xml}");
    assert!(xml.contains("<zipcode/>") && xml.contains("<lat>43.8</lat>"), "{xml}");
}

#[tokio::test]
async fn requests_are_found_by_id_service_status_and_time() {
    let city = TestCity::of(&["urban"]);
    let cover = opened(&city, "p0102", "井盖缺失").await;
    let lamp = opened(&city, "p0106", "路灯不亮").await;
    let count = async |query: &str| {
        json(&city, &format!("requests.json?{query}")).await.as_array().expect("a list").len()
    };
    for (query, expected) in [
        ("", 2),
        ("service_code=p0102", 1),
        ("service_code=p0102,p0106", 2),
        ("status=open", 2),
        ("status=closed", 0),
        ("status=open,closed", 2),
        ("start_date=2020-09-30T00:00:00Z", 2),
        ("start_date=2020-09-30T10:00:01%2B08:00", 0),
        ("end_date=2020-09-30T01:59:59Z", 0),
        ("start_date=2020-07-02T00:00:00Z&end_date=2020-09-30T00:00:00Z", 0),
        ("jurisdiction_id=urumqi", 2),
    ] {
        assert_eq!(count(query).await, expected, "{query}");
    }
    // Ids override all the rest.
    let both = format!("service_request_id={cover},{lamp}&status=closed&service_code=p0102");
    assert_eq!(count(&both).await, 2);
}

#[tokio::test]
async fn what_cannot_be_done_is_told_as_the_specification_says() {
    let city = TestCity::of(&["urban"]);
    for (path, status) in [
        ("requests/none.json", 404),
        ("requests.json?service_request_id=none", 404),
        ("requests.json?service_code=none", 404),
        ("services/none.json", 404),
        ("tokens/none.json", 404),
        ("services.json?jurisdiction_id=elsewhere", 404),
        ("nothing.json", 404),
        ("requests.json?status=done", 400),
        ("requests.json?start_date=2020-01-01", 400),
        ("requests.json?start_date=2020-01-01T00:00:00Z&end_date=2020-04-02T00:00:00Z", 400),
        ("requests.json?start_date=2020-03-01T00:00:00Z&end_date=2020-02-01T00:00:00Z", 400),
    ] {
        let answer = city.get(&format!("{BASE}/{path}")).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text);
        let errors: Value = serde_json::from_str(&answer.text).expect("JSON");
        assert_eq!(errors[0]["code"], status.to_string(), "{path}");
        assert!(errors[0]["description"].is_string(), "{path}");
    }
    let at = [("lat", "43.8"), ("long", "87.6")];
    for (fields, status) in [
        (vec![("service_code", "p0102")], 400),
        ([&at[..], &[("service_code", "none")]].concat(), 404),
        (at.to_vec(), 400),
        (vec![("service_code", "p0102"), ("lat", "1"), ("long", "2")], 400),
        (vec![("service_code", "p0102"), ("address_id", "110000")], 400),
        ([&at[..], &[("service_code", "p0102"), ("api_key", "wrong")]].concat(), 403),
    ] {
        let answer = city.ask(send("xml", &fields)).await;
        assert_eq!(answer.status.as_u16(), status, "{fields:?}: {}", answer.text);
        assert!(answer.text.contains(&format!("<errors><error><code>{status}</code>")));
    }
}

#[tokio::test]
async fn a_key_is_asked_for_where_the_pack_says_so() {
    let city = TestCity::changed("urban", |_, text| {
        text.replace("address = \"spot\"\n", "address = \"spot\"\nneeds_key = true\n")
    });
    city.app.admit("partner", &actor("urban-management-bureau", "collector")).expect("admits");
    let fields = [("service_code", "p0102"), ("address_id", "650102")];
    assert_eq!(city.ask(send("json", &fields)).await.status, StatusCode::FORBIDDEN);
    let keyed = [&fields[..], &[("api_key", "partner")]].concat();
    assert_eq!(city.ask(send("json", &keyed)).await.status, StatusCode::CREATED);
    assert_eq!(json(&city, "requests.json").await[0]["address_id"], "650102");
}
