// A city system that is not about works: its records, clocks and forms come from its pack.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";

import { signIn } from "./support/sample.js";
import { openStage } from "./support/stage.js";

const stage = await openStage();
after(() => stage.close());

for (const javaScriptEnabled of [true, false]) {
  const visit = (t, journey) => stage.visit(t, { javaScriptEnabled }, journey);
  const number = javaScriptEnabled ? "J-2020-101" : "J-2020-102";

  describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test("a record is opened, a lead is named, and the clock of the law runs", (t) =>
      visit(t, async (page) => {
        await signIn(page, stage.city.tokens.coordinator);
        await page.getByRole("link", { name: "登记：建议提案" }).click();
        await page.getByLabel("序号").fill(number);
        await page.getByLabel("标题").fill("增设过街天桥");
        await page.getByLabel("种类").selectOption({ label: "建议" });
        await page.getByLabel("内容摘要").fill(" ");
        await page.locator("form[data-open] button").click();
        assert.match(await page.getByRole("alert").innerText(), /请填写“内容摘要”/);
        assert.equal(await page.getByLabel("标题").inputValue(), "增设过街天桥");
        await page.getByLabel("内容摘要").fill("学校门口车多");
        await page.locator("form[data-open] button").click();
        await page.waitForURL(/done=1/);

        const assign = page.locator("form[data-step][action$='/steps/assign']");
        await assign.getByLabel("牵头单位").selectOption({ label: "市交通运输局" });
        await assign.getByRole("button").click();
        await page.waitForURL(/done=1/);
        const clock = page.locator("[data-clock=runs]").first();
        assert.match(await clock.innerText(), /计时中，2020年12月30日届满/);
        await page.getByText("代表法").first().waitFor();
      }));

    test("an answer that is late is shown as late to everyone", (t) =>
      visit(t, async (page) => {
        await page.goto("/records/proposals/J-2020-005");
        const clock = page.locator("[data-clock=late]").first();
        assert.match(await clock.innerText(), /已超期：2020年5月11日届满/);
      }));

    test("records are found by the system that they belong to", (t) =>
      visit(t, async (page) => {
        await page.goto("/records");
        await page.getByLabel("业务系统").selectOption({ label: "建议提案办理" });
        await page.getByRole("button", { name: "筛选" }).click();
        await page.waitForURL(/pack=proposals/);
        const ids = await page.locator("[data-record]").evaluateAll((rows) =>
          rows.map((row) => row.dataset.record));
        assert.ok(ids.length >= 8 && ids.every((id) => id.startsWith("proposals/")), `${ids}`);
      }));
  });
}
