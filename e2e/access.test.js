// Nobody is kept out: no barrier that axe knows of, on any page, in any language or light.

import { after, test } from "node:test";

import { assertNoBarriers } from "./support/axe.js";
import { publicPages, signIn } from "./support/sample.js";
import { PHONE, openStage } from "./support/stage.js";

const stage = await openStage();
after(() => stage.close());

const LANGUAGES = ["zh-CN", "en"];
const SCHEMES = ["light", "dark"];

/** Looks at the page that is open, in both lights. */
async function assertNoBarriersInAnyLight(page, where) {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await assertNoBarriers(page, `${where}, ${colorScheme}`);
  }
}

for (const language of LANGUAGES) {
  test(`no public page has a barrier, ${language}`, (t) =>
    stage.visit(t, { locale: language }, async (page) => {
      for (const [name, address] of Object.entries(await publicPages(page))) {
        await page.goto(address);
        await assertNoBarriersInAnyLight(page, `${name} in ${language}`);
      }
    }));

  test(`the desk has no barrier, ${language}`, (t) =>
    stage.visit(t, { locale: language }, async (page) => {
      await page.goto("/desk");
      await page.locator("input[name=token]").fill("not-a-token");
      await page.locator("form[action='/desk/session'] button").click();
      await page.getByRole("alert").waitFor();
      await assertNoBarriersInAnyLight(page, `wrong token in ${language}`);

      await signIn(page, stage.city.tokens.inspector);
      await assertNoBarriersInAnyLight(page, `desk in ${language}`);
      await page.locator("[data-record] a").first().click();
      const step = page.locator("form[data-step]").first();
      await step.waitFor();
      await assertNoBarriersInAnyLight(page, `step in ${language}`);
      // Refused by the city, as where a browser lets everything through.
      await step.evaluate((form) => {
        form.noValidate = true;
      });
      await step.locator("button[type=submit]").click();
      await page.getByRole("alert").waitFor();
      await assertNoBarriersInAnyLight(page, `refused step in ${language}`);
    }));
}

for (const language of LANGUAGES) {
  test(`what is kept of a person has no barrier, ${language}`, (t) =>
    stage.visit(t, { locale: language, viewport: PHONE }, async (page) => {
      await page.goto(`${stage.city.mine}/erase`);
      await assertNoBarriersInAnyLight(page, `erasing in ${language}`);
      await page.goto(stage.city.mine);
      await assertNoBarriersInAnyLight(page, `what is kept in ${language}`);
      const record = await page.locator("a[href*='/records/works/']").getAttribute("href");
      await signIn(page, stage.city.tokens.supervisor);
      await page.goto(record);
      await page.locator("[data-look-form]").getByRole("textbox").fill("核实");
      await page.locator("[data-look-form]").getByRole("button").click();
      await page.locator("[data-shown]").first().waitFor();
      await assertNoBarriersInAnyLight(page, `a look in ${language}`);
    }));
}

test("no public page has a barrier on a phone", (t) =>
  stage.visit(t, { viewport: PHONE, isMobile: true, hasTouch: true }, async (page) => {
    for (const [name, address] of Object.entries(await publicPages(page))) {
      await page.goto(address);
      await assertNoBarriers(page, `${name} on a phone`);
    }
  }));
