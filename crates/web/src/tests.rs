//! What the site promises, asked through its own router.

mod clocks;
mod draft;
mod log;
mod open311;
mod personal;
mod promise;
mod public;
mod versions;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use app::{Actor, App, Clock, Definitions, Documents, ROLE_SUPERVISOR, Upload};
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use jiff::Timestamp;
use journal::Signer;
use store_sqlite::SqliteStore;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::{Unreadable, site};

const REPORT: &str = "2020年乌鲁木齐市政府工作报告\n\
    2019年工作回顾\n\
    全年新建旅游公厕23座，面貌有了改善。\n\
    2020年主要工作\n\
    新（改）建旅游公厕30座，方便群众出行。推进智慧城管建设，完善停车服务。\n";

/// A clock that stands still.
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        "2020-09-30T02:00:00Z".parse().expect("an instant")
    }
}

/// A city of its own for each test.
struct TestCity {
    app: Arc<App>,
    _folder: TempDir,
}

/// An answer, read.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
    text: String,
}

impl TestCity {
    fn new() -> Self {
        Self::of(&["works"])
    }

    /// One that runs these packs.
    fn of(packs: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        Self::running(packs.iter().map(|pack| files(&root.join(pack))).collect())
    }

    /// One that runs this pack with its files changed.
    fn changed(pack: &str, change: impl Fn(&str, &str) -> String) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let mut files = files(&root.join(pack));
        files.iter_mut().for_each(|(name, text)| *text = change(name, text));
        Self::running(vec![files])
    }

    fn running(packs: Vec<BTreeMap<String, String>>) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let documents = Documents { city: files(&root.join("cities/urumqi")), packs };
        let definitions = Definitions::read(&documents).expect("the sample is sound");
        let store = SqliteStore::open(&folder.path().join("city.db")).expect("opens");
        let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
        let app = App::open(definitions, Arc::new(store), Arc::new(Stopped), signer);
        let app = app.expect("opens").with_vault(Arc::new(personal::TestSafe::default()));
        let app = Arc::new(app.expect("the vault opens"));
        let inspector = actor("quality-inspection-station", "inspector");
        app.admit("inspector", &inspector).expect("admits");
        app.admit("resident", &actor("residents-panel", "resident")).expect("admits");
        app.admit("builder", &actor("culture-and-tourism-bureau", "builder")).expect("admits");
        app.admit("supervisor", &actor("supervision-office", ROLE_SUPERVISOR)).expect("admits");
        Self { app, _folder: folder }
    }

    /// With a report taken in and a work under way.
    fn at_work() -> Self {
        let city = Self::new();
        let supervisor = actor("supervision-office", ROLE_SUPERVISOR);
        city.app.take_in_report(&Upload::text(REPORT), &supervisor).expect("takes in");
        let builder = actor("culture-and-tourism-bureau", "builder");
        let fields = [
            ("name", "东山公厕"),
            ("kind", "tourist_toilet"),
            ("site", "650102"),
            ("owner", "culture-and-tourism-bureau"),
            ("quantity", "1"),
            ("due", "2020-12-31"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let opened = city.app.open_record("works", "work", "W-1", fields.into(), &builder);
        opened.expect("opens");
        for step in ["begin", "report"] {
            city.app.take_step("works/W-1", with_evidence(step), &builder).expect("steps");
        }
        city
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let answer =
            site(Arc::clone(&self.app), read_text).oneshot(request).await.expect("answers");
        let (parts, body) = answer.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("reads").to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, bytes, text }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// Asks as the supervision office does.
    async fn look(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, "desk=supervisor; lang=zh-CN");
        self.ask(request.body(Body::empty()).expect("a request")).await
    }

    /// Sends a form as the supervision office does.
    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).expect("encodes");
        let request = Request::post(path)
            .header(header::COOKIE, "desk=supervisor; lang=zh-CN")
            .header("Sec-Fetch-Site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body)).expect("a request")).await
    }

    /// How many entries the log has.
    fn seen(&self) -> String {
        self.app.store().log_size().expect("a size").to_string()
    }
}

/// Files are text in these tests; formats are the program's business.
fn read_text(bytes: &[u8]) -> Result<Upload, Unreadable> {
    let text = str::from_utf8(bytes);
    text.map(Upload::text)
        .map_err(|_| Unreadable { zh: "不是文本".into(), en: "no text".into() })
}

fn actor(office: &str, role: &str) -> Actor {
    Actor { office: office.to_owned(), role: role.to_owned() }
}

