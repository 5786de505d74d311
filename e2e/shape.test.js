// The pages hold in every shape: on a phone, on paper, and by keyboard alone.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { REPORT, TOILETS, mark } from "./support/sample.js";
import { commitmentAddress, publicPages, signIn } from "./support/sample.js";
import { DESKTOP, PHONE, follow, openStage, picture } from "./support/stage.js";

const stage = await openStage();
after(() => stage.close());

const PHONE_VISITOR = { viewport: PHONE, isMobile: true, hasTouch: true };

for (const [shape, options] of [["desktop", { viewport: DESKTOP }], ["phone", PHONE_VISITOR]]) {
  test(`no page scrolls sideways, ${shape}`, (t) =>
    stage.visit(t, options, async (page) => {
      const look = async (name) => {
        // Not `innerWidth`: a phone widens that to whatever the page takes.
        const room = options.viewport.width;
        const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
        await picture(page, `${name}-${shape}`);
        assert.ok(width <= room, `${name} is ${width} wide in ${room}`);
      };
      for (const [name, address] of Object.entries(await publicPages(page))) {
        await page.goto(address);
        await look(name);
      }
      await page.goto(`${await commitmentAddress(page, TOILETS)}?lang=en`);
      await look("commitment-english");
      await page.goto("/?lang=zh-CN");
      await signIn(page, stage.city.tokens.inspector);
      await look("desk-signed-in");
      await page.locator("[data-record] a").first().click();
      await page.locator("form[data-step]").first().waitFor();
      await look("record-with-steps");
    }));
}

test("on a phone the panel opens over the text and closes again", (t) =>
  stage.visit(t, PHONE_VISITOR, async (page) => {
    await page.goto(REPORT);
    // Where the tap falls, the panel will be.
    const promise = mark(page, TOILETS);
    await promise.evaluate((element) => element.scrollIntoView({ block: "end" }));
    await promise.tap();
    const target = page.locator("[data-panel] [data-target]").first();
    await target.waitFor();
    const seen = await page.locator("[data-panel]").boundingBox();
    const bottom = seen.y + seen.height;
    assert.ok(seen.y >= 0 && bottom <= PHONE.height + 1, "the panel is on the screen");
    const chosen = await promise.boundingBox();
    assert.ok(chosen.y >= 0 && chosen.y + chosen.height <= seen.y, "the promise is seen above it");
    await picture(page, "panel-open-phone", {});
    await page.locator("[data-close]").tap();
    await target.waitFor({ state: "detached" });
  }));

test("what is tapped most is large enough for a finger", (t) =>
  stage.visit(t, PHONE_VISITOR, async (page) => {
    for (const address of ["/", "/commitments", REPORT]) {
      await page.goto(address);
      const links = page.locator("header a:visible, button:visible, [data-count] a, [data-close]");
      for (const link of await links.all()) {
        if ((await link.getAttribute("href")) === "#main") continue;
        const { width, height } = await link.boundingBox();
        const name = await link.innerText();
        assert.ok(width >= 24 && height >= 24, `${address}: “${name}” is ${width} by ${height}`);
      }
    }
  }));

test("on paper the report and a promise stand without the controls", (t) =>
  stage.visit(t, {}, async (page) => {
    const commitment = await commitmentAddress(page, TOILETS);
    for (const [name, address] of [["report", REPORT], ["commitment", commitment]]) {
      await page.goto(address);
      await page.emulateMedia({ media: "print" });
      for (const navigation of await page.getByRole("navigation").all()) {
        assert.equal(await navigation.isVisible(), false, `${name} prints its navigation`);
      }
      assert.ok(await page.getByRole("heading", { level: 1 }).isVisible());
      await picture(page, `${name}-print`);
      const sheet = await page.pdf({ format: "A4" });
      assert.equal(sheet.subarray(0, 5).toString(), "%PDF-");
      await page.emulateMedia({ media: null });
    }
  }));

test("the first key leads past the navigation to the text", (t) =>
  stage.visit(t, {}, async (page) => {
    await page.goto("/");
    await page.keyboard.press("Tab");
    const skip = page.locator("a:focus");
    assert.equal(await skip.innerText(), "跳到正文");
    assert.ok((await skip.boundingBox()).x >= 0, "it is seen once it has the focus");
    await page.keyboard.press("Enter");
    await page.locator("main:focus").waitFor();
    await page.keyboard.press("Tab");
    await page.locator("main :focus").waitFor();
  }));

test("whatever has the focus shows it", (t) =>
  stage.visit(t, {}, async (page) => {
    for (const address of ["/", "/commitments", `${REPORT}?c=1`, "/log", "/desk"]) {
      await page.goto(address);
      const reached = new Set();
      for (;;) {
        await page.keyboard.press("Tab");
        const focus = await page.evaluate(() => {
          const focused = document.activeElement;
          if (focused === document.body) return null;
          const { outlineStyle, outlineWidth } = getComputedStyle(focused);
          const all = [...document.querySelectorAll("*")];
          return {
            index: all.indexOf(focused),
            html: focused.outerHTML.slice(0, 120),
            outlined: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
          };
        });
        if (!focus || reached.has(focus.index)) break;
        assert.ok(focus.outlined, `${address}: ${focus.html} shows no focus`);
        reached.add(focus.index);
      }
      const focusable = await page
        .locator("a[href]:visible, button:visible, input:visible, select:visible")
        .count();
      assert.ok(reached.size >= focusable, `${address}: ${reached.size} of ${focusable} reached`);
    }
  }));

test("the filters work by keyboard alone", (t) =>
  stage.visit(t, {}, async (page) => {
    await page.goto("/commitments");
    await page.getByLabel("判定").focus();
    await page.keyboard.press("ArrowDown");
    const chosen = await page.getByLabel("判定").inputValue();
    assert.notEqual(chosen, "");
    await page.getByLabel("关键词").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("verdict") === chosen);
    const rows = page.locator("[data-row]");
    const fitting = page.locator(`[data-row][data-verdict="${chosen}"]`);
    assert.equal(await rows.count(), await fitting.count());
  }));

test("a promise opens and closes by keyboard alone, and the focus comes back", (t) =>
  stage.visit(t, {}, async (page) => {
    await page.goto(REPORT);
    const promise = mark(page, TOILETS);
    await promise.focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-target]").waitFor();
    await page.locator("[data-panel] [data-close]").focus();
    await follow(page, { click: () => page.keyboard.press("Enter") }, (url) =>
      !url.searchParams.has("c"));
    await page.locator("[data-target]").waitFor({ state: "detached" });
    const ordinal = await promise.getAttribute("data-commitment");
    await page.locator(`a[data-commitment="${ordinal}"]:focus`).waitFor();
  }));
