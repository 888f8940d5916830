-- The directory has a version, the number of its last change. Each unit of work reads it, with the clock's row.

ALTER TABLE clock ADD COLUMN directory INTEGER NOT NULL DEFAULT 0 CHECK (directory >= 0);

-- What changed, so that a process that has a copy of the directory loads that alone.
CREATE TABLE directory_change (
    version INTEGER PRIMARY KEY,
    kind    TEXT    NOT NULL CHECK (kind IN ('merchant', 'app', 'fixture')),
    id      TEXT    NOT NULL
) STRICT;