fn with_evidence(step: &str) -> hall::Taking {
    hall::Taking {
        step: step.to_owned(),
        evidence: Some("报告一份".to_owned()),
        ..hall::Taking::default()
    }
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for name in [
        "city.toml",
        "places.toml",
        "offices.toml",
        "calendar.toml",
        "pack.toml",
        "messages/zh-CN.toml",
        "messages/en.toml",
    ] {
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            files.insert(name.to_owned(), text);
        }
    }
    if let Some(pack) = files.get_mut("pack.toml") {
        // Whatever its own version is, tests go on from the second.
        let line = pack.lines().find(|line| line.starts_with("version = "));
        *pack = pack.replacen(line.expect("it has a version"), "version = 2", 1);
    }
    files
}

/// Every route, an example of it, and what a stranger gets: a page or file, or a refusal.
const ROUTES: &[(&str, &str, &str, u16)] = &[
    ("GET", "/", "/", 200),
    ("GET", "/reports/{report}", "/reports/urumqi-2020", 200),
    ("GET", "/commitments", "/commitments", 200),
    ("GET", "/commitments/{report}/{ordinal}", "/commitments/urumqi-2020/1", 200),
    ("GET", "/commitments/{report}/{ordinal}/correct", "/commitments/urumqi-2020/1/correct", 401),
    ("POST", "/commitments/{report}/{ordinal}/correct", "/commitments/urumqi-2020/1/correct", 401),
    ("GET", "/measures/{pack}/{measure}", "/measures/works/tourist_toilets", 200),
    ("GET", "/measures/{pack}/{measure}/proof", "/measures/works/tourist_toilets/proof", 422),
    ("GET", "/check", "/check", 200),
    ("GET", "/check/alone", "/check/alone", 200),
    ("GET", "/api/v1/measures", "/api/v1/measures", 200),
    ("GET", "/records", "/records", 200),
    ("GET", "/records/{pack}/{number}", "/records/works/W-1", 200),
    ("POST", "/records/{pack}/{number}/steps/{step}", "/records/works/W-1/steps/accept", 401),
    ("POST", "/records/{pack}/{number}/look", "/records/works/W-1/look", 401),
    ("POST", "/records/{pack}/{number}/move", "/records/works/W-1/move", 401),
    ("POST", "/api/v1/records/{pack}/{number}/move", "/api/v1/records/works/W-1/move", 401),
    ("GET", "/mine/{secret}", "/mine/0000", 404),
    ("GET", "/mine/{secret}/download", "/mine/0000/download", 404),
    ("GET", "/mine/{secret}/erase", "/mine/0000/erase", 404),
    ("POST", "/mine/{secret}/erase", "/mine/0000/erase", 404),
    ("GET", "/entries/{index}", "/entries/0", 200),
    ("GET", "/entries/{index}/proof", "/entries/0/proof", 200),
    ("GET", "/entries/{index}/bytes", "/entries/0/bytes", 200),
    ("GET", "/log", "/log", 200),
    ("GET", "/log/checkpoint", "/log/checkpoint", 200),
    ("GET", "/log/tile/{*path}", "/log/tile/0/000.p/1", 200),
    ("GET", "/documents/{hash}", "/documents/00", 404),
    ("GET", "/about", "/about", 200),
    ("GET", "/desk", "/desk", 200),
    ("POST", "/desk/session", "/desk/session", 401),
    ("POST", "/desk/session/end", "/desk/session/end", 303),
    ("GET", "/desk/reports", "/desk/reports", 401),
    ("POST", "/desk/reports", "/desk/reports", 401),
    ("GET", "/desk/reports/{report}", "/desk/reports/urumqi-2021", 401),
    ("POST", "/desk/reports/{report}/corrections", "/desk/reports/urumqi-2021/corrections", 401),
    ("POST", "/desk/reports/{report}/undo", "/desk/reports/urumqi-2021/undo", 401),
    ("POST", "/desk/reports/{report}/publish", "/desk/reports/urumqi-2021/publish", 401),
    ("POST", "/desk/reports/{report}/discard", "/desk/reports/urumqi-2021/discard", 401),
    ("POST", "/api/v1/drafts", "/api/v1/drafts", 401),
    ("GET", "/api/v1/drafts/{report}", "/api/v1/drafts/urumqi-2021", 401),
    ("POST", "/api/v1/drafts/{report}/{act}", "/api/v1/drafts/urumqi-2021/publish", 401),
    ("POST", "/api/v1/reports", "/api/v1/reports", 401),
    ("GET", "/api/v1/reports/{report}/commitments", "/api/v1/reports/urumqi-2020/commitments", 200),
    (
        "POST",
        "/api/v1/commitments/{report}/{ordinal}/{act}",
        "/api/v1/commitments/urumqi-2020/1/statements",
        401,
    ),
    ("GET", "/api/v1/measures/{pack}/{measure}", "/api/v1/measures/works/tourist_toilets", 200),
    ("POST", "/api/v1/records", "/api/v1/records", 415),
    ("GET", "/open311/{discovery}", "/open311/discovery.json", 200),
    ("GET", "/open311/{pack}/v2/{*path}", "/open311/works/v2/services.json", 404),
    ("POST", "/open311/{pack}/v2/{*path}", "/open311/works/v2/requests.json", 404),
    ("GET", "/submit", "/submit", 200),
    ("GET", "/submit/{pack}/{register}", "/submit/works/work", 404),
    ("POST", "/submit/{pack}/{register}", "/submit/works/work", 422),
    ("POST", "/mine/{secret}/steps/{step}", "/mine/0000/steps/accept", 404),
    ("GET", "/api/v1/records/{pack}/{number}", "/api/v1/records/works/W-1", 200),
    (
        "POST",
        "/api/v1/records/{pack}/{number}/steps/{step}",
        "/api/v1/records/works/W-1/steps/accept",
        415,
    ),
    ("GET", "/desk/open/{pack}/{register}", "/desk/open/works/work", 303),
    ("POST", "/desk/open/{pack}/{register}", "/desk/open/works/work", 401),
    ("GET", "/assets/{file}", "/assets/style.css", 200),
    ("GET", "/healthz", "/healthz", 200),
];

