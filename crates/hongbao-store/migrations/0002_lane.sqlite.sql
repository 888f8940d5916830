-- What each home remembers of its works: business time of the last batch, the numbers it gave out,
-- and how many batches were marked here, by which a commit whose answer was lost is found out.

CREATE TABLE lane (
    home    INTEGER PRIMARY KEY,
    last    INTEGER NOT NULL,
    counter INTEGER NOT NULL CHECK (counter >= 0),
    marker  INTEGER NOT NULL DEFAULT 0
) STRICT;
