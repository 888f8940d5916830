-- A campaign's columns stand in the order in which they are read: looking each up by its name takes longer.
ALTER TABLE campaign RENAME TO unordered_campaign;

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

INSERT INTO campaign
    SELECT home, crowd_no, seq, origin_crowd_no, coupon_name, prize_msg, merchant_link, prize, seed,
           lifetime, window, in_window, reference, stopped, change_day, day_changes, total, sent, count,
           pool, returned, draws, created_at, paid_at, start_at, end_at, over_at, paused, settle_at,
           settled_at
    FROM unordered_campaign;

DROP TABLE unordered_campaign;

CREATE UNIQUE INDEX campaign_seq ON campaign (home, seq);
CREATE INDEX campaign_newest ON campaign (home, created_at DESC, crowd_no);
CREATE INDEX campaign_due ON campaign (settle_at) WHERE settled_at IS NULL AND settle_at IS NOT NULL;

-- Draws and tallies name their campaign by its number in the book: a few bytes where 64 letters stood in
-- every key, so that three times as many fit on a page and half as much is written for a draw. A transfer's
-- number as the platform writes it follows from home, seq and moment, and is kept no more.

ALTER TABLE draw RENAME TO named_draw;
DROP INDEX draw_n;

CREATE TABLE draw (
    home         INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    campaign_seq INTEGER NOT NULL,
    slot         TEXT    NOT NULL,
    user_id      TEXT    NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    named        INTEGER NOT NULL CHECK (named IN (0, 1)),
    n            INTEGER NOT NULL CHECK (n > 0),
    at           INTEGER NOT NULL,
    PRIMARY KEY (home, seq),
    UNIQUE (home, campaign_seq, slot),
    UNIQUE (home, campaign_seq, n)
) STRICT, WITHOUT ROWID;

INSERT INTO draw
    SELECT home, draw.seq, campaign.seq, slot, user_id, amount, named, n, at
    FROM named_draw AS draw JOIN campaign USING (home, crowd_no);

DROP TABLE named_draw;

ALTER TABLE tally RENAME TO named_tally;

CREATE TABLE tally (
    home         INTEGER NOT NULL,
    campaign_seq INTEGER NOT NULL,
    user_id      TEXT    NOT NULL,
    lifetime     INTEGER NOT NULL CHECK (lifetime > 0),
    window       INTEGER NOT NULL,
    in_window    INTEGER NOT NULL,
    last         INTEGER NOT NULL CHECK (last > 0), -- the n of the user's last draw
    PRIMARY KEY (home, campaign_seq, user_id)
) STRICT, WITHOUT ROWID;

INSERT INTO tally
    SELECT home, campaign.seq, user_id, tally.lifetime, tally.window, tally.in_window, last
    FROM named_tally AS tally JOIN campaign USING (home, crowd_no);

DROP TABLE named_tally;

-- The same with the campaign's name, in the order in which they are read. Where the campaign is not there, its
-- name is missing. To ask for a name is to ask for the campaign's row first.
CREATE VIEW drawn AS
    SELECT draw.home, draw.seq, crowd_no, campaign_seq, slot, user_id, amount, named, n, at
    FROM draw LEFT JOIN campaign ON campaign.home = draw.home AND campaign.seq = campaign_seq;

CREATE VIEW tallied AS
    SELECT tally.home, crowd_no, campaign_seq, user_id, tally.lifetime, tally.window, tally.in_window, last
    FROM tally LEFT JOIN campaign ON campaign.home = tally.home AND campaign.seq = campaign_seq;
