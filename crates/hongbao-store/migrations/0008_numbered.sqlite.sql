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
