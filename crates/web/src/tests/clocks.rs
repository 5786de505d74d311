//! What pages tell of offices asked side by side, of records handed up, of hours and of clocks.

use pack::{DiagnosticCode, Source};

use super::*;

/// A matter on which offices are asked, and which is handed up when nobody settles it in time.
const PACK: &str = "
id = 'demo'
version = 1
roles = 'clerk'
[registers.thing]
title = 'name'
fields.name = { type = 'text', required = true }
fields.holder = { type = 'office', required = true }
fields.asked = { type = 'office', many = true }
[procedures.way]
register = 'thing'
start = 'here'
opened_by = 'clerk'
[procedures.way.states]
here = {}
above = {}
asking = {}
done = { final = true }
[procedures.way.clocks.settle]
working_hours = 4
basis = 'our own rule'
runs_in = 'here'
[procedures.way.clocks.opinion]
working_days = 3
basis = 'our own rule'
runs_in = 'asking'
each_of = 'asked'
[procedures.way.steps.hand_up]
from = 'here'
to = 'above'
by_clock = 'settle'
lifts = 'holder'
[procedures.way.steps.note]
from = 'here'
role = 'clerk'
needs = 'note'
[procedures.way.steps.ask]
from = 'above'
to = 'asking'
role = 'clerk'
fills = 'asked'
[procedures.way.steps.opine]
from = 'asking'
to = 'done'
role = 'clerk'
each_of = 'asked'
[procedures.way.steps.deem]
from = 'asking'
to = 'done'
by_clock = 'opinion'
";

/// A clock that a test sets.
struct Hand(std::sync::Mutex<Timestamp>);

impl Hand {
    fn set(&self, at: &str) {
        *self.0.lock().expect("nobody panics meanwhile") = at.parse().expect("an instant");
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("nobody panics meanwhile")
    }
}

/// The files of the pack; every word is the key that it stands for.
fn pack_files() -> BTreeMap<String, String> {
    let paths = ["messages/zh-CN.toml", "messages/en.toml"];
    let empty = paths.map(|path| Source { path, text: "" });
    let faults = pack::check(&[&[Source { path: "pack.toml", text: PACK }][..], &empty].concat()).1;
    let mut words = String::new();
    for fault in faults.iter().filter(|it| it.file == paths[0]) {
        if let DiagnosticCode::MissingMessage { key } = &fault.code {
            words += &format!("{key} = '{key}'\n");
        }
    }
    let texts = paths.map(|path| (path.to_owned(), words.clone()));
    BTreeMap::from(texts).into_iter().chain([("pack.toml".to_owned(), PACK.to_owned())]).collect()
}

const DISTRICT: &str = "tianshan-government";

/// A city with one matter, opened on Thursday, 2 July 2020, at one in the afternoon.
fn city() -> (TestCity, Arc<Hand>) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut city = files(&root.join("cities/urumqi"));
    let id = format!("id = \"{DISTRICT}\"");
    let upper = format!("{id}\nupper = \"urban-management-bureau\"");
    let offices = city.get_mut("offices.toml").expect("offices");
    *offices = offices.replace(&id, &upper);
    let documents = Documents { city, packs: vec![pack_files()] };
    let definitions = Definitions::read(&documents).expect("sound");
    let store = SqliteStore::open(&folder.path().join("city.db")).expect("opens");
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    let hand =
        Arc::new(Hand(std::sync::Mutex::new("2020-07-02T05:00:00Z".parse().expect("a time"))));
    let app = App::open(definitions, Arc::new(store), Arc::clone(&hand) as _, signer);
    let app = Arc::new(app.expect("opens"));
    let fields = [("name", "井盖"), ("holder", DISTRICT)];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let clerk = actor(DISTRICT, "clerk");
    app.open_record("demo", "thing", "R-1", fields.into(), &clerk).expect("opens");
    app.admit("supervisor", &actor("urban-management-bureau", "clerk")).expect("admits");
    app.admit("district", &clerk).expect("admits");
    (TestCity { app, _folder: folder }, hand)
}

