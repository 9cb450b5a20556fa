-- The heartbeat: resets the idle time of entries that this consumer holds, without counting a delivery. An entry that
-- another consumer has taken meanwhile is left alone, and so is one that was given back (release.lua) after the
-- heartbeat had looked: it must stay free at once for whoever comes next.
--
-- KEYS[1] stream
-- ARGV[1] group    ARGV[2] this consumer    ARGV[3] idle milliseconds by which an entry that was given back can be told
-- ARGV[4...] entry ids
-- Returns the ids that are no longer this consumer's.
local lost = {}
for place = 4, #ARGV do
    local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[place], ARGV[place], 1)[1]
    if pending and pending[2] == ARGV[2] and pending[3] < tonumber(ARGV[3]) then
        redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[place], 'JUSTID')
    else
        lost[#lost + 1] = ARGV[place]
    end
end
return lost
