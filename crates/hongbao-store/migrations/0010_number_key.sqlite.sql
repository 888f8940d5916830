-- The secret that numbers follow from, which the next start makes; how many numbers a home gave out before
-- there was one; and which campaign a payment has paid, by its reference.

CREATE TABLE number_key (
    id     TEXT PRIMARY KEY CHECK (id = 'number_key'),
    secret BLOB NOT NULL CHECK (length(secret) = 32)
) STRICT, WITHOUT ROWID;

ALTER TABLE lane ADD COLUMN earlier INTEGER NOT NULL DEFAULT 0;

UPDATE lane SET earlier = counter;

CREATE TABLE payment (
    home      INTEGER NOT NULL,
    reference TEXT    NOT NULL,
    crowd_no  TEXT    NOT NULL,
    PRIMARY KEY (home, reference)
) STRICT, WITHOUT ROWID;

-- A reference that has paid several campaigns stays with all of them, and pays no other.
INSERT INTO payment
    SELECT home, reference, min(crowd_no) FROM campaign
    WHERE reference IS NOT NULL AND reference <> '-'
    GROUP BY home, reference;
