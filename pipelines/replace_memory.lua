-- Stores the memory of a site, if nobody has stored another since it was read.
-- KEYS[1] string: the memory
-- ARGV: SHA-1 of what was read ("" for nothing), what to store instead, its lifetime in seconds
-- Returns 1 when it is stored, 0 when another process has stored something since. A call whose reply was lost, and
-- which is sent again, finds what it has stored itself.
local stored = redis.call('GET', KEYS[1])
local found = stored and redis.sha1hex(stored) or ''
if found == redis.sha1hex(ARGV[2]) then return 1 end
if found ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
