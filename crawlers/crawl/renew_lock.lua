-- Keeps the lock of a site, if it is still the caller's.
-- KEYS[1] string: the owner
-- ARGV: owner, lifetime in seconds
-- Returns 1 where it was.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('EXPIRE', KEYS[1], ARGV[2]) end return 0
