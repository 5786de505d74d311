// What the tests know of the sample city.

export const REPORT = "/reports/urumqi-2020";

/** The promise that the journeys follow: it is measured, and has a last result to stand beside. */
export const TOILETS = "旅游公厕30座";

export const VERDICTS = ["kept", "on-course", "unmeasured", "behind", "silent", "missed"];

/** The mark in the report's text of the commitment whose words contain `words`. */
export function mark(page, words) {
  return page.locator("a[data-commitment][data-verdict]", { hasText: words }).first();
}

/** Signs in at the desk. */
export async function signIn(page, token) {
  await page.goto("/desk");
  await page.locator("input[name=token]").fill(token);
  await page.locator("form[action='/desk/session'] button[type=submit]").click();
  await page.locator("form[action='/desk/session/end']").waitFor();
}

/** The address of the commitment's page. */
export async function commitmentAddress(page, words) {
  await page.goto(REPORT);
  const ordinal = await mark(page, words).getAttribute("data-commitment");
  return `/commitments/${REPORT.split("/").pop()}/${ordinal}`;
}

let found = null;

/** Every kind of page that anyone can open, by name. The city is asked for them once. */
export async function publicPages(page) {
  found ??= await findPages(page);
  return found;
}

/** Where an address holds an id, it is found the way a visitor finds it: by following links. */
async function findPages(page) {
  const commitment = await commitmentAddress(page, TOILETS);
  await page.goto(commitment);
  const evidence = page.locator("[data-evidence]").first();
  const path = async (link) => new URL(await link.getAttribute("href"), page.url()).pathname;
  return {
    home: "/",
    report: REPORT,
    "report-panel": `${REPORT}?c=${commitment.split("/").pop()}`,
    "report-past": `${REPORT}?on=2020-06-30`,
    commitments: "/commitments",
    "commitments-none": "/commitments?q=nothing-says-this",
    commitment,
    measure: await path(page.locator("a[data-measure]").first()),
    records: "/records",
    "records-none": "/records?state=dropped&place=650100",
    record: await path(evidence.locator("a[href*='/records/']")),
    entry: await path(evidence.locator("a[data-entry]")),
    log: "/log",
    about: "/about",
    desk: "/desk",
    failure: "/no-such-page",
  };
}
