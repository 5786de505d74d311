-- 0005 refold: lists and totals that are folded anew beside those in use, and how far that is.
-- Why: so that a rebuild that was broken off goes on where it was.

CREATE TABLE refold (
    city text COLLATE "C" PRIMARY KEY,
    name text   NOT NULL,                   -- how and from what it is folded
    next bigint NOT NULL                    -- the first entry that is not folded
);

-- Columns as in the tables of the same names without `_anew`; nothing is looked up here.
CREATE TABLE record_anew (
    city     text COLLATE "C" NOT NULL,
    id       text COLLATE "C" NOT NULL,
    pack     text COLLATE "C" NOT NULL,
    register text COLLATE "C" NOT NULL,
    state    text COLLATE "C" NOT NULL,
    since    date NOT NULL,
    title    text COLLATE "C" NOT NULL,
    place    text COLLATE "C" NOT NULL,
    office   text COLLATE "C" NOT NULL,
    PRIMARY KEY (city, id)
);
CREATE TABLE contribution_anew (
    city    text COLLATE "C" NOT NULL,
    measure text COLLATE "C" NOT NULL,
    entry   bigint NOT NULL,
    record  text COLLATE "C" NOT NULL,
    place   text COLLATE "C" NOT NULL,
    office  text COLLATE "C" NOT NULL,
    day     date   NOT NULL,
    count   bigint NOT NULL,
    amount  bigint NOT NULL,
    PRIMARY KEY (city, measure, entry)
);
CREATE TABLE cell_anew (
    city    text COLLATE "C" NOT NULL,
    measure text COLLATE "C" NOT NULL,
    day     date   NOT NULL,
    place   text COLLATE "C" NOT NULL,
    office  text COLLATE "C" NOT NULL,
    count   bigint NOT NULL,
    amount  bigint NOT NULL,
    PRIMARY KEY (city, measure, day, place, office)
);
