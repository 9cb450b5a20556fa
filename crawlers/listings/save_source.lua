-- Stores what is remembered of one source of a site, or of the site, together with the leads that it brought.
-- KEYS[1] hash: the memory of the site; its field "writes" counts how often it was written
-- KEYS[2] hash: the frontier of the site
-- ARGV: the writes that the caller knows of, a field of the memory, its value, then URL and lead in turns
-- Returns the number of writes from now on. Where there are fewer than the caller knows of, Redis has lost what was
-- stored (emptied, or set back to an earlier state): then only the leads are kept, and -1 is returned. More are no
-- loss: a call whose reply was lost is sent again.
local PAIRS = 1000 -- arguments of one HSET; Lua unpacks some 8,000 at most
for first = 4, #ARGV, PAIRS do
  redis.call('HSET', KEYS[2], unpack(ARGV, first, math.min(#ARGV, first + PAIRS - 1)))
end
if (tonumber(redis.call('HGET', KEYS[1], 'writes')) or 0) < tonumber(ARGV[1]) then return -1 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return redis.call('HINCRBY', KEYS[1], 'writes', 1)
