-- Numbers of a home that no record bears: an older copy of the database took its place, and they may have
-- been given before. A database that has this table is never without the file beside it that says how far
-- it has come.

CREATE TABLE gap (
    home  INTEGER NOT NULL,
    first INTEGER NOT NULL CHECK (first > 0),
    last  INTEGER NOT NULL CHECK (last >= first),
    PRIMARY KEY (home, first)
) STRICT, WITHOUT ROWID;
