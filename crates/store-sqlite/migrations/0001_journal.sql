-- 0001 journal: entries and their tree, what is folded from them, documents, and who may act.
-- Why tables and not one blob: lists, totals and proofs each read a few rows by key.

-- The truth. Bytes are canonical (docs/reference/journal-format.md); the other columns repeat what
-- the bytes say, to be searched.
CREATE TABLE entry (
    idx     INTEGER PRIMARY KEY,            -- place in the log, from 0, without holes
    at_s    INTEGER NOT NULL,               -- when it was made, seconds since 1970 UTC
    kind    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    bytes   BLOB    NOT NULL
) STRICT;
CREATE INDEX entry_subject ON entry (subject, idx);
CREATE INDEX entry_kind ON entry (kind, idx);
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

-- Hashes over perfect subtrees (RFC 6962 section 2.1); level 0 holds the leaf hashes.
CREATE TABLE node (
    level INTEGER NOT NULL,
    idx   INTEGER NOT NULL,                 -- which subtree of 2^level entries, from the left
    hash  BLOB    NOT NULL,
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

-- The signed checkpoint of the whole log.
CREATE TABLE checkpoint (
    only INTEGER PRIMARY KEY CHECK (only = 0),
    note TEXT NOT NULL
) STRICT;

-- Things too large for an entry, by their SHA-256.
CREATE TABLE document (
    hash  BLOB PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Folded from here on: can be thrown away and made anew.
CREATE TABLE record (
    id       TEXT PRIMARY KEY,
    pack     TEXT NOT NULL,
    register TEXT NOT NULL,
    state    TEXT NOT NULL,
    since    TEXT NOT NULL,                 -- civil day, YYYY-MM-DD
    title    TEXT NOT NULL,
    place    TEXT NOT NULL,                 -- code of the place, or empty
    office   TEXT NOT NULL                  -- responsible office, or empty
) STRICT, WITHOUT ROWID;
CREATE INDEX record_state ON record (pack, state, id);
CREATE INDEX record_office ON record (office, id);

-- Which entry moved which measure by how much: the evidence behind a cell.
CREATE TABLE contribution (
    measure TEXT    NOT NULL,
    entry   INTEGER NOT NULL,
    record  TEXT    NOT NULL,
    place   TEXT    NOT NULL,
    office  TEXT    NOT NULL,
    day     TEXT    NOT NULL,               -- civil day on which it counts
    count   INTEGER NOT NULL,
    amount  INTEGER NOT NULL,               -- millionths of the measure's unit
    PRIMARY KEY (measure, entry)
) STRICT, WITHOUT ROWID;

-- Their sums, so that no total is ever found by scanning entries.
CREATE TABLE cell (
    measure TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    place   TEXT    NOT NULL,
    office  TEXT    NOT NULL,
    count   INTEGER NOT NULL,
    amount  INTEGER NOT NULL,               -- millionths of the measure's unit
    PRIMARY KEY (measure, day, place, office)
) STRICT, WITHOUT ROWID;

-- Who may act: operating data, not folded from the journal.
CREATE TABLE credential (
    token  BLOB PRIMARY KEY,                -- SHA-256 of the token; the token itself is never stored
    office TEXT NOT NULL,
    role   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
