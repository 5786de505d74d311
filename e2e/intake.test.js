// A report is taken in at the desk: uploaded, checked, corrected and published. All of it also
// without scripts.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";

import { assertNoBarriers } from "./support/axe.js";
import { signIn } from "./support/sample.js";
import { PHONE, follow, openStage } from "./support/stage.js";

const stage = await openStage();
after(() => stage.close());

/** A small report of a year, as a file. */
function report(year) {
  const text = `${year}年乌鲁木齐市政府工作报告
${year - 1}年工作回顾
全年新建旅游公厕30座，面貌有了改善。
${year}年主要工作
新建口袋公园12个，改造桥梁3座，方便群众出行。完善停车服务，新增车位500个。
`;
  return { name: "report.txt", mimeType: "text/plain", buffer: Buffer.from(text) };
}

/** Uploads a report and comes to its draft. */
async function upload(page, year) {
  await signIn(page, stage.city.tokens.supervisor);
  await follow(page, page.getByRole("link", { name: "收入报告" }), /\/desk\/reports$/);
  await page.locator("input[type=file]").setInputFiles(report(year));
  await page.locator("form[data-upload] button").click();
  await page.waitForURL(new RegExp(`/desk/reports/urumqi-${year}`));
}

/** The mark in the draft's text whose words are `words`. */
const mark = (page, words) => page.locator("article a.mark", { hasText: words }).first();

for (const [javaScriptEnabled, year] of [
  [true, 2021],
  [false, 2022],
]) {
  const visit = (t, journey) => stage.visit(t, { javaScriptEnabled }, journey);

  describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test("a figure is corrected by a click, and the public sees who read what", (t) =>
      visit(t, async (page) => {
        await upload(page, year);
        await mark(page, "12个").click();
        const form = page.locator("form[data-correction]");
        await form.locator("input[name=value]").fill("15");
        await form.locator("input[name=reason]").fill("原文为15个");
        await form.getByRole("button", { name: "保存更正" }).click();
        await page.waitForURL(/done=1/);
        assert.equal(await page.locator("#panel [role=status]").innerText(), "已记入日志。");
        await page.locator("[data-standing=checked]").waitFor();
        await page.locator("#panel del").first().waitFor();

        await page.locator("button[data-publish]").click();
        await page.waitForURL(new RegExp(`/reports/urumqi-${year}$`));
        await page.goto("/commitments?read=person");
        const rows = page.locator("[data-row]");
        assert.equal(await rows.count(), 1);
        await follow(page, rows.first().getByRole("link").first(), /\/commitments\/urumqi/);
        assert.match(await page.locator("[data-promised]").innerText(), /15个/);
        assert.equal(await page.locator("[data-target] del").first().innerText(), "12");
      }));
  });
}

test("the correction that was just made can be undone, and the list of doubts worked through", (t) =>
  stage.visit(t, {}, async (page) => {
    await upload(page, 2023);
    await mark(page, "3座").click();
    await page.getByRole("button", { name: "不是数字" }).click();
    await page.waitForURL(/done=1/);
    assert.equal(await mark(page, "3座").locator("xpath=self::*[contains(@class,'figure')]").count(), 0);
    await page.locator("button[data-undo]").click();
    await page.waitForURL(/done=1#main$/);
    await page.locator("article a.figure", { hasText: "3座" }).waitFor();
    for (const show of ["unsure", "checked", "unmeasurable", "all"]) {
      await page.locator(`a[data-show=${show}]`).click();
      await page.locator(`a[data-show=${show}][aria-current=page]`).waitFor();
    }
    await page.locator(".items a").first().click();
    await page.locator("form[data-correction]").waitFor();
  }));

test("what cannot be read says why, in the visitor's language", (t) =>
  stage.visit(t, { locale: "en" }, async (page) => {
    await signIn(page, stage.city.tokens.supervisor);
    await page.goto("/desk/reports");
    const picture = { name: "scan.png", mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n\x1a\n", "latin1") };
    await page.locator("input[type=file]").setInputFiles(picture);
    await page.locator("form[data-upload] button").click();
    assert.match(await page.getByRole("alert").innerText(), /a picture/);
  }));

for (const locale of ["zh-CN", "en"]) {
  test(`the pages of a draft have no barrier, ${locale}`, (t) =>
    stage.visit(t, { locale }, async (page) => {
      const draft = await anyDraft(page, locale === "en" ? 2024 : 2025);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        for (const address of ["/desk/reports", draft, `${draft}?show=all&item=f0`, `${draft}?item=p0`]) {
          await page.goto(address);
          await assertNoBarriers(page, `${address}, ${locale}, ${colorScheme}`);
        }
      }
    }));
}

test("a draft is checked on a phone: the panel lies over the text, nothing is wider than it", (t) =>
  stage.visit(t, { viewport: PHONE, isMobile: true, hasTouch: true }, async (page) => {
    const draft = await anyDraft(page, 2026);
    await page.goto(draft);
    await mark(page, "500个").tap();
    await page.locator("form[data-correction]").waitFor();
    await assertNoBarriers(page, "a draft on a phone");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= PHONE.width, `the page is ${width} pixels wide`);
    await page.getByRole("button", { name: "读得对" }).tap();
    await page.waitForURL(/done=1/);
  }));

/** Uploads a report whatever the page's language, and gives the draft's address. */
async function anyDraft(page, year) {
  await signIn(page, stage.city.tokens.supervisor);
  await page.goto("/desk/reports");
  await page.locator("input[type=file]").setInputFiles(report(year));
  await page.locator("form[data-upload] button").click();
  await page.waitForURL(new RegExp(`urumqi-${year}`));
  return new URL(page.url()).pathname;
}
