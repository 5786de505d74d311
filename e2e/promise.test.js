// A published promise is corrected and assigned at its page. All of it also without scripts.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";

import { assertNoBarriers } from "./support/axe.js";
import { TOILETS, commitmentAddress, signIn } from "./support/sample.js";
import { PHONE, follow, openStage, picture } from "./support/stage.js";

const stage = await openStage();
after(() => stage.close());

/** Signs in for the supervision office and comes from the promise's page to its forms. */
async function openForms(page) {
  await signIn(page, stage.city.tokens.supervisor);
  const address = await commitmentAddress(page, TOILETS);
  await page.goto(address);
  await follow(page, page.locator("a[data-correct]"), /\/correct$/);
  return address;
}

/** The form of a part of the promise: its words, its first figure, or who answers for it. */
const formOf = (page, part) => page.locator(`[data-part=${part}] form`);

/** Gives a reason and presses the button, and waits until it is recorded. */
async function record(page, part, reason, button) {
  await formOf(page, part).getByLabel("理由").fill(reason);
  await formOf(page, part).getByRole("button", { name: button }).click();
  await page.waitForURL(/done=1/);
  await page.getByRole("status").waitFor();
}

for (const javaScriptEnabled of [true, false]) {
  const visit = (t, journey) => stage.visit(t, { javaScriptEnabled }, journey);

  describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    const value = javaScriptEnabled ? "31" : "32";

    test("a figure is corrected, and the public sees both readings and why", (t) =>
      visit(t, async (page) => {
        await openForms(page);
        await formOf(page, "f0").getByLabel("数值").fill(value);
        await record(page, "f0", `原文为${value}座`, "保存更正");
        await follow(page, page.locator("a[data-back]"), /\/commitments\/urumqi-2020\/\d+$/);
        assert.equal(await page.locator("[data-promised]").first().innerText(), `${value}座`);
        const target = page.locator("[data-target]").first();
        assert.equal(await target.locator("del").first().innerText(), "30");
        await page.locator(".history").getByText(`原文为${value}座`).waitFor();
      }));

    test("a figure and a promise are struck out, stay to be seen, and are put back", (t) =>
      visit(t, async (page) => {
        const address = await openForms(page);
        await record(page, "f0", "只是举例", "不是数字");
        await page.goto(address);
        await page.locator("[data-target-struck] h3 del").waitFor();
        assert.equal(await page.locator("[data-value]").count(), 0);
        await page.goto(`${address}/correct`);
        await record(page, "f0", "原文确有此数", "恢复这个数字");
        await record(page, "words", "不是承诺", "不是承诺");
        await page.goto("/commitments?read=struck");
        await follow(page, page.locator("[data-row] a").first(), /\/commitments\/urumqi/);
        await follow(page, page.locator("a[data-correct]"), /\/correct$/);
        await record(page, "words", "确为承诺", "恢复这项承诺");
        await page.goto(address);
        await page.locator("[data-value]").first().waitFor();
        assert.equal(await page.locator("[data-struck]").count(), 0);
      }));

    test("an office is assigned with those that support it and a due day", (t) =>
      visit(t, async (page) => {
        const address = await openForms(page);
        const form = formOf(page, "owner");
        await form.getByLabel("牵头单位").selectOption({ label: "市财政局" });
        // The list may stand open already, where somebody supports it.
        const list = form.locator("details");
        if ((await list.getAttribute("open")) === null) await list.locator("summary").click();
        await list.getByLabel("市文化和旅游局").check();
        await form.getByLabel("完成期限").fill("2020-11-30");
        await record(page, "owner", "职责调整", "明确责任");
        await page.goto(address);
        assert.match(await page.locator("[data-owner]").innerText(), /市财政局/);
        await page.getByText("2020年11月30日").first().waitFor();
        await page.locator(".history").getByText("职责调整").first().waitFor();
      }));

    test("what cannot be is refused with what was typed kept, and the way back to it", (t) =>
      visit(t, async (page) => {
        await openForms(page);
        const form = formOf(page, "f0");
        await form.getByLabel("数值").fill("许多");
        await form.getByLabel("理由").fill("原文如此");
        await form.getByRole("button", { name: "保存更正" }).click();
        const alert = page.getByRole("alert");
        assert.match(await alert.innerText(), /“许多”不是数字/);
        assert.equal(await form.getByLabel("数值").inputValue(), "许多");
        assert.equal(await form.getByLabel("理由").inputValue(), "原文如此");
        await follow(page, alert.getByRole("link"), /#f0$/);
      }));
  });
}

for (const locale of ["zh-CN", "en"]) {
  test(`the forms have no barrier, on a desk and on a phone, ${locale}`, (t) =>
    stage.visit(t, { locale }, async (page) => {
      const address = await openForms(page);
      for (const list of await page.locator("[data-part=owner] summary").all()) {
        if (!(await page.locator("[data-part=owner] fieldset").isVisible())) await list.click();
      }
      for (const [shape, viewport] of [["desktop", { width: 1280, height: 900 }], ["phone", PHONE]]) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          await assertNoBarriers(page, `${address}, ${locale}, ${shape}, ${colorScheme}`);
        }
        const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
        assert.ok(width <= viewport.width, `${shape}: the page is ${width} pixels wide`);
        await picture(page, `correct-${shape}-${locale}`);
      }
    }));
}

test("a figure is corrected by keyboard alone", (t) =>
  stage.visit(t, {}, async (page) => {
    await openForms(page);
    await formOf(page, "f0").getByLabel("数值").focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("33");
    await formOf(page, "f0").getByLabel("理由").focus();
    await page.keyboard.type("原文为33座");
    await page.keyboard.press("Enter");
    await page.waitForURL(/done=1/);
    assert.equal(await formOf(page, "f0").getByLabel("数值").inputValue(), "33");
  }));

test("on paper the readings stand without the forms", (t) =>
  stage.visit(t, {}, async (page) => {
    await openForms(page);
    await page.emulateMedia({ media: "print" });
    assert.equal(await formOf(page, "f0").isVisible(), false);
    assert.ok(await page.locator("[data-part=f0] h2").isVisible());
  }));
