// The portal speaks two languages, and says which words are in which.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { REPORT, TOILETS, mark, publicPages, signIn } from "./support/sample.js";
import { follow, openStage } from "./support/stage.js";

const stage = await openStage();
after(() => stage.close());

/** Visible texts with Chinese characters that no element marks as Chinese. */
function strayChinese(page) {
  return page.evaluate(() => {
    const stray = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!/\p{Script=Han}/u.test(node.data)) continue;
      if (element.closest("[lang]").lang === "zh-CN") continue;
      if (element.closest("[aria-hidden=true]")) continue;
      if (element.checkVisibility()) stray.push(node.data.trim());
    }
    return stray;
  });
}

test("switching the language keeps the page and what is open in it", (t) =>
  stage.visit(t, {}, async (page) => {
    await page.goto(`${REPORT}?on=2020-06-30`);
    const html = page.locator("html");
    assert.equal(await html.getAttribute("lang"), "zh-CN");
    const chineseTitle = await page.title();
    await mark(page, TOILETS).click();
    await page.locator("[data-target]").waitFor();
    const { searchParams: before } = new URL(page.url());

    await follow(page, page.locator('[data-language="en"]'), /lang=en/);
    const { pathname, searchParams } = new URL(page.url());
    assert.equal(pathname, REPORT);
    assert.equal(searchParams.get("on"), "2020-06-30");
    assert.equal(searchParams.get("c"), before.get("c"));
    assert.equal(await html.getAttribute("lang"), "en");
    assert.notEqual(await page.title(), chineseTitle);
    assert.match(await page.locator("[data-panel]").innerText(), /Culture and Tourism/);
    // The report's words stay Chinese, and say so.
    assert.equal(await page.locator("article").getAttribute("lang"), "zh-CN");

    // The choice is remembered where the address does not say.
    await page.goto("/about");
    assert.equal(await html.getAttribute("lang"), "en");
    await follow(page, page.locator('[data-language="zh-CN"]'), /lang=zh-CN/);
    assert.equal(await html.getAttribute("lang"), "zh-CN");
  }));

test("a browser that prefers English is answered in English", (t) =>
  stage.visit(t, { locale: "en-GB" }, async (page) => {
    await page.goto("/");
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await page.getByRole("link", { name: "Commitments", exact: true }).waitFor();
  }));

test("in English no Chinese is left but what is marked as Chinese", (t) =>
  stage.visit(t, { locale: "en" }, async (page) => {
    const stray = {};
    const look = async (name) => {
      const found = await strayChinese(page);
      if (found.length > 0) stray[name] = found;
    };
    for (const [name, address] of Object.entries(await publicPages(page))) {
      await page.goto(address);
      await look(name);
    }
    await signIn(page, stage.city.tokens.inspector);
    await look("desk, signed in");
    await page.locator("[data-record] a").first().click();
    await page.locator("form[data-step]").first().waitFor();
    await look("step");
    assert.deepEqual(stray, {});
  }));

test("each page has a title of its own in each language", (t) =>
  stage.visit(t, {}, async (page) => {
    const seen = new Map();
    for (const [name, address] of Object.entries(await publicPages(page))) {
      const subject = name.split("-")[0];
      for (const language of ["zh-CN", "en"]) {
        const url = new URL(address, stage.city.address);
        url.searchParams.set("lang", language);
        const html = await (await page.request.get(url.href)).text();
        const title = html.match(/<title>(.+?)<\/title>/s)?.[1];
        assert.ok(title, `${address} has a title`);
        assert.equal(seen.get(title) ?? subject, subject, `“${title}” names two pages`);
        seen.set(title, subject);
      }
    }
  }));
