// A city and a browser for the tests of one file.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import { openCity } from "./city.js";

const ARTEFACTS = fileURLToPath(new URL("../../artefacts/", import.meta.url));

const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Opens the city and the browser; the file that calls it closes them when its tests are over. */
export async function openStage() {
  await mkdir(ARTEFACTS, { recursive: true });
  const city = await openCity();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: CHROMIUM_FLAGS,
  });
  return {
    city,
    browser,
    visit: (test, options, journey) => visit({ city, browser }, test, options, journey),
    close: async () => {
      await browser.close();
      await city.close();
    },
  };
}

/**
 * Lets a new visitor make a journey. Whatever the journey is about, no script may fail on the way
 * and nothing may be asked of any other host. A journey that fails leaves a picture behind.
 */
async function visit({ city, browser }, test, options, journey) {
  const context = await browser.newContext({
    baseURL: city.address,
    locale: "zh-CN",
    viewport: DESKTOP,
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const faults = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${city.address}/`)) faults.push(`asked of ${request.url()}`);
  });
  try {
    await journey(page);
    assert.deepEqual(faults, []);
  } catch (error) {
    const name = test.name.replaceAll(/[^a-z0-9]+/gi, "-").slice(0, 80);
    await page.screenshot({ path: `${ARTEFACTS}failed-${name}.png`, fullPage: true });
    throw error;
  } finally {
    await context.close();
  }
}

/** Keeps a picture of the page as it stands, for people to look at. */
export async function picture(page, name, options = { fullPage: true }) {
  await page.screenshot({ path: `${ARTEFACTS}${name}.png`, ...options });
}

/** Follows a link or presses a button that leads to another page, and waits until it is there. */
export async function follow(page, control, address) {
  await control.click();
  await page.waitForURL(address);
}

/** The texts of all that a locator finds, without the white space around them. */
export async function texts(locator) {
  return (await locator.allTextContents()).map((text) => text.trim());
}
