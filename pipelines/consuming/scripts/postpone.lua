-- Writes down why a delivery failed; the entry stays with this consumer, which will try again.
--
-- KEYS[1] stream   KEYS[2] hash of delivery histories
-- ARGV[1] group    ARGV[2] this consumer    ARGV[3] entry id    ARGV[4] the whole history, JSON
-- Returns 1, or 0 when the entry is no longer this consumer's.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)[1]
if not pending or pending[2] ~= ARGV[2] then
    return 0
end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
return 1
