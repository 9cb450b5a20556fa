-- A turn at a host: when the next request may be sent.
-- KEYS[1] hash: `next`, the time from which the host may be asked again, ms
-- KEYS[2] sorted set: the requests in flight, each with the time at which its claim lapses
-- ARGV: gap between two requests in ms, places, claim, lifetime of the claim in ms
-- Returns ms to wait before sending, or -1 when all places are taken. A claim that has its place already is that of a
-- call whose reply was lost: it gets the same answer.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local mine = redis.call('ZSCORE', KEYS[2], ARGV[3])
if mine then return math.max(0, math.ceil(mine - ARGV[4] - now)) end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[2]) then return -1 end
local start = math.max(now, tonumber(redis.call('HGET', KEYS[1], 'next') or 0))
redis.call('HSET', KEYS[1], 'next', string.format('%.0f', start + ARGV[1]))
redis.call('PEXPIRE', KEYS[1], math.ceil(start - now + ARGV[1] + 60000))
redis.call('ZADD', KEYS[2], start + ARGV[4], ARGV[3])
redis.call('PEXPIRE', KEYS[2], math.ceil(start - now + ARGV[4]))
return start - now
