-- A request is over: its place is free, and the host rests for what is left of the gap.
-- KEYS[1] hash: `next`, as in take_turn.lua
-- KEYS[2] sorted set: the requests in flight
-- ARGV: claim, ms for which nobody asks the host, counted from now
redis.call('ZREM', KEYS[2], ARGV[1])
local rest = tonumber(ARGV[2])
if rest <= 0 then return end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local start = math.ceil(now + rest)
if start > tonumber(redis.call('HGET', KEYS[1], 'next') or 0) then
  redis.call('HSET', KEYS[1], 'next', string.format('%.0f', start))
  redis.call('PEXPIRE', KEYS[1], math.ceil(rest) + 60000)
end
