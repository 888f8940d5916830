-- How business time follows from wire time, once a sandbox's clock was set: so many seconds ahead of it, or
-- frozen at a moment.

CREATE TABLE clock (
    id        TEXT    PRIMARY KEY CHECK (id = 'clock'),
    ahead     INTEGER NOT NULL,
    frozen_at INTEGER
) STRICT, WITHOUT ROWID;
