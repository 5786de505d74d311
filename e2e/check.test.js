// A figure is checked in the browser alone: on the portal's page, and on the page that was kept.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { openStage } from "./support/stage.js";

const MEASURE = "/measures/works/tourist_toilets";

const stage = await openStage();
const folder = await mkdtemp(join(tmpdir(), "cityhall-check-"));
after(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

/** The proof that the measure's page offers, as a file. */
async function download(page) {
  await page.goto(MEASURE);
  const offered = page.waitForEvent("download");
  await page.locator("[data-figure-proof]").click();
  const path = join(folder, "good.figure.json");
  await (await offered).saveAs(path);
  return path;
}

/** The same proof with something changed. */
async function changed(path, name, change) {
  const proof = JSON.parse(await readFile(path, "utf8"));
  change(proof);
  const other = join(folder, `${name}.figure.json`);
  await writeFile(other, JSON.stringify(proof));
  return other;
}

/** What the page says of a file. */
async function verdict(page, path) {
  await page.locator("[data-result]").evaluate((result) => (result.dataset.result = ""));
  await page.locator("#check-file").setInputFiles([]);
  await page.locator("#check-file").setInputFiles(path);
  const result = page.locator("[data-result=good], [data-result=bad]");
  await result.waitFor();
  return { kind: await result.getAttribute("data-result"), text: await result.innerText() };
}

const LIES = {
  value: [(proof) => (proof.claim.value = "999"), "各次办理之和与所称数值不符"],
  entry: [
    (proof) => (proof.entries[3].bytes = proof.entries[3].bytes.replace("2020", "2021")),
    "有记录被改动、遗漏或移位",
  ],
  act: [
    (proof) => (proof.parts[0].leaves[0] = proof.parts[0].leaves[0].replace("2020", "2019")),
    "有办理被改动、遗漏、添加或移位",
  ],
  document: [(proof) => proof.documents.pop(), "有文档被改动或缺失"],
  signature: [
    (proof) => (proof.checkpoint = proof.checkpoint.replace(/\n\n(— \S+) \S{9}/, "\n\n$1 AAAAAAAAA")),
    "日志并非由您提供的公钥签名",
  ],
};

describe("the proof of a figure", () => {
  test("is sound as it was downloaded, and no request is made to check it", (t) =>
    stage.visit(t, {}, async (page) => {
      const good = await download(page);
      await page.goto("/check");
      const asked = [];
      page.on("request", (request) => {
        // The page's own icon may come late.
        if (!request.url().endsWith("/assets/icon.svg")) asked.push(request.url());
      });
      const { kind, text } = await verdict(page, good);
      assert.equal(kind, "good", text);
      assert.match(text, /works\/tourist_toilets: \d+ 座/);
      assert.match(text, /无一遗漏/);
      assert.match(text, /日志签名者/);
      assert.deepEqual(asked, []);
    }));

  for (const [name, [lie, told]] of Object.entries(LIES)) {
    test(`is refused with its own words when the ${name} was changed`, (t) =>
      stage.visit(t, {}, async (page) => {
        const bad = await changed(await download(page), name, lie);
        await page.goto("/check");
        const { kind, text } = await verdict(page, bad);
        assert.equal(kind, "bad", text);
        assert.ok(text.includes(told), text);
      }));
  }

  test("is checked by the page that was kept, without any network", (t) =>
    stage.visit(t, {}, async (page) => {
      const good = await download(page);
      await page.goto("/check?lang=en");
      const offered = page.waitForEvent("download");
      await page.getByRole("link", { name: "Keep this page as one file" }).click();
      const kept = join(folder, "check.html");
      await (await offered).saveAs(kept);
      const context = await stage.browser.newContext({ offline: true });
      try {
        const alone = await context.newPage();
        await alone.goto(pathToFileURL(kept).href);
        const { kind, text } = await verdict(alone, good);
        assert.equal(kind, "good", text);
        assert.match(text, /none of this period is left out/);
      } finally {
        await context.close();
      }
    }));

  test("is checked by a command where there are no scripts", (t) =>
    stage.visit(t, { javaScriptEnabled: false }, async (page) => {
      await page.goto("/check");
      assert.match(await page.locator("noscript").innerText(), /命令核验/);
      assert.match(await page.locator("pre").innerText(), /cityhall proof check/);
      assert.equal(await page.locator("#check-file").isVisible(), false);
    }));
});
