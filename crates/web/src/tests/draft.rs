//! Taking a report in at the desk: upload, checking, publication.

use super::*;

const DRAFT: &str = "2021年乌鲁木齐市政府工作报告\n\
    2020年工作回顾\n\
    全年新建旅游公厕30座，面貌有了改善。\n\
    2021年主要工作\n\
    新建口袋公园12个、改造桥梁3座，方便群众出行。完善停车服务，新增车位500个。\n";

impl TestCity {
    /// With a draft that waits to be checked.
    fn with_draft() -> Self {
        let city = Self::new();
        let supervisor = actor("supervision-office", ROLE_SUPERVISOR);
        city.app.receive_report(&Upload::text(DRAFT), &supervisor).expect("is received");
        city
    }

    async fn upload(&self, token: &str, parts: &[(&str, &str)]) -> Answer {
        let mut body = String::new();
        for (name, value) in parts {
            let file = if *name == "file" { "; filename=\"r.txt\"" } else { "" };
            body.push_str("--edge\r\nContent-Disposition: form-data; name=\"");
            body.push_str(&format!("{name}\"{file}\r\n\r\n{value}\r\n"));
        }
        body.push_str("--edge--\r\n");
        let request = Request::post("/desk/reports")
            .header(header::COOKIE, format!("desk={token}; lang=zh-CN"))
            .header("Sec-Fetch-Site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.ask(request.body(Body::from(body)).expect("a request")).await
    }

    fn draft(&self) -> account::Draft {
        self.app.draft("urumqi-2021").expect("the draft is there").1
    }

    /// The name of the figure of a value.
    fn figure(&self, value: i64) -> String {
        let draft = self.draft();
        let value = rust_decimal::Decimal::from(value);
        let at = draft.figures().iter().position(|it| it.now.target.value == value);
        format!("f{}", at.expect("the figure was read"))
    }

    /// The name of the promise that begins with some words.
    fn promise(&self, words: &str) -> String {
        let draft = self.draft();
        let begins = |it: &account::Drafted<account::PromiseRead>| it.now.quote.starts_with(words);
        let at = draft.promises().iter().position(|it| it.is_live && begins(it));
        format!("p{}", at.expect("the promise was read"))
    }

    async fn correct(&self, fields: &[(&str, &str)]) -> Answer {
        let seen = self.seen();
        let mut all = vec![("seen", seen.as_str()), ("back", "")];
        all.extend_from_slice(fields);
        self.send("/desk/reports/urumqi-2021/corrections", &all).await
    }
}

const FIGURE: [(&str, &str); 8] = [
    ("act", "save"),
    ("subject", "街头绿地"),
    ("action", "新建"),
    ("value", "1.2万"),
    ("unit", "个"),
    ("sense", "level"),
    ("relation", "ge"),
    ("part", "plan"),
];

#[tokio::test]
async fn an_uploaded_report_is_a_draft_and_no_commitment_until_it_is_published() {
    let city = TestCity::new();
    let stranger = city.upload("builder", &[("file", DRAFT), ("year", "")]).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
    let taken = city.upload("supervisor", &[("file", DRAFT), ("text", ""), ("year", "")]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    assert_eq!(taken.headers[header::LOCATION], "/desk/reports/urumqi-2021");
    assert!(city.look("/desk/reports").await.text.contains("data-draft"));
    assert_eq!(city.get("/reports/urumqi-2021").await.status, StatusCode::NOT_FOUND);
    let published = city.send("/desk/reports/urumqi-2021/publish", &[]).await;
    assert_eq!(published.headers[header::LOCATION], "/reports/urumqi-2021");
    let page = city.get("/commitments/urumqi-2021/1").await.text;
    assert!(page.contains("data-read=\"machine\"") && page.contains("机器读出"), "{page}");
}

#[tokio::test]
async fn an_upload_that_cannot_be_used_says_why_and_keeps_what_was_typed() {
    let city = TestCity::new();
    let cases = [
        (vec![("file", ""), ("text", "")], "请选择一个文件"),
        (vec![("file", ""), ("text", "No Chinese here.")], "这不是中文文本"),
        (vec![("file", ""), ("text", "2021年某市政府工作报告\n大家好。")], "没有读到承诺"),
        (vec![("file", DRAFT), ("year", "去年")], "四位数字"),
    ];
    for (parts, why) in cases {
        let answer = city.upload("supervisor", &parts).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains(why), "{why}: {}", answer.text);
        for (name, value) in parts {
            assert!(name == "file" || answer.text.contains(value), "{value} is kept");
        }
    }
    city.upload("supervisor", &[("file", DRAFT)]).await;
    let twice = city.upload("supervisor", &[("file", DRAFT)]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_figure_is_corrected_and_the_public_sees_both_readings() {
    let city = TestCity::with_draft();
    let figure = city.figure(12);
    let page = city.look(&format!("/desk/reports/urumqi-2021?item={figure}")).await.text;
    assert!(page.contains(&format!("id=\"{figure}\"")) && page.contains("value=\"12\""), "{page}");
    let fields = [&FIGURE[..], &[("item", figure.as_str()), ("reason", "原文如此")]].concat();
    let saved = city.correct(&fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let after = city.look(&format!("/desk/reports/urumqi-2021?item={figure}")).await.text;
    assert!(after.contains("人工核对") && after.contains("<del"), "{after}");
    city.send("/desk/reports/urumqi-2021/publish", &[]).await;
    let public = city.get("/commitments/urumqi-2021/1").await.text;
    assert!(public.contains("不低于1.2万个"), "{public}");
    let both = "数值：<del lang=\"zh-CN\">12</del> → <ins lang=\"zh-CN\">1.2万</ins>";
    assert!(public.contains(both), "the machine's reading stays: {public}");
    assert!(public.contains("data-read=\"person\""));
    for page in ["/commitments", "/commitments?q=口袋", "/reports/urumqi-2021?c=1"] {
        let page = city.get(&page.replace("口袋", "%E5%8F%A3%E8%A2%8B")).await.text;
        assert!(page.contains("data-read=\"person\""), "{page}");
    }
    let report = city.get("/reports/urumqi-2021").await.text;
    assert!(report.contains("by-person") && report.contains("by-machine"), "{report}");
    let listed = city.get("/commitments?read=person").await.text;
    assert!(listed.contains("data-commitment=\"1\"") && !listed.contains("data-commitment=\"2\""));
    let told = city.get("/api/v1/reports/urumqi-2021/commitments").await.text;
    assert!(told.contains("\"machine\":{") && told.contains("\"value\":\"12\""), "{told}");
}

#[tokio::test]
async fn promises_are_split_merged_dropped_and_added_by_the_words_of_the_text() {
    let city = TestCity::with_draft();
    let live = |city: &TestCity| {
        let draft = city.draft();
        let live = draft.promises().iter().filter(|it| it.is_live);
        live.map(|it| it.now.quote.clone()).collect::<Vec<_>>()
    };
    let before = live(&city).len();
    let garden = city.promise("新建口袋公园");
    city.correct(&[("act", "merge"), ("item", &garden)]).await;
    let merged = live(&city);
    assert_eq!(merged.len(), before - 1);
    assert!(merged.iter().any(|it| it.contains("公园12个、改造桥梁3座")), "{merged:?}");
    let pieces = "新建口袋公园12个\n改造桥梁3座";
    let split = city.correct(&[("act", "split"), ("item", &garden), ("pieces", pieces)]).await;
    assert_eq!(split.status, StatusCode::SEE_OTHER, "{}", split.text);
    assert_eq!(live(&city).len(), before);
    let bridge = city.promise("改造桥梁");
    city.correct(&[("act", "drop"), ("item", &bridge)]).await;
    assert_eq!(live(&city).len(), before - 1);
    let again = [("act", "add-promise"), ("words", "改造桥梁 3座"), ("kind", "works")];
    let added = city.correct(&again).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    assert!(live(&city).contains(&"改造桥梁3座".to_owned()));
    let last = city.draft().history().last().expect("a correction").0.to_string();
    city.send("/desk/reports/urumqi-2021/undo", &[("entry", &last)]).await;
    assert_eq!(live(&city).len(), before - 1, "the last correction is taken back");
}

#[tokio::test]
async fn a_missed_figure_is_added_to_the_promise_that_holds_it() {
    let city = TestCity::with_draft();
    let figure = city.figure(500);
    city.correct(&[("act", "drop"), ("item", &figure)]).await;
    let words = [("words", "新增车位500个"), ("number", "500个"), ("subject", "车位")];
    let rest = [("act", "add-figure"), ("value", "500"), ("unit", "个"), ("part", "plan")];
    let sense = [("sense", "level"), ("relation", "eq"), ("year", "2021")];
    let added = city.correct(&[&words[..], &rest, &sense].concat()).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    let draft = city.draft();
    let at = u32::try_from(draft.figures().len() - 1).expect("few");
    assert!(draft.promises().iter().any(|it| it.is_live && it.now.figures.contains(&at)));
}

#[tokio::test]
async fn a_refused_correction_keeps_what_was_typed_and_records_nothing() {
    let city = TestCity::with_draft();
    let figure = city.figure(12);
    let size = city.seen();
    let wrong = [&FIGURE[..3], &[("value", "许多"), ("item", figure.as_str())]].concat();
    let answer = city.correct(&wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("“许多”不是数字") && answer.text.contains("value=\"街头绿地\""));
    let nowhere = [("act", "add-promise"), ("words", "新建机场"), ("kind", "works")];
    let answer = city.correct(&nowhere).await;
    assert!(answer.text.contains("报告里没有“新建机场”") && answer.text.contains(">新建机场<"));
    assert_eq!(city.seen(), size, "nothing was recorded");
}

#[tokio::test]
async fn whoever_looked_before_another_changed_it_is_asked_to_look_again() {
    let city = TestCity::with_draft();
    let figure = city.figure(12);
    let seen = city.seen();
    city.correct(&[("act", "confirm"), ("item", &figure)]).await;
    let late = [("act", "drop"), ("item", figure.as_str()), ("seen", seen.as_str())];
    let answer = city.send("/desk/reports/urumqi-2021/corrections", &late).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("您打开页面之后有人改了这一处"), "{}", answer.text);
}

#[tokio::test]
async fn every_list_of_a_draft_can_be_looked_at() {
    let city = TestCity::with_draft();
    for show in ["text", "unsure", "checked", "unmeasurable", "all"] {
        let page = city.look(&format!("/desk/reports/urumqi-2021?show={show}&lang=en")).await;
        assert_eq!(page.status, StatusCode::OK);
        let here = format!("data-show=\"{show}\" aria-current=\"page\"");
        assert!(page.text.contains(&here), "{show}: {}", page.text);
    }
}

#[tokio::test]
async fn a_draft_is_checked_by_programs_too() {
    let city = TestCity::new();
    let ask = |method: &str, path: &str, body: &str| {
        Request::builder()
            .method(Method::from_bytes(method.as_bytes()).expect("a method"))
            .uri(path)
            .header(header::AUTHORIZATION, "Bearer supervisor")
            .body(Body::from(body.to_owned()))
            .expect("a request")
    };
    let made = city.ask(ask("POST", "/api/v1/drafts", DRAFT)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let draft = city.ask(ask("GET", "/api/v1/drafts/urumqi-2021", "")).await;
    let told: serde_json::Value = serde_json::from_str(&draft.text).expect("JSON");
    let body = serde_json::json!({
        "seen": told["seen"],
        "correction": { "change": { "act": "drop", "item": { "figure": 0 } } },
    });
    let path = "/api/v1/drafts/urumqi-2021/corrections";
    let corrected = city.ask(ask("POST", path, &body.to_string())).await;
    assert_eq!(corrected.status, StatusCode::CREATED, "{}", corrected.text);
    let late = city.ask(ask("POST", path, &body.to_string())).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let published = city.ask(ask("POST", "/api/v1/drafts/urumqi-2021/publish", "")).await;
    assert_eq!(published.status, StatusCode::CREATED);
    let gone = city.ask(ask("GET", "/api/v1/drafts/urumqi-2021", "")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_draft_names_supporting_offices_and_a_due_day() {
    let city = TestCity::new();
    let supervisor = actor("supervision-office", ROLE_SUPERVISOR);
    city.app.receive_report(&Upload::text(REPORT), &supervisor).expect("is received");
    let (_, draft) = city.app.draft("urumqi-2020").expect("is there");
    let at = draft.promises().iter().position(|it| !it.now.figures.is_empty()).expect("one");
    let quote = draft.promises()[at].now.quote.clone();
    let (item, seen) = (format!("p{at}"), city.seen());
    let fields = |lead: &'static str| {
        vec![
            ("act", "save"),
            ("item", item.as_str()),
            ("seen", seen.as_str()),
            ("quote", quote.as_str()),
            ("kind", "works"),
            ("lead", lead),
            ("supporting", "finance-bureau"),
            ("due", "2020-10-31"),
        ]
    };
    let path = "/desk/reports/urumqi-2020/corrections";
    let nobody = city.send(path, &fields("")).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.text.contains("请先选牵头单位"), "{}", nobody.text);
    assert!(nobody.text.contains("value=\"finance-bureau\" checked"), "{}", nobody.text);
    let saved = city.send(path, &fields("culture-and-tourism-bureau")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    city.send("/desk/reports/urumqi-2020/publish", &[]).await;
    let page = city.get("/commitments/urumqi-2020/1").await.text;
    assert!(page.contains("市财政局") && page.contains("2020年10月31日"), "{page}");
}

#[tokio::test]
async fn a_draft_shows_where_to_look_first() {
    let city = TestCity::new();
    let supervisor = actor("supervision-office", ROLE_SUPERVISOR);
    let unsure = "每个区都有示范街2条。";
    let upload = Upload::text(format!("{REPORT}{unsure}"));
    city.app.receive_report(&upload, &supervisor).expect("is received");
    let list = city.look("/desk/reports/urumqi-2020?show=unsure").await.text;
    assert!(list.contains("把握低于90%"), "{list}");
    let places = |kind: char| {
        let anchor = format!("<a id=\"{kind}");
        list.match_indices(&anchor).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let (figures, promises) = (places('f'), places('p'));
    assert!(!figures.is_empty() && !promises.is_empty(), "{list}");
    assert!(figures.iter().max() < promises.iter().min(), "figures come first: {list}");
    let (_, draft) = city.app.draft("urumqi-2020").expect("is there");
    let doubted = draft.figures().iter().position(|it| unsure.contains(&it.now.quote));
    let first = format!("show=unsure#f{}\" data-check-first", doubted.expect("it was read"));
    assert!(list.contains(&first), "{first}: {list}");
}
