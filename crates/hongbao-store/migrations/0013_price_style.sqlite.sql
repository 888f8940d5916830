-- Prices can be written as each method's document prints them. SQLite changes a CHECK only with its table.

CREATE TABLE app_of_three_styles (
    app_id      TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    public_key  BLOB,
    online      INTEGER NOT NULL CHECK (online IN (0, 1)),
    price_style TEXT CHECK (price_style IN ('string', 'number', 'document'))
) STRICT, WITHOUT ROWID;

INSERT INTO app_of_three_styles (app_id, merchant_id, public_key, online, price_style)
SELECT app_id, merchant_id, public_key, online, price_style FROM app;

DROP TABLE app;

ALTER TABLE app_of_three_styles RENAME TO app;
