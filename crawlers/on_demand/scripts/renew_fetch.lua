-- Lets the right to fetch a URL last longer, while it is still this fetch's.
--
-- KEYS[1] string: who is fetching the URL   ARGV[1] the token of this fetch   ARGV[2] milliseconds
-- Returns 1, or 0 where the right had lapsed.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
