-- A receipt's key says of which kind it is, and its moments are of wire time. Those that were here lay in
-- business time, which a clock may have moved to anywhere: each is kept for a day from now, no less than it
-- would have been. This is the one place where SQL asks for the time; what a mistake could do here is to keep a
-- receipt for too long.
UPDATE receipt SET key = 'key:' || key, at = unixepoch(), until = unixepoch() + 86400;
