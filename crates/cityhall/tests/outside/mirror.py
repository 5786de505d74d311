"""Mirrors a transparency log to a folder and checks it, with Python's standard library alone.

    python3 mirror.py https://HOST/log FOLDER KEY [INDEX ...]

It was written from the standards and shares no code with the program that serves the log: C2SP
tlog-tiles, tlog-checkpoint, signed-note and tlog-proof, RFC 6962 (section 2.1), RFC 8032 (section
5.1.7), RFC 9110 (section 13). What a folder has already is not asked for again. For each INDEX, the
proof that the portal gives of that entry is checked too.
"""

import base64
import gzip
import hashlib
import pathlib
import sys
import urllib.error
import urllib.request

WIDTH = 256


class Fault(Exception):
    """What is wrong with the log."""


def unpacked(text):
    """The bytes that base64 says."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Fault(f"{text!r} is no base64") from error


# Ed25519 (RFC 8032, section 5.1)

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(a, b):
    """The sum of two points in extended coordinates (section 5.1.4)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return x * y % P, z * t % P, y * z % P, x * t % P


def times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def decoded(data):
    """The point that 32 bytes say (section 5.1.3)."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        raise Fault("a point is out of range")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        raise Fault("32 bytes say no point")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = decoded((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    if len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= ORDER:
        return False
    hashed = hashlib.sha512(signature[:32] + key + message).digest()
    a = times(scalar, BASE)
    challenge = int.from_bytes(hashed, "little") % ORDER
    b = add(decoded(signature[:32]), times(challenge, decoded(key)))
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


# Checkpoints


class Checkpoint:
    """A checkpoint that the log's own key has signed."""

    def __init__(self, note, key):
        name, identifier, rest = key.split("+", 2)
        typed = unpacked(rest)
        identity = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
        if identity.hex() != identifier or typed[0] != 1:
            raise Fault("the key was changed or is no log's")
        text, _, signatures = note.decode().rpartition("\n\n")
        text += "\n"
        for line in signatures.splitlines():
            dash, named, signature = line.split(" ")
            signature = unpacked(signature)
            if dash == "\u2014" and named == name and signature[:4] == identity:
                if not is_signed(typed[1:], text.encode(), signature[4:]):
                    raise Fault("the signature does not fit")
                break
        else:
            raise Fault("the log has not signed its checkpoint by this key")
        origin, size, root = text.splitlines()[:3]
        if origin != name:
            raise Fault(f"the checkpoint is of {origin}")
        self.size = int(size)
        self.root = unpacked(root)


