// What anyone can do: see what became of the promises and check it, with and without scripts.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";

import { REPORT, TOILETS, VERDICTS, mark } from "./support/sample.js";
import { follow, openStage, texts } from "./support/stage.js";

const stage = await openStage();
after(() => stage.close());

for (const javaScriptEnabled of [true, false]) {
  const visit = (t, journey) => stage.visit(t, { javaScriptEnabled }, journey);

  describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test("the first page counts the promises by verdict and leads to the report", (t) =>
      visit(t, async (page) => {
        await page.goto("/");
        assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "乌鲁木齐市");
        const counts = {};
        for (const tally of await page.locator("[data-verdict][data-count]").all()) {
          const count = Number(await tally.getAttribute("data-count"));
          counts[await tally.getAttribute("data-verdict")] = count;
          assert.ok((await tally.innerText()).includes(String(count)), "the count can be read");
        }
        assert.deepEqual(Object.keys(counts).sort(), [...VERDICTS].sort());
        for (const verdict of VERDICTS) assert.ok(counts[verdict] > 0, `some are ${verdict}`);

        await follow(page, page.getByRole("link", { name: "阅读报告全文" }), `**${REPORT}`);
        const marks = page.locator("a[data-commitment][data-verdict]");
        const marked = await marks.evaluateAll(
          (found) => new Set(found.map((mark) => mark.dataset.commitment)).size,
        );
        const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
        assert.equal(marked, total, "each commitment is marked in the report's text");
      }));

    test("a promise in the text opens a panel with what was promised and reached", (t) =>
      visit(t, async (page) => {
        await page.goto(REPORT);
        const promise = mark(page, TOILETS);
        const ordinal = await promise.getAttribute("data-commitment");
        await follow(page, promise, (url) => url.searchParams.get("c") === ordinal);

        const panel = page.locator("[data-panel]");
        await panel.locator("[data-target]").waitFor();
        assert.match(await panel.getByRole("heading", { level: 2 }).innerText(), /旅游公厕30座/);
        assert.deepEqual(await texts(panel.locator("[data-promised]")), ["30座"]);
        assert.match(await panel.locator("[data-last]").innerText(), /^23座/);
        assert.match(await panel.locator("[data-value]").innerText(), /^\d+座/);
        assert.match(await panel.locator("[data-measure]").innerText(), /公厕/);
        assert.match(await panel.innerText(), /市文化和旅游局/);
        assert.equal(await promise.getAttribute("aria-current"), "true");

        await page.goBack();
        await panel.locator("[data-target]").waitFor({ state: "detached" });
        assert.equal(new URL(page.url()).searchParams.get("c"), null);
        assert.equal(await promise.getAttribute("aria-current"), null);

        await page.goForward();
        await panel.locator("[data-target]").waitFor();
        await follow(page, panel.locator("[data-close]"), (url) => !url.searchParams.has("c"));
        await panel.locator("[data-target]").waitFor({ state: "detached" });
      }));

    test("from a promise the evidence leads on to a proof that holds", (t) =>
      visit(t, async (page) => {
        await page.goto(REPORT);
        await mark(page, TOILETS).click();
        const onwards = page.locator("[data-panel]").getByRole("link", { name: "查看依据和证明" });
        await follow(page, onwards, /\/commitments\/urumqi-2020\/\d+$/);

        const line = page.locator("[data-evidence]").first();
        const entry = await line.getAttribute("data-evidence");
        await follow(page, line.locator("a[href*='/records/']"), /\/records\/works\//);
        // The act that counted stands in the record's history.
        await follow(page, page.locator(`a[data-entry="${entry}"]`), `**/entries/${entry}`);
        await page.locator('[data-proof] [data-verified="true"]').waitFor();

        const shown = await page.locator("[data-checkpoint]").textContent();
        const root = await page.locator("[data-root]").textContent();
        const published = await page.request.get("/log/checkpoint");
        assert.equal(shown.trim(), (await published.text()).trim());
        assert.equal(shown.split("\n")[2], root, "the root is the one that was signed");
      }));

    test("a list filtered by verdict holds on reload, in English, and lets go", (t) =>
      visit(t, async (page) => {
        await page.goto("/commitments");
        await page.getByLabel("判定").selectOption("behind");
        await page.getByRole("button", { name: "筛选" }).click();
        await page.waitForURL(/verdict=behind/);
        const verdicts = () =>
          page.locator("[data-row]").evaluateAll((rows) => rows.map((row) => row.dataset.verdict));
        const behind = await verdicts();
        assert.ok(behind.length > 0);
        assert.deepEqual(new Set(behind), new Set(["behind"]));

        await page.reload();
        assert.deepEqual(await verdicts(), behind);
        assert.equal(await page.getByLabel("判定").inputValue(), "behind");
        await follow(page, page.locator('[data-language="en"]'), /lang=en/);
        assert.match(page.url(), /verdict=behind/);
        assert.deepEqual(await verdicts(), behind);

        const clear = page.getByRole("link", { name: "Clear filters" });
        await follow(page, clear, (url) => !url.searchParams.has("verdict"));
        assert.ok(new Set(await verdicts()).size > 1);
      }));

    test("a search that finds nothing says so and how to go on", (t) =>
      visit(t, async (page) => {
        await page.goto("/commitments");
        await page.getByLabel("关键词").fill("没有这样的承诺");
        await page.getByRole("button", { name: "筛选" }).click();
        await page.waitForURL(/q=/);
        assert.equal(await page.locator("[data-row]").count(), 0);
        assert.equal(await page.getByRole("status").innerText(), "找到0项承诺");
        await page.getByText("没有符合条件的承诺").waitFor();
        const clear = page.getByRole("link", { name: "清除筛选" });
        await follow(page, clear, (url) => !url.searchParams.has("q"));
        assert.ok((await page.locator("[data-row]").count()) > 0);
      }));

    test("the report can be read as of an earlier day", (t) =>
      visit(t, async (page) => {
        await page.goto(REPORT);
        await follow(page, page.getByRole("link", { name: "2020年3月31日" }), /on=2020-03-31/);
        await page.getByText("本页显示截至2020年3月31日的情况。").waitFor();
        await mark(page, TOILETS).click();
        const panel = page.locator("[data-panel]");
        await panel.locator("[data-target]").waitFor();
        const then = Number.parseInt(await panel.locator("[data-value]").innerText(), 10);
        await follow(page, page.getByRole("link", { name: "回到最新" }), (url) =>
          !url.searchParams.has("on"));
        await panel.locator("[data-target]").waitFor();
        const now = Number.parseInt(await panel.locator("[data-value]").innerText(), 10);
        assert.ok(then < now, `${then} by March, ${now} by now`);
      }));
  });
}
