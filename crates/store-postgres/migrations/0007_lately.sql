-- 0007 lately: what is wrong, where, and when it was told, so that the latest of a kind are found.
-- Why: duplicates are suggested, and other programs ask for requests by service and time. No pack
-- could declare category or point before, so records have none.

ALTER TABLE record
    ADD COLUMN category text COLLATE "C" NOT NULL DEFAULT '',   -- code that records are sorted by
    ADD COLUMN point text COLLATE "C" NOT NULL DEFAULT '',      -- longitude,latitude or empty
    ADD COLUMN opened_s bigint NOT NULL DEFAULT 0;              -- seconds since 1970 UTC
UPDATE record SET opened_s = coalesce((SELECT at_s FROM entry WHERE entry.city = record.city
    AND subject = record.id ORDER BY idx LIMIT 1), 0);
CREATE INDEX record_lately ON record (city, pack, register, opened_s);

-- What was folded anew has not been compared yet: it begins again.
DELETE FROM refold;
DELETE FROM record_anew;
DELETE FROM contribution_anew;
DELETE FROM cell_anew;
ALTER TABLE record_anew
    ADD COLUMN category text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN point text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN opened_s bigint NOT NULL DEFAULT 0;
