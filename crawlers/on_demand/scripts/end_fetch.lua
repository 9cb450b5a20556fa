-- Ends a fetch: leaves its outcome for those who asked for the same URL meanwhile, and gives the right to fetch back.
--
-- KEYS[1] string: who is fetching the URL   KEYS[2] hash: what became of the last fetch
-- ARGV[1] the token of this fetch   ARGV[2] seconds for which the outcome is kept   ARGV[3] the outcome, or ''
-- Returns 1, or 0 where the right had lapsed and somebody else may be fetching: then nothing is left.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
if ARGV[3] ~= '' then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('HSET', KEYS[2], 'ended', string.format('%.0f', now), 'outcome', ARGV[3])
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
redis.call('DEL', KEYS[1])
return 1
