-- 0005 refold: lists and totals that are folded anew beside those in use, and how far that is.
-- Why: so that a rebuild that was broken off goes on where it was.

CREATE TABLE refold (
    only INTEGER PRIMARY KEY CHECK (only = 0),
    name TEXT    NOT NULL,                  -- how and from what it is folded
    next INTEGER NOT NULL                   -- the first entry that is not folded
) STRICT;

-- Columns as in the tables of the same names without `_anew`; nothing is looked up here.
CREATE TABLE record_anew (
    id       TEXT PRIMARY KEY,
    pack     TEXT NOT NULL,
    register TEXT NOT NULL,
    state    TEXT NOT NULL,
    since    TEXT NOT NULL,
    title    TEXT NOT NULL,
    place    TEXT NOT NULL,
    office   TEXT NOT NULL
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
CREATE TABLE cell_anew (
    measure TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    place   TEXT    NOT NULL,
    office  TEXT    NOT NULL,
    count   INTEGER NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (measure, day, place, office)
) STRICT, WITHOUT ROWID;
