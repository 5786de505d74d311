// The sample city, served by the program under test from a folder of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BUILT = new URL("../../target/debug/cityhall", import.meta.url);
export const PROGRAM = process.env.CITYHALL_BIN ?? fileURLToPath(BUILT);

/**
 * Starts the demo on a free port and reads from what it prints where it listens and which tokens
 * sign in at the desk.
 */
export async function openCity() {
  const folder = await mkdtemp(join(tmpdir(), "cityhall-"));
  const demo = ["demo", "--addr", "127.0.0.1:0", "--data", join(folder, "city")];
  const program = spawn(PROGRAM, demo, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(program, "exit");
  const close = async () => {
    program.kill("SIGINT");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const printed = await readPrinted(program.stdout);
  if (!printed.address || !printed.tokens.builder) {
    await close();
    throw new Error(`${PROGRAM} demo ended without telling its address and its tokens`);
  }
  return { ...printed, close };
}

/** Reads lines until the address and all tokens have come, or the program has ended. */
async function readPrinted(output) {
  const printed = { address: null, mine: null, tokens: {} };
  const lines = createInterface({ input: output });
  for await (const line of lines) {
    printed.address ??= line.match(/^http:\/\/\S+?(?=\/?$)/)?.[0] ?? null;
    printed.mine ??= line.match(/http:\/\/\S+(\/mine\/\S+)/)?.[1] ?? null;
    const [, role, token] = line.match(/^(\w+) token: (\S+)/) ?? [];
    if (role) printed.tokens[role] = token;
    if (printed.address && printed.tokens.builder) break;
  }
  // What else the program prints must not fill the pipe.
  output.resume();
  return printed;
}
