-- Asks whether a URL is to be fetched now, or somebody else does it, or has just done it.
--
-- KEYS[1] string: who is fetching the URL   KEYS[2] hash: what became of the last fetch
-- ARGV[1] a token for this fetch   ARGV[2] milliseconds for which the right to fetch lasts unless renewed
-- ARGV[3] when the URL was asked for, in milliseconds of the server's clock; 0: now
-- Returns {'done', outcome} for a fetch that ended after the URL was asked for, {'yours', asked}, or {'wait', asked}.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local asked = tonumber(ARGV[3])
if asked == 0 then
  asked = now
end
local ended = redis.call('HMGET', KEYS[2], 'ended', 'outcome')
if ended[1] and tonumber(ended[1]) >= asked then
  return {'done', ended[2]}
end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return {'yours', string.format('%.0f', asked)}
end
return {'wait', string.format('%.0f', asked)}
