-- 0004 standing: whether the database is a city's, is being filled, or was left for another.
-- Why: so that a city that was moved is never appended to in two places, nor one opened half-way.

CREATE TABLE standing (
    city  text COLLATE "C" PRIMARY KEY,
    which text NOT NULL CHECK (which IN ('open', 'filling', 'moved')),
    other text NOT NULL                     -- the other database, in words for people, or empty
);
