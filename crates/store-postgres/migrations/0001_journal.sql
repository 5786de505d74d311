-- 0001 journal: entries and their tree, what is folded from them, documents, and who may act.
-- Why the city comes first in every key: several cities share a database, and each can be a shard.
-- Texts are ordered by their bytes, as SQLite orders them.

-- Who writes for a city: taken and renewed by compare-and-set, never by an advisory lock.
CREATE TABLE lease (
    city    text COLLATE "C" PRIMARY KEY,
    holder  text   NOT NULL,                -- how it calls itself
    fence   bigint NOT NULL,                -- rises whenever the lease is taken
    until_s bigint NOT NULL                 -- until when, seconds since 1970 UTC
);

-- The truth. Bytes are canonical (docs/reference/journal-format.md); the other columns repeat what
-- the bytes say, to be searched.
CREATE TABLE entry (
    city    text COLLATE "C" NOT NULL,
    idx     bigint NOT NULL,                -- place in the log, from 0, without holes
    at_s    bigint NOT NULL,                -- when it was made, seconds since 1970 UTC
    kind    text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    bytes   bytea  NOT NULL,
    PRIMARY KEY (city, idx)
);
CREATE INDEX entry_subject ON entry (city, subject, idx);
CREATE INDEX entry_kind ON entry (city, kind, idx);

-- Hashes over perfect subtrees (RFC 6962 section 2.1); level 0 holds the leaf hashes.
CREATE TABLE node (
    city  text COLLATE "C" NOT NULL,
    level smallint NOT NULL,
    idx   bigint NOT NULL,                  -- which subtree of 2^level entries, from the left
    hash  bytea  NOT NULL,
    PRIMARY KEY (city, level, idx)
);

-- The signed checkpoint of the whole log.
CREATE TABLE checkpoint (
    city text COLLATE "C" PRIMARY KEY,
    note text NOT NULL
);

-- Things too large for an entry, by their SHA-256.
CREATE TABLE document (
    city  text COLLATE "C" NOT NULL,
    hash  bytea NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (city, hash)
);

-- Folded from here on: can be thrown away and made anew.
CREATE TABLE record (
    city     text COLLATE "C" NOT NULL,
    id       text COLLATE "C" NOT NULL,
    pack     text COLLATE "C" NOT NULL,
    register text COLLATE "C" NOT NULL,
    state    text COLLATE "C" NOT NULL,
    since    date NOT NULL,                 -- civil day
    title    text COLLATE "C" NOT NULL,
    place    text COLLATE "C" NOT NULL,     -- code of the place, or empty
    office   text COLLATE "C" NOT NULL,     -- responsible office, or empty
    PRIMARY KEY (city, id)
);
CREATE INDEX record_state ON record (city, pack, state, id);
CREATE INDEX record_office ON record (city, office, id);

-- Which entry moved which measure by how much: the evidence behind a cell.
CREATE TABLE contribution (
    city    text COLLATE "C" NOT NULL,
    measure text COLLATE "C" NOT NULL,
    entry   bigint NOT NULL,
    record  text COLLATE "C" NOT NULL,
    place   text COLLATE "C" NOT NULL,
    office  text COLLATE "C" NOT NULL,
    day     date   NOT NULL,                -- civil day on which it counts
    count   bigint NOT NULL,
    amount  bigint NOT NULL,                -- millionths of the measure's unit
    PRIMARY KEY (city, measure, entry)
);

-- Their sums, so that no total is ever found by scanning entries.
CREATE TABLE cell (
    city    text COLLATE "C" NOT NULL,
    measure text COLLATE "C" NOT NULL,
    day     date   NOT NULL,
    place   text COLLATE "C" NOT NULL,
    office  text COLLATE "C" NOT NULL,
    count   bigint NOT NULL,
    amount  bigint NOT NULL,                -- millionths of the measure's unit
    PRIMARY KEY (city, measure, day, place, office)
);

-- Who may act: operating data, not folded from the journal.
CREATE TABLE credential (
    city   text COLLATE "C" NOT NULL,
    token  bytea NOT NULL,                  -- SHA-256 of the token; the token itself is never stored
    office text NOT NULL,
    role   text NOT NULL,
    PRIMARY KEY (city, token)
);