#[tokio::test]
async fn every_route_is_open_or_guarded() {
    let source = include_str!("lib.rs");
    let declared = source
        .split(".route(")
        .skip(1)
        .map(|rest| rest.split('"').nth(1).expect("a route begins with its path"));
    for path in declared {
        assert!(ROUTES.iter().any(|(_, route, _, _)| *route == path), "{path} is not tested");
    }
    let city = TestCity::at_work();
    let size = city.app.store().log_size().expect("reads");
    for (method, route, example, expected) in ROUTES {
        let form = "application/x-www-form-urlencoded";
        let body = if *method == "POST" { "token=wrong&evidence=x" } else { "" };
        let request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).expect("a method"))
            .uri(*example)
            .header(header::CONTENT_TYPE, form)
            .body(Body::from(body))
            .expect("a request");
        let answer = city.ask(request).await;
        assert_eq!(answer.status.as_u16(), *expected, "{method} {route}: {}", answer.text);
    }
    assert_eq!(city.app.store().log_size().expect("reads"), size, "strangers record nothing");
}

#[tokio::test]
async fn a_page_from_another_site_cannot_act() {
    let city = TestCity::at_work();
    let request = Request::post("/records/works/W-1/steps/accept")
        .header(header::COOKIE, "desk=inspector")
        .header("Sec-Fetch-Site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("evidence=x"))
        .expect("a request");
    assert_eq!(city.ask(request).await.status, StatusCode::FORBIDDEN);
    assert_eq!(city.app.record_of("works/W-1").expect("reads").state, "reported");
}

#[tokio::test]
async fn the_desk_takes_a_step_and_a_refused_one_keeps_what_was_typed() {
    let city = TestCity::at_work();
    let step = |token: &str, step: &str, body: &'static str| {
        Request::post(format!("/records/works/W-1/steps/{step}"))
            .header(header::COOKIE, format!("desk={token}"))
            .header("Sec-Fetch-Site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .expect("a request")
    };
    let refused = city.ask(step("builder", "accept", "evidence=x")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text.contains("role=\"alert\""));
    assert!(
        refused.text.contains("“验收通过”由验收单位办理，您的角色是建设单位。"),
        "{}",
        refused.text
    );
    let empty = city.ask(step("inspector", "return", "reason=&note=typed")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let taken = city.ask(step("inspector", "accept", "evidence=%E9%AA%8C%E6%94%B6%E5%8D%95")).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    let page = city.get("/commitments/urumqi-2020/1").await.text;
    assert!(page.contains("data-value>1座"), "{page}");
}

#[tokio::test]
async fn a_red_line_is_told_with_law_and_figures_and_a_warning_stands_on_the_page() {
    let city = TestCity::at_work();
    city.app.admit("funder", &actor("finance-bureau", "funder")).expect("admits");
    let take = |token: &str, step: &str, body: &'static str| {
        Request::post(format!("/records/works/W-1/steps/{step}"))
            .header(header::COOKIE, format!("desk={token}; lang=zh-CN"))
            .header("Sec-Fetch-Site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .expect("a request")
    };
    let refused = city.ask(take("funder", "pay", "evidence=x&field.paid=500")).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    for told in [
        "不符合规定：支付不得超过批准资金",
        "累计已付（元）：500元、批准资金（元）：未填",
        "预算法第十三条",
        "data-attempt",
    ] {
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    let attempt = city.app.store().log_size().expect("a size") - 1;
    let entry = city.get(&format!("/entries/{attempt}")).await.text;
    assert!(
        entry.contains("违反规定的申请被拒绝") && entry.contains("/records/works/W-1"),
        "{entry}"
    );
    let returned = city.ask(take("inspector", "return", "reason=x")).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER);
    let secured = "evidence=x&field.source=budget&field.approved=1000";
    assert_eq!(city.ask(take("funder", "fund", secured)).await.status, StatusCode::SEE_OTHER);
    let paid = city.ask(take("funder", "pay", "evidence=x&field.paid=500")).await;
    assert_eq!(paid.status, StatusCode::SEE_OTHER, "a warning refuses nothing");
    let page = city.get("/records/works/W-1?lang=zh-CN").await.text;
    assert!(page.contains("data-warning") && page.contains("已付比例明显超过完工比例"), "{page}");
}

#[tokio::test]
async fn the_desk_opens_a_record_of_any_register_and_tells_in_words_what_is_wrong() {
    let city = TestCity::at_work();
    let ask = |method: Method, body: &'static str| {
        Request::builder()
            .method(method)
            .uri("/desk/open/works/work")
            .header(header::COOKIE, "desk=builder")
            .header("Sec-Fetch-Site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .expect("a request")
    };
    let desk = Request::get("/desk").header(header::COOKIE, "desk=builder");
    let desk = city.ask(desk.body(Body::empty()).expect("a request")).await.text;
    assert!(desk.contains("/desk/open/works/work"), "{desk}");
    let form = city.ask(ask(Method::GET, "")).await.text;
    for control in ["name=\"field.kind\"", "name=\"field.site\"", "type=\"date\"", "650102"] {
        assert!(form.contains(control), "{control}: {form}");
    }
    let wrong = "number=W-7&field.name=%E5%9B%AD&field.kind=city_toilet&field.site=650102\
        &field.owner=culture-and-tourism-bureau&field.due=2020-12-31&field.quantity=many";
    let refused = city.ask(ask(Method::POST, wrong)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("应填不小于0的数，如12.5；不能填“many”。"), "{}", refused.text);
    assert!(refused.text.contains("value=\"园\""), "what was typed is kept: {}", refused.text);
    assert_eq!(refused.headers.get(header::CACHE_CONTROL).expect("is said"), "no-store");
    let right = "number=W-7&field.name=%E5%9B%AD&field.kind=city_toilet&field.site=650102\
        &field.owner=culture-and-tourism-bureau&field.due=2020-12-31&field.quantity=3";
    let opened = city.ask(ask(Method::POST, right)).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let record = city.app.record_of("works/W-7").expect("is there");
    assert_eq!(record.field("quantity"), Some("3"));
    let again = city.ask(ask(Method::POST, right)).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("works/W-7已经存在"), "{}", again.text);
    let person = "number=W-8&field.name=%E5%9B%AD&field.kind=city_toilet&field.site=650102\
        &field.owner=culture-and-tourism-bureau&field.due=2020-12-31&field.quantity=3\
        &field.contact=a+name";
    let opened = city.ask(ask(Method::POST, person)).await;
    assert_eq!(opened.status, StatusCode::CREATED);
    assert!(opened.text.contains("/mine/"), "the person's link is told once: {}", opened.text);
}

#[tokio::test]
async fn what_is_said_of_a_promise_is_on_its_page_and_only_who_may_says_it() {
    let city = TestCity::at_work();
    let say = |token: &str, act: &str, body: &'static str| {
        Request::post(format!("/api/v1/commitments/urumqi-2020/1/{act}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .expect("a request")
    };
    let owner = r#"{"lead":"culture-and-tourism-bureau","supporting":[]}"#;
    let word = r#"{"text":{"zh-CN":"八月完工。"}}"#;
    assert_eq!(city.ask(say("builder", "assign", owner)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(city.ask(say("builder", "statements", word)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(city.ask(say("supervisor", "assign", owner)).await.status, StatusCode::CREATED);
    assert_eq!(city.ask(say("builder", "statements", word)).await.status, StatusCode::CREATED);
    let unknown = city.ask(say("supervisor", "assign", r#"{"lead":"x","boss":"y"}"#)).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(city.ask(say("supervisor", "unmake", "{}")).await.status, StatusCode::NOT_FOUND);
    let page = city.get("/commitments/urumqi-2020/1").await.text;
    assert!(page.contains("八月完工。") && page.contains("市文化和旅游局"), "{page}");
}

#[tokio::test]
async fn the_language_is_chosen_by_address_then_cookie_then_browser() {
    let city = TestCity::at_work();
    let chinese = city.get("/").await;
    assert!(chinese.text.contains("<html lang=\"zh-CN\">"));
    let english = city.get("/commitments?lang=en&verdict=behind").await;
    assert!(english.text.contains("<html lang=\"en\">"));
    assert!(english.text.contains("verdict=behind"), "the switch stays on the page");
    let cookie = english.headers.get(header::SET_COOKIE).expect("it is remembered");
    assert!(cookie.to_str().expect("text").starts_with("lang=en"));
    let request = Request::get("/").header(header::COOKIE, "lang=en").body(Body::empty());
    let remembered = city.ask(request.expect("a request")).await;
    assert!(remembered.text.contains("<html lang=\"en\">"));
    let request = Request::get("/").header(header::ACCEPT_LANGUAGE, "en-GB,zh;q=0.5");
    let preferred = city.ask(request.body(Body::empty()).expect("a request")).await;
    assert!(preferred.text.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn the_report_is_marked_and_the_panel_needs_no_script() {
    let city = TestCity::at_work();
    let page = city.get("/reports/urumqi-2020?c=1").await.text;
    assert!(page.contains("data-commitment=\"1\""), "{page}");
    assert!(page.contains("id=\"c-1\""));
    assert!(page.contains("data-promised>30座"), "the panel shows the target");
    assert!(page.contains(">23座</a>"), "and the last result beside it");
    let panel = city.get("/reports/urumqi-2020?c=1&part=panel").await.text;
    assert!(panel.contains("data-panel") && !panel.contains("<html"));
    for path in ["/", "/reports/urumqi-2020", "/reports/urumqi-2020?c=1"] {
        let page = city.get(path).await.text;
        assert!(page.contains("data-read=\"machine\""), "{path} tells who read: {page}");
    }
}

#[tokio::test]
async fn a_date_in_the_past_shows_what_was_known_then() {
    let city = TestCity::at_work();
    let inspector = actor("quality-inspection-station", "inspector");
    city.app.take_step("works/W-1", with_evidence("accept"), &inspector).expect("accepts");
    let now = city.get("/measures/works/tourist_toilets").await.text;
    assert!(now.contains("data-total>1座"), "{now}");
    let before = city.get("/measures/works/tourist_toilets?on=2020-09-29").await.text;
    assert!(before.contains("data-total>0座"));
    let future = city.get("/measures/works/tourist_toilets?on=2030-01-01").await.text;
    assert!(future.contains("2020年9月30日"), "the future is not shown");
}

#[tokio::test]
async fn what_is_not_there_is_told_in_the_visitors_language() {
    let city = TestCity::new();
    for path in ["/nothing", "/commitments/urumqi-2020/1", "/entries/999", "/records/works/W-9"] {
        let answer = city.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text.contains("没有这个页面"), "{path}");
    }
    let empty = city.get("/").await;
    assert!(empty.status.is_success() && empty.text.contains("还没有报告"));
    assert!(city.get("/commitments?lang=en").await.text.contains("No commitment fits"));
}

#[tokio::test]
async fn hostile_words_are_shown_and_not_run() {
    let city = TestCity::at_work();
    let answer = city.get("/commitments?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(answer.status.is_success());
    assert!(!answer.text.contains("<script>alert"));
    let policy = answer.headers.get(header::CONTENT_SECURITY_POLICY).expect("a policy");
    assert!(policy.to_str().expect("text").contains("default-src 'self'"));
}
