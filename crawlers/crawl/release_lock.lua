-- Gives the lock of a site back, if it is still the caller's.
-- KEYS[1] string: the owner
-- ARGV[1] owner
-- Returns 1 where it was.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0
