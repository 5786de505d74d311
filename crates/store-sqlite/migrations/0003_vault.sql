-- 0003 vault: sealed values that are not in the log, and the wrapped keys that open them.
-- Why tables of their own: nothing here is folded from the journal, and what is erased must go.

-- A matter: what one record has that is not public. Its row stays when it is erased, without a key,
-- so that the person's link still tells that it was.
CREATE TABLE matter (
    name   TEXT PRIMARY KEY,                -- random, used for nothing else
    record TEXT NOT NULL,
    link   BLOB UNIQUE,                     -- SHA-256 of the secret in the person's link
    key    BLOB                             -- wrapped by the master key; NULL once erased
) STRICT, WITHOUT ROWID;

-- Its values, sealed under its key.
CREATE TABLE matter_value (
    matter TEXT NOT NULL,
    field  TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (matter, field)
) STRICT, WITHOUT ROWID;
