-- A request is over: its place is free, and the host rests for what is left of the gap.
-- KEYS[1] hash: `next`, as in take_turn.lua
-- KEYS[2] sorted set: the requests in flight
-- ARGV: claim, ms for which nobody asks the host, counted from now
redis.call('ZREM', KEYS[2], ARGV[1])
if tonumber(ARGV[2]) > 0 then rest(KEYS[1], tonumber(ARGV[2])) end