# The tree (RFC 6962, section 2.1)


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_hash(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    # A left child is as large as a power of two can be: what is left over at a level moves up.
    while len(leaves) > 1:
        pairs = [node_hash(*leaves[i : i + 2]) for i in range(0, len(leaves) - 1, 2)]
        leaves = pairs + leaves[len(leaves) & ~1 :]
    return leaves[0]


def proven_root(leaf, index, size, path):
    """The root to which an audit path leads (RFC 9162, section 2.1.3.2)."""
    node, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Fault("the proof is too long")
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise Fault("the proof is too short")
    return root


# The files


def tile_path(kind, index, width):
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{kind}/{'/'.join(groups)}{partial}"


def widths(count):
    """Place and width of each file that so many items fill."""
    for index in range((count + WIDTH - 1) // WIDTH):
        yield index, min(WIDTH, count - index * WIDTH)


def unbundled(bundle):
    entries = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        if len(bundle) < 2 + length:
            raise Fault("a bundle is cut")
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return entries


class Mirror:
    def __init__(self, log, folder):
        self.log, self.folder, self.fetched = log.rstrip("/"), pathlib.Path(folder), 0
        self.portal = self.log.removesuffix("/log")

    def fetch(self, path, known=None, base=None):
        """The bytes and the headers of a file; no bytes where the tag is known."""
        headers = {"Accept-Encoding": "gzip, identity"}
        if known:
            headers["If-None-Match"] = known
        request = urllib.request.Request(f"{base or self.log}/{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                body, told = answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            if known and error.code == 304:
                return None, error.headers
            raise Fault(f"{path}: the answer is {error.code}") from error
        self.fetched += 1
        return gzip.decompress(body) if told["Content-Encoding"] == "gzip" else body, told

    def file(self, path):
        """A file that never changes: as it was mirrored, or as it is served."""
        kept = self.folder / path
        if kept.exists():
            return kept.read_bytes()
        body, told = self.fetch(path)
        if told["Content-Type"] != "application/octet-stream":
            raise Fault(f"{path}: it is said to be {told['Content-Type']}")
        if "immutable" not in told["Cache-Control"]:
            raise Fault(f"{path}: it may not be kept")
        # Asked for again with its tag, it is not sent again.
        if self.fetch(path, told["ETag"])[0] is not None:
            raise Fault(f"{path}: it is sent to who has it")
        return body

    def write(self, path, body):
        kept = self.folder / path
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(body)

    def run(self, key, indices):
        kept, seen = self.folder / "checkpoint", None
        if kept.exists():
            seen = Checkpoint(kept.read_bytes(), key)
        note, told = self.fetch("checkpoint")
        if told["Content-Type"] != "text/plain; charset=utf-8":
            raise Fault(f"checkpoint: it is said to be {told['Content-Type']}")
        head = Checkpoint(note, key)
        if seen and head.size < seen.size:
            raise Fault(f"the log has {head.size} entries, and had {seen.size}")
        leaves, files = [], {}
        for index, width in widths(head.size):
            path = tile_path("entries", index, width)
            files[path] = self.file(path)
            entries = unbundled(files[path])
            if len(entries) != width:
                raise Fault(f"{path}: {len(entries)} entries")
            leaves += [leaf_hash(entry) for entry in entries]
        if tree_hash(leaves) != head.root:
            raise Fault("the entries are not those that the log has signed")
        if seen and tree_hash(leaves[: seen.size]) != seen.root:
            raise Fault(f"split view: the first {seen.size} entries are not those of before")
        self.tiles(leaves, files)
        for index in indices:
            self.proof(index, leaves, key)
        for path, body in files.items():
            self.write(path, body)
        # The checkpoint comes last: a folder with one is whole.
        self.write("checkpoint", note)
        print(head.size, base64.b64encode(head.root).decode(), self.fetched)

    def tiles(self, hashes, files):
        """Compares every tile with the hashes that the entries give."""
        level = 0
        while hashes:
            for index, width in widths(len(hashes)):
                path = tile_path(level, index, width)
                files[path] = self.file(path)
                if files[path] != b"".join(hashes[index * WIDTH : index * WIDTH + width]):
                    raise Fault(f"{path}: its hashes are not those of the entries under it")
            full = range(0, len(hashes) // WIDTH * WIDTH, WIDTH)
            hashes = [tree_hash(hashes[first : first + WIDTH]) for first in full]
            level += 1

    def proof(self, index, leaves, key):
        """Checks the proof that the portal gives of an entry (C2SP tlog-proof)."""
        body, _ = self.fetch(f"entries/{index}/proof", base=self.portal)
        lines, _, note = body.decode().partition("\n\n")
        form, told, *path = lines.splitlines()
        if form != "c2sp.org/tlog-proof@v1" or told != f"index {index}":
            raise Fault(f"the proof of entry {index} is of another")
        head = Checkpoint(note.encode(), key)
        path = [unpacked(line) for line in path]
        if proven_root(leaves[index], index, head.size, path) != head.root:
            raise Fault(f"the proof of entry {index} leads to another root")


if __name__ == "__main__":
    log, folder, key, *rest = sys.argv[1:]
    try:
        Mirror(log, folder).run(key, [int(index) for index in rest])
    except Fault as fault:
        sys.exit(f"mirror: {fault}")
