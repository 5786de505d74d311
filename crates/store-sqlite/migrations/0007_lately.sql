-- 0007 lately: what is wrong, where, and when it was told, so that the latest of a kind are found.
-- Why: duplicates are suggested, and other programs ask for requests by service and time. Rows from
-- before have these columns empty until `cityhall journal rebuild`.

ALTER TABLE record ADD COLUMN category TEXT NOT NULL DEFAULT '';    -- code that records are sorted by
ALTER TABLE record ADD COLUMN point TEXT NOT NULL DEFAULT '';       -- longitude,latitude or empty
ALTER TABLE record ADD COLUMN opened TEXT NOT NULL DEFAULT '0001-01-01T00:00:00';   -- city's time
CREATE INDEX record_lately ON record (pack, register, opened);

ALTER TABLE record_anew ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE record_anew ADD COLUMN point TEXT NOT NULL DEFAULT '';
ALTER TABLE record_anew ADD COLUMN opened TEXT NOT NULL DEFAULT '0001-01-01T00:00:00';
