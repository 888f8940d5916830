-- What commands have changed without moving money: numbered rows of the home's book.

CREATE TABLE event (
    home    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    who     TEXT    NOT NULL,
    command TEXT    NOT NULL,
    record  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (home, seq)
) STRICT, WITHOUT ROWID;
