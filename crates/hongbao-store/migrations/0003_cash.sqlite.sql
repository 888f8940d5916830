-- Cash campaigns live: what a campaign is made of, draws, transfers, tallies, users.

-- Until now only the world of a sandbox had campaigns, and money that came from nowhere. The next start
-- makes them again, with a ledger.
DELETE FROM campaign;

ALTER TABLE campaign ADD COLUMN seq          INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaign ADD COLUMN merchant_link TEXT;
ALTER TABLE campaign ADD COLUMN seed         BLOB    NOT NULL DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000' CHECK (length(seed) = 32);
ALTER TABLE campaign ADD COLUMN lifetime     INTEGER NOT NULL DEFAULT 1 CHECK (lifetime BETWEEN 1 AND 100);
ALTER TABLE campaign ADD COLUMN window       TEXT    CHECK (window IN ('day', 'week', 'month'));
ALTER TABLE campaign ADD COLUMN in_window    INTEGER CHECK ((in_window IS NULL) = (window IS NULL));
ALTER TABLE campaign ADD COLUMN pool         INTEGER NOT NULL DEFAULT 0 CHECK (pool >= 0);
ALTER TABLE campaign ADD COLUMN returned     INTEGER NOT NULL DEFAULT 0 CHECK (returned >= 0);
ALTER TABLE campaign ADD COLUMN draws        INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaign ADD COLUMN settle_at    INTEGER;
ALTER TABLE campaign ADD COLUMN reference    TEXT;
ALTER TABLE campaign ADD COLUMN stopped      INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1));

CREATE UNIQUE INDEX campaign_seq ON campaign (home, seq);
CREATE INDEX campaign_newest ON campaign (home, created_at DESC, crowd_no);
CREATE INDEX campaign_due ON campaign (settle_at) WHERE settled_at IS NULL AND settle_at IS NOT NULL;

-- A draw is its transfer, its receipt and its event. Appended in the order of the book, found by slot.
CREATE TABLE draw (
    home     INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    crowd_no TEXT    NOT NULL,
    slot     TEXT    NOT NULL,
    user_id  TEXT    NOT NULL,
    amount   INTEGER NOT NULL CHECK (amount > 0),
    n        INTEGER NOT NULL CHECK (n > 0),
    biz_no   TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (home, seq),
    UNIQUE (home, crowd_no, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE transfer (
    home     INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    course   TEXT    NOT NULL CHECK (course IN ('fund', 'return')),
    crowd_no TEXT    NOT NULL,
    amount   INTEGER NOT NULL CHECK (amount > 0),
    at       INTEGER NOT NULL,
    PRIMARY KEY (home, seq)
) STRICT, WITHOUT ROWID;

-- Paid once, settled once.
CREATE UNIQUE INDEX transfer_once ON transfer (home, crowd_no, course);

CREATE TABLE tally (
    home      INTEGER NOT NULL,
    crowd_no  TEXT    NOT NULL,
    user_id   TEXT    NOT NULL,
    lifetime  INTEGER NOT NULL CHECK (lifetime > 0),
    window    INTEGER NOT NULL,
    in_window INTEGER NOT NULL,
    last      INTEGER NOT NULL CHECK (last > 0), -- the n of the user's last draw
    PRIMARY KEY (home, crowd_no, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
    user_id     TEXT PRIMARY KEY,
    login_id    TEXT UNIQUE,
    enterprise  INTEGER NOT NULL CHECK (enterprise IN (0, 1)),
    uncertified INTEGER NOT NULL CHECK (uncertified IN (0, 1)),
    risky       INTEGER NOT NULL CHECK (risky IN (0, 1))
) STRICT, WITHOUT ROWID;
