-- What the migrations make; written by a test.

CREATE TABLE cell (
    measure TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    place   TEXT    NOT NULL,
    office  TEXT    NOT NULL,
    count   INTEGER NOT NULL,
    amount  INTEGER NOT NULL,               -- millionths of the measure's unit
    PRIMARY KEY (measure, day, place, office)
) STRICT, WITHOUT ROWID;

CREATE TABLE cell_anew (
    measure TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    place   TEXT    NOT NULL,
    office  TEXT    NOT NULL,
    count   INTEGER NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (measure, day, place, office)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
    only INTEGER PRIMARY KEY CHECK (only = 0),
    note TEXT NOT NULL
) STRICT;

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

CREATE TABLE contribution_anew (
    measure TEXT    NOT NULL,
    entry   INTEGER NOT NULL,
    record  TEXT    NOT NULL,
    place   TEXT    NOT NULL,
    office  TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    count   INTEGER NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (measure, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
    token  BLOB PRIMARY KEY,                -- SHA-256 of the token; the token itself is never stored
    office TEXT NOT NULL,
    role   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
    hash  BLOB PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
    idx     INTEGER PRIMARY KEY,            -- place in the log, from 0, without holes
    at_s    INTEGER NOT NULL,               -- when it was made, seconds since 1970 UTC
    kind    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    bytes   BLOB    NOT NULL
) STRICT;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;

CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

CREATE INDEX entry_kind ON entry (kind, idx);

CREATE INDEX entry_subject ON entry (subject, idx);

CREATE TABLE matter (
    name   TEXT PRIMARY KEY,                -- random, used for nothing else
    record TEXT NOT NULL,
    link   BLOB UNIQUE,                     -- SHA-256 of the secret in the person's link
    key    INTEGER                          -- the secret: wrapped by the master key; NULL once erased
) STRICT, WITHOUT ROWID;

CREATE TABLE matter_value (
    matter TEXT    NOT NULL,
    field  TEXT    NOT NULL,
    sealed INTEGER NOT NULL,                -- the secret
    PRIMARY KEY (matter, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    id       TEXT PRIMARY KEY,
    pack     TEXT NOT NULL,
    register TEXT NOT NULL,
    state    TEXT NOT NULL,
    since    TEXT NOT NULL,                 -- civil day, YYYY-MM-DD
    title    TEXT NOT NULL,
    place    TEXT NOT NULL,                 -- code of the place, or empty
    office   TEXT NOT NULL                  -- responsible office, or empty
, category TEXT NOT NULL DEFAULT '', point TEXT NOT NULL DEFAULT '', opened_s INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE TABLE record_anew (
    id       TEXT PRIMARY KEY,
    pack     TEXT NOT NULL,
    register TEXT NOT NULL,
    state    TEXT NOT NULL,
    since    TEXT NOT NULL,
    title    TEXT NOT NULL,
    place    TEXT NOT NULL,
    office   TEXT NOT NULL
, category TEXT NOT NULL DEFAULT '', point TEXT NOT NULL DEFAULT '', opened_s INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE INDEX record_lately ON record (pack, register, opened_s);

CREATE TABLE refold (
    only INTEGER PRIMARY KEY CHECK (only = 0),
    name TEXT    NOT NULL,                  -- how and from what it is folded
    next INTEGER NOT NULL                   -- the first entry that is not folded
) STRICT;

CREATE TABLE secret (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL                     -- zeros once erased
) STRICT;

CREATE TRIGGER secret_is_never_deleted BEFORE DELETE ON secret
    BEGIN SELECT RAISE(ABORT, 'secrets are overwritten and never deleted'); END;

CREATE TABLE standing (
    only  INTEGER PRIMARY KEY CHECK (only = 0),
    which TEXT NOT NULL CHECK (which IN ('open', 'filling', 'moved')),
    other TEXT NOT NULL                     -- the other database, in words for people, or empty
) STRICT;

CREATE TABLE tile (
    level  INTEGER NOT NULL,
    idx    INTEGER NOT NULL,                -- place among the tiles of the level, from the left
    hashes BLOB    NOT NULL,                -- 32 bytes each, 256 at most
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;
