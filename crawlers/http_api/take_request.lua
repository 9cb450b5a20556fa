-- Counts a request of an API key. A bucket of as many places as requests are allowed in a minute, which leaks evenly
-- (GCRA: the theoretical arrival time of the ITU-T I.371 leaky bucket is all that is kept).
-- KEYS[1] string with an expiry: the time at which the bucket is empty, ms
-- ARGV[1] requests a minute
-- Returns ms to wait, 0 where the request may pass.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local each = 60000 / ARGV[1]
local kept = tonumber(redis.call('GET', KEYS[1]) or 0)
if kept > now + 60000 then kept = 0 end  -- none is fuller: the server's clock was ahead when it was written
local empty = math.max(now, kept) + each
if empty - now > 60000 then return math.ceil(empty - now - 60000) end
redis.call('SET', KEYS[1], string.format('%.3f', empty), 'PX', math.ceil(empty - now))
return 0