#[tokio::test]
async fn hours_levels_and_what_a_clock_did_are_on_the_records_page() {
    let (city, hand) = city();
    let page = city.get("/records/demo/R-1?lang=zh-CN").await.text;
    // One hour until the break, three after it.
    assert!(page.contains("计时中，2020年7月2日 19:00届满"), "{page}");
    assert!(page.contains("按日历 cn-urumqi 第2版推算"), "{page}");
    hand.set("2020-07-03T05:00:00Z");
    assert_eq!(city.app.run_clocks(9).expect("runs").taken.len(), 1);
    let page = city.get("/records/demo/R-1?lang=zh-CN").await.text;
    assert!(page.contains("“clock.way.settle”2020年7月2日 19:00届满"), "{page}");
    assert!(page.contains("our own rule") && page.contains("cn-urumqi 2"), "{page}");
    assert!(page.contains("data-levels") && page.contains("24小时"), "{page}");
    assert!(page.contains("天山区") && page.contains("市城市管理局"), "{page}");
}

#[tokio::test]
async fn several_offices_are_chosen_in_one_list_and_the_page_tells_who_has_answered() {
    let (city, hand) = city();
    hand.set("2020-07-03T05:00:00Z");
    city.app.run_clocks(9).expect("runs");
    let page = city.look("/records/demo/R-1").await.text;
    assert!(page.contains("<select multiple"), "{page}");
    let chosen = [
        ("field.asked", "water-bureau"),
        ("field.asked", "urban-management-bureau"),
        ("field.asked", "water-bureau"),
    ];
    let asked = city.send("/records/demo/R-1/steps/ask", &chosen).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let desk = city.look("/desk").await.text;
    assert!(desk.contains("应于2020年7月8日前办结"), "{desk}");
    let answered = city.send("/records/demo/R-1/steps/opine", &[]).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text);
    let page = city.get("/records/demo/R-1?lang=zh-CN").await.text;
    assert!(page.contains("<dt>市水务局 · role.clerk</dt><dd>step.way.opine</dd>"), "{page}");
    let section = page.split("data-asked").nth(1).expect("who was asked");
    let section = section.split("</section>").next().expect("its end");
    assert!(section.contains("市水务局") && section.contains("尚未答复"), "{section}");
    assert!(section.contains("市城市管理局") && section.contains("2020年7月3日 ·"), "{section}");
    let again = city.send("/records/demo/R-1/steps/opine", &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("市城市管理局已经答复"), "{}", again.text);
    hand.set("2020-07-09T05:00:00Z");
    city.app.run_clocks(9).expect("runs");
    let page = city.get("/records/demo/R-1?lang=zh-CN").await.text;
    assert!(page.contains("未答复") && page.contains("到期自动办理"), "{page}");
}

#[tokio::test]
async fn a_second_click_is_no_second_step_and_nobody_takes_what_a_clock_takes() {
    let (city, _) = city();
    let record = city.app.record_of("demo/R-1").expect("reads");
    let seen = record.history.len();
    let click = || {
        let body = format!("note=x&seen={seen}");
        let request = Request::post("/records/demo/R-1/steps/note")
            .header(header::COOKIE, "desk=district; lang=zh-CN")
            .header("Sec-Fetch-Site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        city.ask(request.body(Body::from(body)).expect("a request"))
    };
    assert_eq!(click().await.status, StatusCode::SEE_OTHER);
    assert_eq!(click().await.status, StatusCode::SEE_OTHER);
    assert_eq!(city.app.record_of("demo/R-1").expect("reads").history.len(), 2);
    let taken = city.send("/records/demo/R-1/steps/hand_up", &[]).await;
    assert_eq!(taken.status, StatusCode::FORBIDDEN, "a clock takes it");
    assert!(taken.text.contains("不由任何单位办理"), "{}", taken.text);
}
