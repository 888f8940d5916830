-- Each index has all the columns by which what it lists is put in order and chosen, so that no walk sorts and
-- no page reads rows that are not on it. None has a column that a draw changes.

DROP INDEX campaign_due;
CREATE INDEX campaign_due ON campaign (settle_at, crowd_no, home)
    WHERE settled_at IS NULL AND settle_at IS NOT NULL;

DROP INDEX campaign_newest;
CREATE INDEX campaign_newest ON campaign
    (home, created_at DESC, crowd_no, paid_at, start_at, over_at, paused, settled_at);
