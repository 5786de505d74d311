// Looks for barriers with axe: every rule that it has on, and the one for the size of targets.

import assert from "node:assert/strict";
import axe from "axe-core";

/** Fails with what is wrong and where, one line a fault. */
export async function assertNoBarriers(page, where) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
    const found = await window.axe.run(document, options);
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id} (${help}): ${node.html.slice(0, 160)}`));
  });
  assert.deepEqual(violations, [], where);
}
