-- Accounts: what a merchant has paid in and was not refunded, what users earned and were paid out. Draws are
-- only read.

ALTER TABLE lane ADD COLUMN funded INTEGER NOT NULL DEFAULT 0 CHECK (funded >= 0);
ALTER TABLE lane ADD COLUMN paid_out INTEGER NOT NULL DEFAULT 0 CHECK (paid_out >= 0);

UPDATE lane SET funded = moved.amount
    FROM (SELECT home, sum(iif(course = 'fund', amount, -amount)) AS amount FROM transfer GROUP BY home) AS moved
    WHERE moved.home = lane.home;

DROP VIEW tallied;
ALTER TABLE tally ADD COLUMN earned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally ADD COLUMN paid_out INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally ADD COLUMN last_payout INTEGER NOT NULL DEFAULT 0;

-- What they hold is for the audit to check: SQLite would check each of a million rows for each new column. In
-- the order of the draws, because to put a million of them in another order first takes longer.
INSERT INTO tally (home, campaign_seq, user_id, lifetime, window, in_window, last, earned)
    SELECT home, campaign_seq, user_id, 1, -9223372036854775807, 0, 1, amount FROM draw WHERE true
    ON CONFLICT DO UPDATE SET earned = earned + excluded.earned;
-- A draw whose tally is missing stays without one, for the audit to find.
DELETE FROM tally WHERE window = -9223372036854775807;

CREATE VIEW tallied AS
    SELECT tally.home, crowd_no, campaign_seq, user_id, tally.lifetime, tally.window, tally.in_window, last,
           earned, paid_out, last_payout
    FROM tally LEFT JOIN campaign ON campaign.home = tally.home AND campaign.seq = campaign_seq;

CREATE TABLE payout (
    home         INTEGER NOT NULL,
    campaign_seq INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    user_id      TEXT    NOT NULL,
    amount       INTEGER NOT NULL CHECK (amount > 0),
    total        INTEGER NOT NULL CHECK (total >= amount), -- with all earlier ones of the user and the campaign
    at           INTEGER NOT NULL,
    PRIMARY KEY (home, campaign_seq, seq),
    UNIQUE (home, seq)
) STRICT, WITHOUT ROWID;

CREATE VIEW paid_out AS
    SELECT payout.home, payout.seq, crowd_no, campaign_seq, user_id, amount, payout.total, at
    FROM payout LEFT JOIN campaign ON campaign.home = payout.home AND campaign.seq = campaign_seq;
