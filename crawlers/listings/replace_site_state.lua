-- Writes what is remembered of a site as a whole, unless somebody has written it since it was read.
-- Runs on Redis 6.2, 7 and 8, Valkey, and a Cluster.
--
-- KEYS
--   1  {wiredesk}:sources:<site>  hash
-- ARGV
--   1  the field   2  its value as it was read   3  its new value
--
-- Returns 1 where it was written, 0 where it was not.

if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
