-- Cash campaigns live: what a campaign is made of, draws, transfers, tallies, users.

-- Until now only the world of a sandbox had campaigns, and money that came from nowhere. The next start
-- makes them again, with a ledger. The columns stand in the order in which they are read.
DROP TABLE campaign;

CREATE TABLE campaign (
    home            INTEGER NOT NULL,
    crowd_no        TEXT    NOT NULL,
    seq             INTEGER NOT NULL,
    origin_crowd_no TEXT    NOT NULL,
    coupon_name     TEXT    NOT NULL,
    prize_msg       TEXT    NOT NULL,
    merchant_link   TEXT,
    prize           TEXT    NOT NULL CHECK (prize IN ('fixed', 'random')),
    seed            BLOB    NOT NULL CHECK (length(seed) = 32),
    lifetime        INTEGER NOT NULL CHECK (lifetime BETWEEN 1 AND 100),
    window          TEXT    CHECK (window IN ('day', 'week', 'month')),
    in_window       INTEGER CHECK ((in_window IS NULL) = (window IS NULL)),
    reference       TEXT,
    stopped         INTEGER NOT NULL CHECK (stopped IN (0, 1)),
    change_day      INTEGER NOT NULL,
    day_changes     INTEGER NOT NULL,
    total           INTEGER NOT NULL,
    sent            INTEGER NOT NULL CHECK (sent BETWEEN 0 AND total),
    count           INTEGER NOT NULL,
    pool            INTEGER NOT NULL CHECK (pool >= 0),
    returned        INTEGER NOT NULL CHECK (returned >= 0),
    draws           INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    paid_at         INTEGER,
    start_at        INTEGER NOT NULL,
    end_at          INTEGER NOT NULL,
    over_at         INTEGER NOT NULL,
    paused          INTEGER NOT NULL CHECK (paused IN (0, 1)),
    settle_at       INTEGER,
    settled_at      INTEGER,
    PRIMARY KEY (home, crowd_no)
) STRICT, WITHOUT ROWID;

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
