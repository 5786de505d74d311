// What an office does at the desk, and what the public sees of it. All of it also without scripts.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";

import { TOILETS, commitmentAddress, signIn } from "./support/sample.js";
import { follow, openStage, texts } from "./support/stage.js";

const stage = await openStage();
after(() => stage.close());

/** How many of the promised toilets count so far. */
async function accepted(page) {
  await page.goto(await commitmentAddress(page, TOILETS));
  return Number.parseInt(await page.locator("[data-value]").innerText(), 10);
}

/** Opens a tourist toilet that was reported as done and waits for its acceptance. */
async function openReportedToilet(page) {
  await page.goto("/desk");
  // Tourist toilets are named by where they stand; other toilets end in 提标改造.
  const named = page.locator("td", { hasText: /(景区|驿站|停车区|服务点)公厕$/ });
  const waiting = page.locator("[data-record]").filter({ has: named }).first();
  await follow(page, waiting.getByRole("link"), /\/records\/works\//);
}

for (const javaScriptEnabled of [true, false]) {
  const visit = (t, journey) => stage.visit(t, { javaScriptEnabled }, journey);

  describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test("accepting a reported work counts it, and signing out takes the form away", (t) =>
      visit(t, async (page) => {
        const before = await accepted(page);
        await signIn(page, stage.city.tokens.inspector);
        await page.getByText("市建设工程质量监督站").first().waitFor();
        await openReportedToilet(page);
        const record = new URL(page.url()).pathname;
        const acceptance = page.locator("form[data-step][action$='/steps/accept']");
        await acceptance.getByRole("textbox").first().fill("现场验收单 2020-0930");
        await acceptance.getByRole("button", { name: "验收通过" }).click();
        await page.waitForURL(/done=1/);
        assert.equal(await page.getByRole("status").innerText(), "已记入日志。");
        assert.deepEqual(await texts(page.locator("[aria-current=step]")), ["已验收"]);
        await page.getByText("现场验收单 2020-0930").waitFor();
        assert.equal(await accepted(page), before + 1);

        await page.goto("/desk");
        await page.getByRole("button", { name: "退出" }).click();
        await page.locator("input[name=token]").waitFor();
        await page.goto(record);
        assert.equal(await page.locator("form[data-step]").count(), 0);
      }));

    test("a step without evidence is refused, says why, and records nothing", (t) =>
      visit(t, async (page) => {
        const before = await accepted(page);
        await signIn(page, stage.city.tokens.inspector);
        await openReportedToilet(page);
        const acceptance = page.locator("form[data-step][action$='/steps/accept']");
        // A blank passes the browser's own check, not the procedure's.
        await acceptance.getByRole("textbox").first().fill(" ");
        await acceptance.getByRole("button", { name: "验收通过" }).click();
        const alert = page.getByRole("alert");
        await alert.waitFor();
        assert.match(await alert.innerText(), /没有办理，什么也没有记录/);
        assert.equal(await accepted(page), before);
      }));

    test("a wrong token is told apart and signs nobody in", (t) =>
      visit(t, async (page) => {
        await page.goto("/desk");
        await page.getByLabel("口令").fill("not-a-token");
        await page.getByRole("button", { name: "登录" }).click();
        await page.getByRole("alert").waitFor();
        assert.match(await page.getByRole("alert").innerText(), /口令不对/);
        assert.equal(await page.getByLabel("口令").getAttribute("aria-invalid"), "true");
        await page.goto("/records?state=reported");
        await follow(page, page.locator("[data-record] a").first(), /\/records\/works\//);
        assert.equal(await page.locator("form[data-step]").count(), 0);
      }));
  });
}
