-- Begins a further delivery of an entry that this consumer holds: counts it and returns the entry.
--
-- KEYS[1] stream   KEYS[2] hash of delivery histories (field: entry id)
-- ARGV[1] group    ARGV[2] this consumer    ARGV[3] entry id
-- Returns {"taken", delivery count, {field, value, ...}, history JSON}, {"lost"} when it was acknowledged or another
-- consumer has it, {"deleted"} when the entry is no longer on the stream (its place in the group is cleared).
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)[1]
if not pending or pending[2] ~= ARGV[2] then
    return {'lost'}
end
-- Redis 6.2 answers a nil row for a deleted entry, 7 and later leave it out and clear it themselves.
local entry = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3])[1]
if not entry then
    redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
    redis.call('HDEL', KEYS[2], ARGV[3])
    return {'deleted'}
end
return {'taken', pending[4] + 1, entry[2], redis.call('HGET', KEYS[2], ARGV[3]) or '[]'}
