-- Acknowledges entries and forgets their delivery history; an entry of a replay stream, which belongs to one group
-- alone, is removed with it.
--
-- KEYS[1] stream   KEYS[2] hash of delivery histories
-- ARGV[1] group    ARGV[2] "1": remove the entries from the stream    ARGV[3...] entry ids
-- Returns how many were still pending. Sending it twice does no harm.
local settled = 0
for place = 3, #ARGV do
    settled = settled + redis.call('XACK', KEYS[1], ARGV[1], ARGV[place])
    redis.call('HDEL', KEYS[2], ARGV[place])
    if ARGV[2] == '1' then
        redis.call('XDEL', KEYS[1], ARGV[place])
    end
end
return settled
