-- Nobody asks a host before some time has passed.
-- KEYS[1] hash: `next`, as in take_turn.lua
-- ARGV[1] ms
-- Returns ms to wait from now.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local start = math.max(now + tonumber(ARGV[1]), tonumber(redis.call('HGET', KEYS[1], 'next') or 0))
redis.call('HSET', KEYS[1], 'next', string.format('%.0f', start))
redis.call('PEXPIRE', KEYS[1], math.ceil(start - now + 60000))
return start - now
