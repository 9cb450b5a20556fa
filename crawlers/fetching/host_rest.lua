-- A host rests: nobody asks it for so many ms from now. A function for the scripts that stand behind this file; it has no
-- KEYS and no ARGV of its own.
-- key: hash with `next`, the time from which the host may be asked again, ms, as in take_turn.lua
-- Returns ms to wait from now, which are more where it rests longer already.
local function rest(key, ms)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local start = math.max(now + ms, tonumber(redis.call('HGET', key, 'next') or 0))
  redis.call('HSET', key, 'next', string.format('%.0f', start))
  redis.call('PEXPIRE', key, math.ceil(start - now + 60000))
  return start - now
end
