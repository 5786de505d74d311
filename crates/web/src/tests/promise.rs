//! Correcting and assigning a promise at its page, after its report is published.

use super::*;

const PAGE: &str = "/commitments/urumqi-2020/1";

const FORM: &str = "/commitments/urumqi-2020/1/correct";

/// The first figure as it is read, all fields that its form sends.
const FIGURE: [(&str, &str); 8] = [
    ("item", "f0"),
    ("act", "save"),
    ("subject", "旅游公厕"),
    ("action", "新（改）建"),
    ("value", "35"),
    ("unit", "座"),
    ("sense", "level"),
    ("relation", "ge"),
];

impl TestCity {
    /// Sends a form of the page, with a reason unless it is empty.
    async fn mend(&self, reason: &str, fields: &[(&str, &str)]) -> Answer {
        let seen = self.seen();
        let mut all = vec![("seen", seen.as_str()), ("reason", reason)];
        all.extend_from_slice(fields);
        self.send(FORM, &all).await
    }

    fn promise_now(&self) -> account::Commitment {
        let accounts = self.app.accounts();
        accounts.commitment("urumqi-2020/1").cloned().expect("the promise is there")
    }

    async fn told(&self) -> serde_json::Value {
        let told = self.get("/api/v1/reports/urumqi-2020/commitments").await.text;
        serde_json::from_str(&told).expect("JSON")
    }
}

