-- Notes a visit to a known article that has not changed. Stands behind short_form.lua.
-- Runs on Redis 6.2, 7 and 8, Valkey, and a Cluster.
--
-- KEYS
--   1  {wiredesk}:article:<id>     hash  the whole record
--   2  {wiredesk}:revisits:<site>  zset  article ids by the time of their next visit
--   3  {wiredesk}:known:<digits>   hash  short records, those of the id
-- ARGV
--   1  id   2  Unix time of the visit   3  Unix time of the next one, or ''   4 …  further fields of the record, in pairs
--
-- An article in short form is visited no more, as its address is not known: it gets the time of the visit alone. Of one
-- that is not known at all nothing is written.

local id, now, next_visit = ARGV[1], ARGV[2], ARGV[3]
if redis.call('HEXISTS', KEYS[1], 'revision') == 1 then
  redis.call('HSET', KEYS[1], 'visited', now, unpack(ARGV, 4))
  if next_visit ~= '' then
    redis.call('HSET', KEYS[1], 'next_visit', next_visit)
    redis.call('ZADD', KEYS[2], next_visit, id)
  end
  return
end
local short = read_short(KEYS[3], id)
if short then
  short.visited, short.seen_again = now, true
  write_short(KEYS[3], id, short)
end
