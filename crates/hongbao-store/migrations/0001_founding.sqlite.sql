-- The first schema: what a database is for, the directory, and campaigns.
-- Every money table's key starts with its home. Times are seconds since the Unix epoch, money is fen.

CREATE TABLE stamp (
    id      TEXT    PRIMARY KEY CHECK (id = 'stamp'),
    purpose TEXT    NOT NULL CHECK (purpose IN ('sandbox', 'production')),
    world   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE platform_key (
    fingerprint TEXT PRIMARY KEY,
    public_key  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE merchant (
    merchant_id TEXT PRIMARY KEY,
    home        INTEGER NOT NULL UNIQUE CHECK (home > 0),
    name        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE app (
    app_id      TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    public_key  BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE fixture (
    id   TEXT PRIMARY KEY,
    home INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign (
    home            INTEGER NOT NULL,
    crowd_no        TEXT    NOT NULL,
    origin_crowd_no TEXT    NOT NULL,
    coupon_name     TEXT    NOT NULL,
    prize_msg       TEXT    NOT NULL,
    prize           TEXT    NOT NULL CHECK (prize IN ('fixed', 'random')),
    total           INTEGER NOT NULL,
    sent            INTEGER NOT NULL CHECK (sent BETWEEN 0 AND total),
    count           INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    paid_at         INTEGER,
    start_at        INTEGER NOT NULL,
    end_at          INTEGER NOT NULL,
    over_at         INTEGER NOT NULL,
    paused          INTEGER NOT NULL CHECK (paused IN (0, 1)),
    settled_at      INTEGER,
    PRIMARY KEY (home, crowd_no)
) STRICT, WITHOUT ROWID;