#[tokio::test]
async fn the_way_to_the_form_is_for_the_supervision_office_alone() {
    let city = TestCity::at_work();
    assert!(!city.get(PAGE).await.text.contains("data-correct"));
    assert!(city.look(PAGE).await.text.contains(&format!("href=\"{FORM}\"")));
    let form = city.look(FORM).await;
    assert_eq!(form.status, StatusCode::OK);
    for part in ["words", "f0", "owner"] {
        assert!(form.text.contains(&format!("data-part=\"{part}\"")), "{part}: {}", form.text);
    }
    let request = Request::get(FORM).header(header::COOKIE, "desk=builder");
    let builder = city.ask(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(builder.status, StatusCode::FORBIDDEN);
    let none = city.look("/commitments/urumqi-2020/99/correct").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_published_figure_is_corrected_and_both_readings_are_told_apart() {
    let city = TestCity::at_work();
    let saved = city.mend("原文为35座以上", &FIGURE).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let location = saved.headers[header::LOCATION].to_str().expect("text");
    let after = city.look(location).await.text;
    assert!(after.contains("role=\"status\"") && after.contains("value=\"35\""), "{after}");
    let page = city.get(PAGE).await.text;
    assert!(page.contains("不低于35座") && page.contains("data-read=\"person\""), "{page}");
    let both = "数值：<del lang=\"zh-CN\">30</del> → <ins lang=\"zh-CN\">35</ins>";
    assert!(page.contains(both), "the machine's reading stays: {page}");
    assert!(page.contains("更正承诺</a>：数字") && page.contains("原文为35座以上"), "{page}");
    let told = city.told().await;
    let target = &told["commitments"][0]["targets"][0];
    assert_eq!(target["value"], "35");
    assert_eq!(target["origin"]["machine"]["value"], "30");
    assert_eq!(target["origin"]["checked"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn words_kind_and_year_are_corrected_by_the_words_of_the_text() {
    let city = TestCity::at_work();
    let fields = |quote: &'static str| {
        [
            ("item", "words"),
            ("act", "save"),
            ("quote", quote),
            ("action", "建"),
            ("object", "旅游公厕"),
            ("kind", "works"),
            ("year", "2020"),
        ]
    };
    let nowhere = city.mend("核对原文", &fields("新建机场一座")).await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = nowhere.text.contains("报告里没有“新建机场一座”");
    assert!(told && nowhere.text.contains(">新建机场一座</textarea>"), "{}", nowhere.text);
    assert!(nowhere.text.contains("href=\"#words\""), "a link leads back to the form");
    let saved = city.mend("核对原文", &fields("建旅游公厕 30座")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let now = city.promise_now();
    assert_eq!(now.made.quote, "建旅游公厕30座");
    let (start, end) = now.made.span;
    let words: String = REPORT.chars().skip(start as usize).take((end - start) as usize).collect();
    assert_eq!(words, now.made.quote, "the span is that of the words");
    let told = city.told().await;
    assert_eq!(told["commitments"][0]["kind"], "works");
    let machine = &told["commitments"][0]["origin"]["machine"];
    assert!(machine["quote"].as_str().is_some_and(|it| it.starts_with("新（改）建")), "{machine}");
}

#[tokio::test]
async fn a_figure_is_struck_out_stays_to_be_seen_and_is_put_back() {
    let city = TestCity::at_work();
    let act = |item, act| [("item", item), ("act", act)];
    let struck = city.mend("只是举例", &act("f0", "drop")).await;
    assert_eq!(struck.status, StatusCode::SEE_OTHER, "{}", struck.text);
    let page = city.get(PAGE).await.text;
    assert!(page.contains("data-target-struck") && page.contains("只是举例"), "{page}");
    assert!(page.contains("承诺中没有数字") && !page.contains("data-measure"), "{page}");
    let list = city.get("/commitments").await.text;
    assert!(!list.contains("/ 30座"), "no list counts it: {list}");
    let told = city.told().await;
    let entry = city.promise_now().targets[0].dropped;
    assert_eq!(told["commitments"][0]["targets"][0]["struck"].as_u64(), entry);
    let form = city.look(FORM).await.text;
    assert!(form.contains("value=\"restore\"") && !form.contains("id=\"f0-value\""), "{form}");
    city.mend("原文确有此数", &act("f0", "restore")).await;
    let page = city.get(PAGE).await.text;
    assert!(page.contains("data-measure") && !page.contains("data-target-struck"), "{page}");

    city.mend("不是承诺", &act("words", "drop")).await;
    assert!(city.get(PAGE).await.text.contains("data-struck"));
    let told = city.told().await;
    assert_eq!(told["struck"][0]["id"], "urumqi-2020/1");
    city.mend("确为承诺", &act("words", "restore")).await;
    assert!(!city.get(PAGE).await.text.contains("data-struck"));
}

#[tokio::test]
async fn offices_and_a_due_day_are_assigned_and_changed_with_a_reason() {
    let city = TestCity::at_work();
    let owner = |lead: &'static str, due: &'static str| {
        [
            ("item", "owner"),
            ("act", "save"),
            ("lead", lead),
            ("supporting", "finance-bureau"),
            ("supporting", "culture-and-tourism-bureau"),
            ("due", due),
        ]
    };
    let nobody = city.mend("分工", &owner("", "2020-10-31")).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.text.contains("请选择牵头单位"), "{}", nobody.text);
    assert!(nobody.text.contains("value=\"finance-bureau\" checked"), "{}", nobody.text);
    assert!(nobody.text.contains("value=\"2020-10-31\""), "what was typed is kept");
    let early = city.mend("分工", &owner("culture-and-tourism-bureau", "2019-10-31")).await;
    assert!(early.text.contains("完成期限不能是“2019-10-31”"), "{}", early.text);
    let bad = city.mend("分工", &owner("culture-and-tourism-bureau", "国庆")).await;
    assert!(bad.text.contains("“国庆”不是日期"), "{}", bad.text);
    let assigned = city.mend("分工", &owner("culture-and-tourism-bureau", "2020-10-31")).await;
    assert_eq!(assigned.status, StatusCode::SEE_OTHER, "{}", assigned.text);
    let page = city.get(PAGE).await.text;
    assert!(page.contains("2020年10月31日") && page.contains("市财政局"), "{page}");
    let now = city.promise_now().owner.expect("somebody answers for it");
    assert_eq!(now.lead, "culture-and-tourism-bureau");
    assert_eq!(now.supporting, ["finance-bureau"], "who leads does not support as well");
    let moved = city.mend("职责调整", &owner("finance-bureau", "")).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text);
    assert!(city.get(PAGE).await.text.contains("职责调整"), "the public sees why");
}

#[tokio::test]
async fn what_is_refused_after_publication_is_told_kept_and_not_recorded() {
    let city = TestCity::at_work();
    let size = city.seen();
    let bare = city.mend(" ", &FIGURE).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        bare.text.contains("请写明理由") && bare.text.contains("value=\"35\""),
        "{}",
        bare.text
    );
    let long = city.mend(&"长".repeat(2_001), &FIGURE).await;
    assert!(long.text.contains("理由不能超过2000个字"), "{}", long.text);
    let wrong = [&FIGURE[..4], &[("value", "许多")], &FIGURE[5..]].concat();
    let wrong = city.mend("原文如此", &wrong).await;
    assert!(wrong.text.contains("“许多”不是数字") && wrong.text.contains("value=\"许多\""));
    assert!(wrong.text.contains("value=\"原文如此\""), "the reason is kept: {}", wrong.text);
    let range = [&FIGURE[..], &[("value_high", "3")]].concat();
    let range = city.mend("原文如此", &range).await;
    assert!(range.text.contains("上限不能是“3”"), "{}", range.text);
    let missing = city.mend("原文如此", &[("item", "f9"), ("act", "save")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(city.seen(), size, "nothing was recorded");
    city.mend("原文如此", &FIGURE).await;
    let late = [&FIGURE[..], &[("seen", size.as_str()), ("reason", "再改")]].concat();
    let late = city.send(FORM, &late).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("您打开页面之后有人改了这一处"), "{}", late.text);
}

#[tokio::test]
async fn a_promise_without_a_figure_can_be_corrected_in_either_language() {
    let city = TestCity::at_work();
    let accounts = city.app.accounts();
    let mut promises = accounts.commitments_of("urumqi-2020");
    let bare = promises.find(|it| it.targets.is_empty()).expect("one has no figure");
    let form = city.look(&format!("/commitments/{}/correct?lang=en", bare.id)).await;
    assert_eq!(form.status, StatusCode::OK);
    let says = |words: &str| assert!(form.text.contains(words), "{words}: {}", form.text);
    says("The promise has no number");
    says("Correct and assign");
}
