-- Takes over the lock of a site from an owner that has died, if nobody else was faster.
-- KEYS[1] string: the owner
-- ARGV: dead owner, new owner, lifetime in seconds
-- Returns 1 where it worked.
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) return 1 end
return 0
