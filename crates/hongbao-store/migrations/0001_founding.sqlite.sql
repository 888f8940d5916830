-- The first schema: what a database is for, the directory, campaigns and vouchers.
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
    name        TEXT    NOT NULL,
    products    TEXT    NOT NULL -- words, a space between two
) STRICT, WITHOUT ROWID;

CREATE TABLE app (
    app_id      TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    public_key  BLOB,
    online      INTEGER NOT NULL CHECK (online IN (0, 1)),
    price_style TEXT CHECK (price_style IN ('string', 'number'))
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

CREATE TABLE voucher (
    home        INTEGER NOT NULL,
    voucher_id  TEXT    NOT NULL,
    template_id TEXT    NOT NULL,
    user_id     TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    face        INTEGER NOT NULL,
    extend_info TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    issue_at    INTEGER NOT NULL,
    active_at   INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    unclaimed   INTEGER NOT NULL CHECK (unclaimed IN (0, 1)),
    disabled    INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    transferred INTEGER NOT NULL CHECK (transferred IN (0, 1)),
    PRIMARY KEY (home, voucher_id)
) STRICT, WITHOUT ROWID;

-- A voucher's bills, oldest first. One that was held and released is deleted.
CREATE TABLE voucher_bill (
    home         INTEGER NOT NULL,
    voucher_id   TEXT    NOT NULL,
    number       INTEGER NOT NULL,
    kind         TEXT    NOT NULL CHECK (kind IN ('use', 'refund')),
    trade_no     TEXT,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    committed    INTEGER NOT NULL CHECK (committed IN (0, 1)),
    partner_id   TEXT,
    partner_name TEXT,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (home, voucher_id, number),
    CHECK ((partner_id IS NULL) = (partner_name IS NULL))
) STRICT, WITHOUT ROWID;
