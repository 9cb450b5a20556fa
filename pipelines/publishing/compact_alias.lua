-- Puts one alias of an article into its short form, once the article itself has it. Stands behind short_form.lua.
-- Runs on Redis 6.2, 7 and 8, Valkey, and a Cluster.
--
-- KEYS
--   1  {wiredesk}:url:<url id>     string  the id that the URL leads to
--   2  {wiredesk}:article:<id>     hash    the whole record of that article
--   3  {wiredesk}:known:<digits>   hash    short records, those of the URL's id
--   4  {wiredesk}:known:<digits>   hash    short records, those of the article's id
-- ARGV
--   1  the URL's id   2  the article's id as it was read
--
-- Returns 1 when it was done, 0 when the alias stays as it is.

local url_id, id = ARGV[1], ARGV[2]
if not is_digits(url_id) or redis.call('GET', KEYS[1]) ~= id then
  return 0
end
if redis.call('EXISTS', KEYS[2]) == 1 or not read_short(KEYS[4], id) then
  return 0
end
redis.call('HLEN', KEYS[3])
redis.call('DEL', KEYS[1])  -- first what frees memory, so that it also works where memory is short
redis.call('HSET', KEYS[3], bytes_of(string.sub(url_id, 5, 18)), bytes_of(id))
return 1
