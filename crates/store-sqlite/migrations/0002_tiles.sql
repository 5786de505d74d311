-- 0002 tiles: the tree's hashes in rows of 256, as they are published, and no longer one by one.
-- Why: a row for each node took more room than the entries, and two writes for each of them.

-- Level 0: the hashes of 256 entries, written when there are as many; until then they follow from
-- the entries. Level n: hashes over 256^n entries, written anew when there is one more.
CREATE TABLE tile (
    level  INTEGER NOT NULL,
    idx    INTEGER NOT NULL,                -- place among the tiles of the level, from the left
    hashes BLOB    NOT NULL,                -- 32 bytes each, 256 at most
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

INSERT INTO tile (level, idx, hashes)
    SELECT level / 8, idx / 256, unhex(group_concat(hex(hash), '' ORDER BY idx))
    FROM node WHERE level % 8 = 0
    GROUP BY level / 8, idx / 256
    HAVING level > 0 OR count(*) = 256;

DROP TABLE node;
