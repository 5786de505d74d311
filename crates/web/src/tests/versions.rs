//! What pages and API say of a record that goes by an earlier version of its pack.

use serde_json::Value;

use super::*;

/// The city at work, opened anew with the next version of its pack.
fn next_version() -> TestCity {
    let TestCity { app, _folder } = TestCity::at_work();
    drop(app);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pack = files(&root.join("packs/works"));
    let text = pack["pack.toml"].replace("version = 2", "version = 3");
    pack.insert("pack.toml".to_owned(), text.replace("working_days = 15", "working_days = 20"));
    let documents = Documents { city: files(&root.join("cities/urumqi")), packs: vec![pack] };
    let definitions = Definitions::read(&documents).expect("the sample is sound");
    let store = SqliteStore::open(&_folder.path().join("city.db")).expect("opens");
    let signer = Signer::from_seed("example.com/test", [7; 32]).expect("a name");
    let app = App::open(definitions, Arc::new(store), Arc::new(Stopped), signer).expect("opens");
    TestCity { app: Arc::new(app), _folder }
}

#[tokio::test]
async fn a_page_tells_by_which_version_its_record_goes_and_a_supervisor_moves_it() {
    let city = next_version();
    let page = city.get("/records/works/W-1").await.text;
    assert!(page.contains("按业务包第2版办理"), "{page}");
    assert!(page.contains("现行的是第3版") && !page.contains("data-move"), "{page}");
    let page = city.look("/records/works/W-1").await.text;
    assert!(page.contains("data-move"), "{page}");
    let refused = city.send("/records/works/W-1/move", &[("reason", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("办理“转到现行版本”需要填写理由"), "{}", refused.text);
    let moved = city.send("/records/works/W-1/move", &[("reason", "统一口径")]).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    let page = city.look("/records/works/W-1").await.text;
    assert!(page.contains("由业务包第2版转到第3版") && page.contains("统一口径"), "{page}");
    assert!(page.contains("业务包第3版") && !page.contains("data-move"), "{page}");
    let told = city.get("/api/v1/records/works/W-1").await.text;
    assert_eq!(serde_json::from_str::<Value>(&told).expect("JSON")["version"], 3);
}

#[tokio::test]
async fn the_api_moves_a_record_once() {
    let city = next_version();
    let ask = || {
        let request = Request::post("/api/v1/records/works/W-1/move")
            .header(header::AUTHORIZATION, "Bearer supervisor")
            .header(header::CONTENT_TYPE, "application/json");
        request.body(Body::from("{\"reason\": \"统一口径\"}")).expect("a request")
    };
    assert_eq!(city.ask(ask()).await.status, StatusCode::CREATED);
    let again = city.ask(ask()).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.text.contains("goes by version 3"), "{}", again.text);
}
