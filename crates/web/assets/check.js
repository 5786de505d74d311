// Checks a figure proof (docs/reference/figure-proof.md) with the browser alone: SHA-256 and Ed25519
// of WebCrypto, and no call to any server. It does not redo the fold of the records by the pack's
// rule; `cityhall proof check` does that too.
(() => {
  const form = document.querySelector("[data-check]");
  const result = document.querySelector("[data-result]");
  const word = (name) => form.querySelector(`[data-word="${name}"]`).textContent;

  // A fault that has its own words, and what exactly is wrong.
  class Fault extends Error {
    constructor(name, detail = "") {
      super(detail ? `${word(name)} ${detail}` : word(name));
    }
  }

  const bytes = (text) => new TextEncoder().encode(text);
  const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const hex = (data) => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = (left, right) => hex(left) === hex(right);
  const sha256 = async (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
  };

  // RFC 6962, section 2.1, over some known leaves and, for all that lies between, the next hash.
  const leafHash = (text) => sha256(Uint8Array.of(0), bytes(text));
  const rootOf = async (leaves, size, hashes) => {
    const known = [...leaves.keys()].sort((left, right) => left - right);
    const rest = hashes.map(fromBase64);
    const range = async (start, end) => {
      if (!known.some((index) => start <= index && index < end)) {
        if (rest.length === 0) throw new Fault("root");
        return rest.shift();
      }
      if (end - start === 1) return leaves.get(start);
      let width = 1;
      while (width * 2 < end - start) width *= 2;
      const left = await range(start, start + width);
      return sha256(Uint8Array.of(1), left, await range(start + width, end));
    };
    if (known.some((index) => index >= size)) throw new Fault("root");
    const root = size === 0 ? await sha256() : await range(0, size);
    if (rest.length > 0) throw new Fault("root");
    return root;
  };

  // C2SP signed-note: which of the keys have signed the text as the log of that name.
  const signers = async (note, keys) => {
    const end = note.lastIndexOf("\n\n") + 1;
    const [text, lines] = [note.slice(0, end), note.slice(end + 1).split("\n")];
    const origin = text.split("\n")[0];
    const found = [];
    for (const key of keys) {
      const [name, id, encoded] = [key.split("+")[0], key.split("+")[1], key.split("+").slice(2).join("+")];
      const typed = fromBase64(encoded ?? "");
      const named = await sha256(bytes(`${name}\n`), typed);
      if (hex(named.slice(0, 4)) !== id) throw new Fault("signature", key);
      if (typed[0] !== 1 || name !== origin) continue;
      const line = lines.find((it) => it.startsWith(`— ${name} `) && hex(fromBase64(it.split(" ")[2]).slice(0, 4)) === id);
      if (!line) continue;
      const use = await crypto.subtle.importKey("raw", typed.slice(1), "Ed25519", false, ["verify"]);
      const signature = fromBase64(line.split(" ")[2]).slice(4);
      if (!(await crypto.subtle.verify("Ed25519", use, signature, bytes(text)))) {
        throw new Fault("signature", key);
      }
      found.push(key);
    }
    return found;
  };

  // Exact decimals, in millionths.
  const millionths = (text) => {
    const [, sign, whole, fraction = ""] = text.match(/^(-?)(\d+)(?:\.(\d{1,6}))?$/) ?? [];
    if (whole === undefined) throw new Fault("form", text);
    const value = BigInt(whole) * 1000000n + BigInt(fraction.padEnd(6, "0"));
    return sign ? -value : value;
  };

  // The contributions of the period in one part: sealed, in order, and all there are.
  const run = async (part, claim, sealed, entries) => {
    const leaves = new Map();
    for (const [position, text] of part.leaves.entries()) {
      leaves.set(part.first + position, await leafHash(text));
    }
    const root = await rootOf(leaves, sealed.leaves, part.hashes);
    if (hex(root) !== sealed.root) throw new Fault("leaf", part.measure);
    const all = part.leaves.map((text) => JSON.parse(text));
    const inOrder = (it, at) => at === 0 || (all[at - 1].day <= it.day && all[at - 1].entry < it.entry);
    if (!all.every(inOrder) || all.some((it) => it.measure !== part.measure)) {
      throw new Fault("order", part.measure);
    }
    const before = part.first === 0 || (claim.from && all[0]?.day < claim.from);
    if (!before) throw new Fault("before", part.measure);
    const after = part.first + all.length === sealed.leaves || all.at(-1)?.day > claim.to;
    if (!after) throw new Fault("after", part.measure);
    const counted = all.filter((it) => (!claim.from || claim.from <= it.day) && it.day <= claim.to);
    for (const it of counted) {
      if (entries.get(it.entry)?.subject !== it.record) throw new Fault("entry", it.entry);
    }
    return counted;
  };

  const check = async (text, keys) => {
    let proof;
    try {
      proof = JSON.parse(text);
    } catch (error) {
      throw new Fault("form", error.message);
    }
    if (proof.format !== "cityhall-figure-proof" || proof.version !== 1) throw new Fault("form");
    const { claim, checkpoint } = proof;
    const [origin, size, root] = checkpoint.split("\n");
    const signed = await signers(checkpoint, keys);
    if (keys.length > 0 && signed.length === 0) throw new Fault("signature", origin);

    const [entries, leaves] = [new Map(), new Map()];
    for (const { index, bytes: canonical } of proof.entries) {
      entries.set(index, JSON.parse(canonical));
      leaves.set(index, await leafHash(canonical));
    }
    if (!same(await rootOf(leaves, Number(size), proof.hashes), fromBase64(root))) {
      throw new Fault("root");
    }

    const documents = new Map();
    for (const document of proof.documents) documents.set(hex(await sha256(bytes(document))), document);
    let [sealIndex, seal] = [-1, null];
    for (const [index, entry] of entries) {
      const named = entry.body.sha256;
      if (["city.defined", "pack.loaded", "measures.sealed"].includes(entry.kind) && !documents.has(named)) {
        throw new Fault("document", index);
      }
      if (entry.kind === "measures.sealed" && index > sealIndex) {
        [sealIndex, seal] = [index, JSON.parse(documents.get(named))];
      }
    }
    if (!seal || seal.size > sealIndex) throw new Fault("form");

    const empty = { leaves: 0, root: hex(await sha256()) };
    let [total, acts] = [0n, 0];
    for (const part of proof.parts) {
      const sealed = seal.measures.find((it) => it.measure === part.measure) ?? empty;
      for (const it of await run(part, claim, sealed, entries)) {
        total += part.sums ? millionths(it.amount) : BigInt(it.count) * 1000000n;
        acts += 1;
      }
    }
    if (total !== millionths(claim.value)) throw new Fault("sum");
    return { claim, origin, size, signed, acts, sealIndex };
  };

  const line = (list, text) => {
    const item = document.createElement("li");
    item.textContent = text;
    list.append(item);
  };

  const tell = (kind, title, sections) => {
    result.replaceChildren();
    result.dataset.result = kind;
    const heading = document.createElement("h2");
    heading.textContent = title;
    result.append(heading);
    for (const [name, lines] of sections) {
      const [caption, list] = [document.createElement("h3"), document.createElement("ul")];
      caption.textContent = word(name);
      for (const text of lines) line(list, text);
      result.append(caption, list);
    }
  };

  const read = async (file) => {
    const keys = document.querySelector("#check-keys").value.split(/\s+/).filter(Boolean);
    try {
      const shown = await check(await file.text(), keys);
      const { claim } = shown;
      const period = claim.from ? `${claim.from} – ${claim.to}` : `– ${claim.to}`;
      const figure = `${claim.measure}: ${claim.value} ${claim.unit} (${period})`;
      const signature = shown.signed.map((key) => `${word("signed")} ${key}`);
      tell("good", word("good"), [
        ["shown", [figure, `${word("value")} ${shown.acts}`, `${word("in-log")} ${shown.origin}, ${shown.size}`, `${word("sealed")} ${shown.sealIndex}`, word("complete"), ...signature]],
        ["not-shown", [...(shown.signed.length ? [] : [word("unsigned")]), word("fold"), word("truth")]],
      ]);
    } catch (error) {
      const text = error instanceof Fault ? error.message : new Fault("form", error.message).message;
      tell("bad", word("bad"), []);
      const paragraph = document.createElement("p");
      paragraph.textContent = text;
      result.append(paragraph);
    }
  };

  if (!globalThis.crypto?.subtle) {
    const paragraph = document.createElement("p");
    paragraph.textContent = document.querySelector("noscript").textContent;
    result.append(paragraph);
    return;
  }
  form.parentElement.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  const chooser = document.querySelector("#check-file");
  chooser.addEventListener("change", () => chooser.files[0] && read(chooser.files[0]));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) read(event.dataTransfer.files[0]);
  });
})();
