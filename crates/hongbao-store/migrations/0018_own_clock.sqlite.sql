-- A home of a sandbox may have a clock of its own: so many seconds ahead of wire time, or standing still.

ALTER TABLE lane ADD COLUMN clock_ahead INTEGER;
ALTER TABLE lane ADD COLUMN clock_frozen_at INTEGER;

-- The few homes that have one: what is due there is due by it.
CREATE INDEX lane_clock ON lane (home)
    WHERE clock_ahead IS NOT NULL OR clock_frozen_at IS NOT NULL;
