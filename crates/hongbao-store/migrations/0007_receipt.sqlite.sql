-- What was answered to a caller's key, and until when that is kept.

CREATE TABLE receipt (
    home    INTEGER NOT NULL,
    key     TEXT    NOT NULL,
    command TEXT    NOT NULL,
    answer  BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (home, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX receipt_until ON receipt (home, until);
