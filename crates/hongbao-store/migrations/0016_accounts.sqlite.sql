-- Accounts: what a merchant has paid in and was not refunded, what users earned and were paid out. Draws are
-- only read.

ALTER TABLE lane ADD COLUMN funded INTEGER NOT NULL DEFAULT 0 CHECK (funded >= 0);
ALTER TABLE lane ADD COLUMN paid_out INTEGER NOT NULL DEFAULT 0 CHECK (paid_out >= 0);

UPDATE lane SET funded = moved.amount
    FROM (SELECT home, sum(iif(course = 'fund', amount, -amount)) AS amount FROM transfer GROUP BY home) AS moved
    WHERE moved.home = lane.home;

DROP VIEW tallied;
ALTER TABLE tally ADD COLUMN earned INTEGER NOT NULL DEFAULT 0 CHECK (earned >= 0);
ALTER TABLE tally ADD COLUMN paid_out INTEGER NOT NULL DEFAULT 0 CHECK (paid_out BETWEEN 0 AND earned);
ALTER TABLE tally ADD COLUMN last_payout INTEGER NOT NULL DEFAULT 0;

UPDATE tally SET earned = drawn.amount
    FROM (SELECT home, campaign_seq, user_id, sum(amount) AS amount
          FROM draw GROUP BY home, campaign_seq, user_id) AS drawn
    WHERE (drawn.home, drawn.campaign_seq, drawn.user_id) = (tally.home, tally.campaign_seq, tally.user_id);

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
