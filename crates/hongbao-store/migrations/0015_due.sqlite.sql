-- What is due, whatever the kind of record: one entry each, beside the record, so that a record that changes
-- and is due as before writes nothing here. It replaces an index of campaigns, which each draw wrote again.

CREATE TABLE due (
    home          INTEGER NOT NULL,
    kind          TEXT    NOT NULL,
    id            TEXT    NOT NULL,
    at            INTEGER NOT NULL, -- business time
    tries         INTEGER NOT NULL, -- how often booking it has failed
    claimed_until INTEGER,          -- wire time; before it nobody books it
    PRIMARY KEY (home, kind, id)
) STRICT, WITHOUT ROWID;

INSERT INTO due
    SELECT home, 'campaign', crowd_no, settle_at, 0, NULL FROM campaign
    WHERE settled_at IS NULL AND settle_at IS NOT NULL;

-- The longest due of all homes, the longest due of one home, and of one home what waits the shortest.
CREATE INDEX due_first ON due (at, home, kind, id) WHERE claimed_until IS NULL;
CREATE INDEX due_home ON due (home, at, kind, id) WHERE claimed_until IS NULL;
CREATE INDEX due_claimed ON due (home, claimed_until, kind, id, at) WHERE claimed_until IS NOT NULL;

DROP INDEX campaign_due;
