-- Which draws' amounts their callers named: the others can be reckoned again. And a campaign's draws in their
-- order, page by page; no number of a draw comes twice.

ALTER TABLE draw ADD COLUMN named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1));

CREATE UNIQUE INDEX draw_n ON draw (home, crowd_no, n);
