// What a person of whom something is kept can see and do, and what an office must do to see it. All
// of it without scripts, on a phone.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";

import { signIn } from "./support/sample.js";
import { PHONE, follow, openStage, picture } from "./support/stage.js";

const stage = await openStage();
after(() => stage.close());

const visit = (t, journey) =>
  stage.visit(t, { javaScriptEnabled: false, viewport: PHONE }, journey);

describe("what is kept of a person", () => {
  test("an office looks with a reason, the person sees it, and erases all", (t) =>
    visit(t, async (page) => {
      const mine = stage.city.mine;
      await page.goto(mine);
      const kept = await page.locator("[data-kept]").first().innerText();
      assert.match(kept, /0991-/);
      assert.equal(await page.locator("[data-look]").count(), 0);
      const record = await page.locator("a[href*='/records/works/']").getAttribute("href");

      // Nobody sees it on the record's page, and no form is there for strangers.
      await page.goto(record);
      assert.doesNotMatch(await page.content(), /0991-/);
      assert.equal(await page.locator("[data-look-form]").count(), 0);

      await signIn(page, stage.city.tokens.supervisor);
      await page.goto(record);
      const form = page.locator("[data-look-form]");
      await form.getByRole("textbox").fill(" ");
      await form.getByRole("button").click();
      await page.getByRole("alert").waitFor();
      assert.doesNotMatch(await page.content(), /0991-/);
      await page.locator("[data-look-form]").getByRole("textbox").fill("核实群众来电");
      await page.locator("[data-look-form]").getByRole("button").click();
      assert.equal(await page.locator("[data-shown]").first().innerText(), kept);
      await picture(page, "record-look-phone");
      await page.goto(record);
      assert.doesNotMatch(await page.content(), /0991-/);

      await page.goto(mine);
      const look = page.locator("[data-look]");
      assert.match(await look.innerText(), /核实群众来电/);
      await picture(page, "mine-phone");
      await follow(page, page.locator("[data-ask]"), /\/erase$/);
      await picture(page, "mine-erase-phone");
      await follow(page, page.locator("[data-erase]"), mine);
      await page.locator("[data-erased]").waitFor();
      assert.doesNotMatch(await page.content(), /0991-/);
      await page.goto(`${mine}?lang=en`);
      assert.match(await page.locator("[data-erased]").innerText(), /^Erased on/);
    }));
});
