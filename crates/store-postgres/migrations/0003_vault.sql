-- 0003 vault: sealed values that are not in the log, and the wrapped keys that open them.
-- Why tables of their own: nothing here is folded from the journal, and what is erased must go.

-- A matter: what one record has that is not public. Its row stays when it is erased, without a key,
-- so that the person's link still tells that it was.
CREATE TABLE matter (
    city   text COLLATE "C" NOT NULL,
    name   text COLLATE "C" NOT NULL,       -- random, used for nothing else
    record text NOT NULL,
    link   bytea,                           -- SHA-256 of the secret in the person's link
    key    bytea,                           -- wrapped by the master key; NULL once erased
    PRIMARY KEY (city, name),
    UNIQUE (city, link)
);

-- Its values, sealed under its key.
CREATE TABLE matter_value (
    city   text COLLATE "C" NOT NULL,
    matter text COLLATE "C" NOT NULL,
    field  text COLLATE "C" NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (city, matter, field)
);
