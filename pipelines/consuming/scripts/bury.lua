-- Moves an entry to the dead letters: written there, acknowledged and its history forgotten, all or nothing.
--
-- KEYS[1] stream   KEYS[2] hash of delivery histories   KEYS[3] stream of dead letters
-- ARGV[1] group    ARGV[2] this consumer    ARGV[3] entry id    ARGV[4] "1": remove it from its stream
-- ARGV[5...] fields and values that say why, all named dead_*
-- Returns the id of the dead letter, or false when the entry is no longer this consumer's: sent again after a lost
-- reply, it writes nothing twice.
local MOST_VALUES = 4000  -- unpack() fails at 8,000 values, and the reasons need room too
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)[1]
if not pending or pending[2] ~= ARGV[2] then
    return false
end
local letter = {}
for place = 5, #ARGV do
    letter[#letter + 1] = ARGV[place]
end
local entry = redis.call('XRANGE', KEYS[1], ARGV[3], ARGV[3])[1]
if entry and #entry[2] > MOST_VALUES then
    letter[#letter + 1] = 'dead_fields'
    letter[#letter + 1] = cjson.encode(entry[2])
elseif entry then
    for place = 1, #entry[2], 2 do
        if string.sub(entry[2][place], 1, 5) ~= 'dead_' then
            letter[#letter + 1] = entry[2][place]
            letter[#letter + 1] = entry[2][place + 1]
        end
    end
end
local id = redis.call('XADD', KEYS[3], '*', unpack(letter))
redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
redis.call('HDEL', KEYS[2], ARGV[3])
if ARGV[4] == '1' then
    redis.call('XDEL', KEYS[1], ARGV[3])
end
return id
