-- Adds traces to those of their URLs, in rooms that are emptied in turn, so that all together stay within bounds.
-- KEYS[1] hash: `room`, the number of the room that is filled now; `since`, from when; `bytes`, what it holds
-- KEYS[2 …] hashes, the rooms: URL id → traces, one a line, the newest last
-- ARGV: seconds for which traces are kept, bytes and URLs that a room may hold, bytes and traces kept of one URL in a
-- room, bytes that a field costs besides its value; then for each trace the URL id and the trace
-- Returns the number of the room that is filled now.
local rooms = #KEYS - 1
local keep, most_bytes, most_urls = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local longest, most_traces, overhead = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local now = tonumber(redis.call('TIME')[1])
local state = redis.call('HMGET', KEYS[1], 'room', 'since', 'bytes')
local room = (tonumber(state[1]) or 0) % rooms
local since, bytes = tonumber(state[2]) or now, tonumber(state[3]) or 0
local key = KEYS[2 + room]
local urls = redis.call('HLEN', key)
if urls == 0 then bytes = 0 end
for at = 7, #ARGV, 2 do
  local old = redis.call('HGET', key, ARGV[at])
  -- A room covers its part of the time, so that one emptied is older than all that must be kept.
  if bytes > most_bytes or (urls >= most_urls and not old) or (urls > 0 and now - since > keep / (rooms - 1)) then
    room = (room + 1) % rooms
    key = KEYS[2 + room]
    redis.call('UNLINK', key)
    since, bytes, urls, old = now, 0, 0, nil
  end
  if not old then urls = urls + 1; bytes = bytes + overhead end
  local text = old and (old .. '\n' .. ARGV[at + 1]) or ARGV[at + 1]
  local _, lines = string.gsub(text, '\n', '\n')
  while #text > longest or lines >= most_traces do
    local first = string.find(text, '\n', 1, true)
    if not first then break end
    text = string.sub(text, first + 1)
    lines = lines - 1
  end
  bytes = bytes + #text - (old and #old or 0)
  redis.call('HSET', key, ARGV[at], text)
end
redis.call('EXPIRE', key, math.ceil(keep))
redis.call('HSET', KEYS[1], 'room', room, 'since', since, 'bytes', bytes)
redis.call('EXPIRE', KEYS[1], math.ceil(keep))
return room
