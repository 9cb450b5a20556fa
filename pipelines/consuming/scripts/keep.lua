-- The heartbeat: resets the idle time of entries that this consumer holds, without counting a delivery. An entry that
-- another consumer has taken meanwhile is left alone.
--
-- KEYS[1] stream
-- ARGV[1] group    ARGV[2] this consumer    ARGV[3...] entry ids
-- Returns the ids that are no longer this consumer's.
local lost = {}
for place = 3, #ARGV do
    local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[place], ARGV[place], 1)[1]
    if pending and pending[2] == ARGV[2] then
        redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[place], 'JUSTID')
    else
        lost[#lost + 1] = ARGV[place]
    end
end
return lost
