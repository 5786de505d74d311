// Our models are read by the library that BPMN tools are made with, and its models by us.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { BpmnModdle } from "bpmn-moddle";

import { PROGRAM } from "./support/city.js";

const moddle = new BpmnModdle();
const folder = mkdtempSync(join(tmpdir(), "cityhall-bpmn-"));
after(() => rmSync(folder, { recursive: true }));

const packs = new URL("../packs/", import.meta.url);
const run = (...args) => execFileSync(PROGRAM, ["pack", ...args], { encoding: "utf8" });

test("every model of our packs is read without a warning, each way of it with its picture", async () => {
  const names = readdirSync(packs, { withFileTypes: true }).filter((it) => it.isDirectory());
  let count = 0;
  for (const { name } of names) {
    const files = run("docs", new URL(name, packs).pathname, "--bpmn", join(folder, name));
    for (const file of files.trim().split("\n")) {
      const { rootElement, warnings } = await moddle.fromXML(readFileSync(file, "utf8"));
      assert.deepEqual(warnings, [], file);
      const [process] = rootElement.rootElements;
      const drawn = rootElement.diagrams[0].plane.planeElement.map((it) => it.bpmnElement.id);
      assert.deepEqual(
        drawn.toSorted(),
        process.flowElements.map((it) => it.id).toSorted(),
        file,
      );
      count += 1;
    }
  }
  assert.ok(count > names.length);
});

test("a model that a tool made becomes a pack", async () => {
  const make = (type, id, more = {}) => moddle.create(`bpmn:${type}`, { id, ...more });
  const nodes = [
    make("StartEvent", "StartEvent_1"),
    make("UserTask", "Activity_0vkk", { name: "核对材料" }),
    make("ExclusiveGateway", "Gateway_1x", { name: "齐全吗" }),
    make("Task", "Activity_1abc", { name: "Ask for more" }),
    make("EndEvent", "Event_9", { name: "受理" }),
  ];
  const flow = (id, from, to, name) =>
    make("SequenceFlow", id, { sourceRef: nodes[from], targetRef: nodes[to], name });
  const flows = [
    flow("Flow_1", 0, 1),
    flow("Flow_2", 1, 2),
    flow("Flow_3", 2, 3, "no"),
    flow("Flow_4", 3, 1),
    flow("Flow_5", 2, 4, "yes"),
  ];
  const process = make("Process", "Process_1", { name: "受理", flowElements: [...nodes, ...flows] });
  const definitions = make("Definitions", "Definitions_1", {
    targetNamespace: "http://bpmn.io/schema/bpmn",
    rootElements: [process],
  });
  const { xml } = await moddle.toXML(definitions, { format: true });
  const model = join(folder, "made.bpmn");
  writeFileSync(model, xml);
  run("new", join(folder, "made"), "--from", model);
  const declared = readFileSync(join(folder, "made", "pack.toml"), "utf8");
  for (const step of ["step", "ask_for_more", "yes"]) {
    assert.ok(declared.includes(`.steps.${step}]`), declared);
  }
});
