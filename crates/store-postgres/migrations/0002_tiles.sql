-- 0002 tiles: the tree's hashes in rows of 256, as they are published, and no longer one by one.
-- Why: a row for each node took more room than the entries, and two writes for each of them.

-- Level 0: the hashes of 256 entries, written when there are as many; until then they follow from
-- the entries. Level n: hashes over 256^n entries, written anew when there is one more.
CREATE TABLE tile (
    city   text COLLATE "C" NOT NULL,
    level  smallint NOT NULL,
    idx    bigint NOT NULL,                 -- place among the tiles of the level, from the left
    hashes bytea  NOT NULL,                 -- 32 bytes each, 256 at most
    PRIMARY KEY (city, level, idx)
);

INSERT INTO tile (city, level, idx, hashes)
    SELECT city, level / 8, idx / 256, string_agg(hash, ''::bytea ORDER BY idx)
    FROM node WHERE level % 8 = 0
    GROUP BY city, level / 8, idx / 256
    HAVING level / 8 > 0 OR count(*) = 256;

DROP TABLE node;
