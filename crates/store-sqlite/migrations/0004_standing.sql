-- 0004 standing: whether the database is a city's, is being filled, or was left for another.
-- Why: so that a city that was moved is never appended to in two places, nor one opened half-way.

CREATE TABLE standing (
    only  INTEGER PRIMARY KEY CHECK (only = 0),
    which TEXT NOT NULL CHECK (which IN ('open', 'filling', 'moved')),
    other TEXT NOT NULL                     -- the other database, in words for people, or empty
) STRICT;
