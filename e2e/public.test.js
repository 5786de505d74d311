// A problem in the street, from a report without login to "not fixed", on a phone, with scripts and
// without.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { assertNoBarriers } from "./support/axe.js";
import { signIn } from "./support/sample.js";
import { PHONE, openStage, picture } from "./support/stage.js";

const PHOTO = (name) =>
  fileURLToPath(new URL(`../crates/cityhall/src/case/files/${name}.png`, import.meta.url));

const stage = await openStage();
after(() => stage.close());

/** Takes a step at the record's page as an office. */
async function step(page, record, role, id, fill = async () => {}) {
  await page.context().clearCookies();
  await signIn(page, stage.city.tokens[role]);
  await page.goto(record);
  const form = page.locator(`form[data-step][action$='/steps/${id}']`);
  await fill(form);
  await form.getByRole("button", { name: /.+/ }).last().click();
  await page.waitForURL(/done=1/);
}

/** Reports a sewer cover and returns the address of the receipt. */
async function report(page, what) {
  await page.goto("/submit");
  await page.getByRole("link", { name: "城市管理问题" }).click();
  await page.getByLabel("问题类别").selectOption({ label: "污水井盖" });
  await page.getByLabel("问题描述").fill(what);
  await page.getByLabel("所在区县").selectOption({ label: "天山区" });
  await page.getByLabel("地图位置").fill("43.7923, 87.6177");
  await page.getByLabel("现场照片").setInputFiles(PHOTO("before"));
  await picture(page, "submit-phone");
  await page.getByRole("button", { name: "提交" }).click();
  await page.waitForURL(/\/mine\/[0-9a-f]+\?new=1/);
  return new URL(page.url()).pathname;
}

for (const javaScriptEnabled of [true, false]) {
  const options = { javaScriptEnabled, viewport: PHONE };
  const visit = (t, journey) => stage.visit(t, options, journey);

  describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test("a report is put right, checked by another, and reopened by whoever reported", (t) =>
      visit(t, async (page) => {
        const mine = await report(page, "污水井盖缺失，夜间危险");
        await page.locator("[data-receipt]").waitFor();
        await picture(page, "receipt-phone");
        const record = await page.locator("a[href*='/records/urban/']").first().getAttribute("href");
        await step(page, record, "collector", "verify", (form) =>
          form.getByLabel("说明").fill("属实，已设警示桩"));
        await step(page, record, "acceptor", "file_verified");
        await step(page, record, "dispatcher", "dispatch", (form) =>
          form.getByLabel("处置单位").selectOption({ label: "天山区人民政府" }));
        await step(page, record, "crew", "take_on");

        // A crew's day: what is its own stands at the desk.
        await page.goto("/desk");
        await page.locator(`[data-record='${record.replace("/records/", "")}']`).waitFor();
        await picture(page, "desk-phone");
        await step(page, record, "crew", "report_done", (form) =>
          form.getByLabel("处置后照片").setInputFiles(PHOTO("after")));
        await step(page, record, "collector", "close", (form) =>
          form.getByLabel("说明").fill("新井盖已装好"));
        assert.equal(await page.locator("[data-photo] img").count() >= 2, true);
        await picture(page, "case-phone");

        // Nobody else can say for whoever reported that it is not so.
        await page.context().clearCookies();
        await page.goto(record);
        assert.equal(await page.locator("form[action$='/steps/not_fixed']").count(), 0);
        await page.goto(mine);
        const form = page.locator("form[action$='/steps/not_fixed']");
        await form.getByLabel("没有解决的原因").selectOption({ label: "又出现了" });
        await form.getByLabel("理由").fill("打电话13800001111问过");
        await form.getByRole("button", { name: "没有解决" }).click();
        assert.match(await page.getByRole("alert").innerText(), /似有电话号码/);
        const again = page.locator("form[action$='/steps/not_fixed']");
        await again.getByLabel("没有解决的原因").selectOption({ label: "又出现了" });
        await again.getByLabel("理由").fill("井盖又被碾翻");
        await again.getByRole("button", { name: "没有解决" }).click();
        await page.waitForURL(/done=1/);
        assert.equal(await page.locator("[data-state]").innerText(), "重新打开");
        await picture(page, "mine-reopened-phone");
      }));

    test("pages of the public have no barrier, in both languages", (t) =>
      visit(t, async (page) => {
        const mine = await report(page, "井盖松动");
        if (!javaScriptEnabled) return;
        for (const address of ["/submit", "/submit/urban/case", mine]) {
          for (const language of ["zh-CN", "en"]) {
            await page.goto(`${address}?lang=${language}`);
            await assertNoBarriers(page, `${address} ${language}`);
          }
        }
      }));
  });
}

test("by keyboard alone, from the first page to the receipt", (t) =>
  stage.visit(t, {}, async (page) => {
    await page.goto("/submit/urban/case");
    await page.getByLabel("问题类别").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.type("违建");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    for (let name = ""; name !== "提交"; ) {
      await page.keyboard.press("Tab");
      name = await page.evaluate(() => document.activeElement.textContent);
    }
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/mine\/[0-9a-f]+\?new=1/);
  }));

test("on a bad network the form waits, and what is sent twice is one record", (t) =>
  stage.visit(t, { viewport: PHONE }, async (page) => {
    await page.goto("/submit/urban/case");
    await page.getByLabel("问题类别").selectOption({ label: "路灯" });
    await page.getByLabel("问题描述").fill("路灯不亮");
    await page.getByLabel("所在区县").selectOption({ label: "天山区" });
    // The first answer is lost on the way: the city has it, the phone does not know.
    let lost = false;
    await page.route("**/submit/urban/case", async (route) => {
      if (route.request().method() !== "POST" || lost) return route.continue();
      lost = true;
      await route.fetch({ maxRedirects: 0 });
      await route.abort("connectionreset");
    });
    await page.getByRole("button", { name: "提交" }).click();
    await page.getByText("没有网络").waitFor();
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.waitForURL(/\/mine\/[0-9a-f]+\?new=1/);
    const number = await page.locator("[data-receipt] strong").innerText();
    await page.goto("/records?pack=urban&state=received");
    const named = page.locator("[data-record]", { hasText: "路灯不亮" });
    const ids = await named.evaluateAll((rows) => rows.map((row) => row.dataset.record));
    assert.equal(ids.filter((id) => number.includes(id)).length, 1);
  }));
