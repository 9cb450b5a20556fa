-- A turn at a host: when the next request may be sent.
-- KEYS[1] hash: `next`, the time from which the host may be asked again, ms
-- KEYS[2] sorted set: the requests in flight, each with the time at which its claim lapses
-- KEYS[3] string: the requests of this day (UTC)
-- ARGV: gap between two requests in ms, places, claim, lifetime of the claim in ms, requests allowed in a day
-- Returns ms to wait before sending, -1 when all places are taken, or, when the day's requests are spent, -1 less the
-- ms that are left of the day. A claim that has its place already is that of a
-- call whose reply was lost: it gets the same answer.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local mine = redis.call('ZSCORE', KEYS[2], ARGV[3])
if mine then return math.max(0, math.ceil(mine - ARGV[4] - now)) end
local left = 86400000 - now % 86400000
if tonumber(redis.call('GET', KEYS[3]) or 0) >= tonumber(ARGV[5]) then return -1 - left end
-- What can be booked: a gap or a rest, of a minute at most, for each place and two more. Beyond it, the server's clock was
-- ahead when it was booked, and nobody waits until it is there again.
local furthest = now + (ARGV[2] + 2) * math.max(ARGV[1], 60000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '(' .. string.format('%.0f', furthest + ARGV[4]), '+inf')
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[2]) then return -1 end
local booked = tonumber(redis.call('HGET', KEYS[1], 'next') or 0)
local start = booked > furthest and now or math.max(now, booked)
redis.call('HSET', KEYS[1], 'next', string.format('%.0f', start + ARGV[1]))
redis.call('PEXPIRE', KEYS[1], math.ceil(start - now + ARGV[1] + 60000))
redis.call('ZADD', KEYS[2], start + ARGV[4], ARGV[3])
redis.call('PEXPIRE', KEYS[2], math.ceil(start - now + ARGV[4]))
redis.call('INCR', KEYS[3])
redis.call('PEXPIRE', KEYS[3], left)
return start - now
