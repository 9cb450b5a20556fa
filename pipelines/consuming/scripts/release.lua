-- Gives entries back when a consumer stops: any other may take them at once, and a delivery that was never begun is
-- not counted.
--
-- KEYS[1] stream
-- ARGV[1] group    ARGV[2] this consumer    ARGV[3] idle milliseconds to set
-- ARGV[4...] pairs of entry id and delivery count
-- Returns how many were given back.
local released = 0
for place = 4, #ARGV, 2 do
    local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[place], ARGV[place], 1)[1]
    if pending and pending[2] == ARGV[2] then
        redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[place],
            'IDLE', ARGV[3], 'RETRYCOUNT', ARGV[place + 1], 'JUSTID')
        released = released + 1
    end
end
return released
