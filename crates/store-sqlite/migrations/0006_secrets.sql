-- 0006 secrets: what must be erasable lies where no row is ever moved; two indices go.
-- Why: SQLite moves rows from page to page as a tree grows, and can leave a copy where they were. A
-- table by number grows at its end only, and a value of the same length is written over the old.

-- Wrapped keys and sealed values. A row is added at the end, at most overwritten with zeros, and
-- never deleted.
CREATE TABLE secret (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL                     -- zeros once erased
) STRICT;
CREATE TRIGGER secret_is_never_deleted BEFORE DELETE ON secret
    BEGIN SELECT RAISE(ABORT, 'secrets are overwritten and never deleted'); END;

CREATE TABLE matter_before AS SELECT * FROM matter;
CREATE TABLE matter_value_before AS SELECT * FROM matter_value;
DROP TABLE matter;
DROP TABLE matter_value;

-- A matter: what one record has that is not public. Its row stays when it is erased, without a key,
-- so that the person's link still tells that it was.
CREATE TABLE matter (
    name   TEXT PRIMARY KEY,                -- random, used for nothing else
    record TEXT NOT NULL,
    link   BLOB UNIQUE,                     -- SHA-256 of the secret in the person's link
    key    INTEGER                          -- the secret: wrapped by the master key; NULL once erased
) STRICT, WITHOUT ROWID;

-- Its values, sealed under its key; none once it is erased.
CREATE TABLE matter_value (
    matter TEXT    NOT NULL,
    field  TEXT    NOT NULL,
    sealed INTEGER NOT NULL,                -- the secret
    PRIMARY KEY (matter, field)
) STRICT, WITHOUT ROWID;

INSERT INTO secret (bytes) SELECT key FROM matter_before WHERE key IS NOT NULL ORDER BY name;
INSERT INTO matter SELECT name, record, link, NULL FROM matter_before WHERE key IS NULL;
INSERT INTO matter SELECT name, record, link, row_number() OVER (ORDER BY name)
    FROM matter_before WHERE key IS NOT NULL;
INSERT INTO matter_value SELECT matter, field,
    (SELECT count(*) FROM secret) + row_number() OVER (ORDER BY matter, field)
    FROM matter_value_before;
INSERT INTO secret (bytes) SELECT sealed FROM matter_value_before ORDER BY matter, field;
DROP TABLE matter_before;
DROP TABLE matter_value_before;

-- No question was answered by them, and each act had to keep them.
DROP INDEX record_office;
DROP INDEX record_state;
