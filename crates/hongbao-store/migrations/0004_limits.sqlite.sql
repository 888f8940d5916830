-- What operators limit is counted beside what happens; merchants that have not shown who they are; and
-- whose a login is.

ALTER TABLE lane ADD COLUMN campaigns INTEGER NOT NULL DEFAULT 0 CHECK (campaigns >= 0);
ALTER TABLE lane ADD COLUMN open      INTEGER NOT NULL DEFAULT 0 CHECK (open >= 0);

UPDATE lane SET
    campaigns = (SELECT count(*) FROM campaign WHERE campaign.home = lane.home),
    open      = (SELECT count(*) FROM campaign
                 WHERE campaign.home = lane.home AND paid_at IS NOT NULL AND settled_at IS NULL);

ALTER TABLE campaign ADD COLUMN change_day  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaign ADD COLUMN day_changes INTEGER NOT NULL DEFAULT 0;

ALTER TABLE merchant ADD COLUMN uncertified INTEGER NOT NULL DEFAULT 0 CHECK (uncertified IN (0, 1));

-- A login that nobody has any more keeps its row, without a user.
CREATE TABLE login (
    login_id TEXT PRIMARY KEY,
    user_id  TEXT
) STRICT, WITHOUT ROWID;

INSERT INTO login SELECT login_id, user_id FROM user WHERE login_id IS NOT NULL;
