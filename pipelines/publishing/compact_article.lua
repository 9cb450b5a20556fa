-- Puts what is known of one article into its short form, if it has been left alone for long enough: all or nothing.
-- Stands behind short_form.lua. Runs on Redis 6.2, 7 and 8, Valkey, and a Cluster.
--
-- KEYS
--   1  {wiredesk}:article:<id>          hash  the whole record
--   2  {wiredesk}:revisits:<site>       zset  articles that are visited again
--   3  {wiredesk}:words:<site>          hash  the site's articles by their words
--   4  {wiredesk}:known:<digits>        hash  short records, those of the id
--   5  {wiredesk}:known-words:<digits>  hash  by site and words, the first 8 bytes of the id
--   all reads come first, then a command that frees memory: so it also works where memory is short
-- ARGV
--   1  id   2  site and   3  content hash as they were read   4  Unix time since which it must have been left alone
--   5  Unix time: a visit that was planned for before is no longer expected   6  digits of a hash in KEYS[3]
--   7  entry id of the queue's first entry: what is still on the queue stays findable by its receipt
--
-- Returns 1 when it was done, 0 when the record stays as it is.

local id, site, content_hash, until_time, given_up = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])

local known = redis.call('HMGET', KEYS[1], 'revision', 'content_hash', 'content_rule', 'site', 'visited', 'changed',
  'published', 'first', 'receipts', 'mended', 'digests')
local record = {
  revision = tonumber(known[1]), content_hash = known[2], content_rule = known[3] or '1', visited = known[5],
  published = known[7], first = tonumber(string.match(known[8] or '', '^(%d+)%-') or '0') / 1000,
  seen_again = (tonumber(known[5]) or 0) > (tonumber(known[6]) or 0),
  mended = tonumber(string.match(known[10] or '', '^(%d+)/')), fields = fields_print(known[11]),
}
if not has_short_form(id, record) or known[4] ~= site or known[2] ~= content_hash then
  return 0
end
if (tonumber(known[5]) or 0) > until_time or (tonumber(known[6]) or 0) > until_time then
  return 0
end
local newest_time, newest_sequence = string.match(known[9] or '', '^[^/ ]+/%d+/(%d+)%-(%d+)')
local kept_time, kept_sequence = string.match(ARGV[7], '^(%d+)%-(%d+)$')
newest_time, kept_time = tonumber(newest_time or '0'), tonumber(kept_time)
if newest_time > kept_time or (newest_time == kept_time and tonumber(newest_sequence) >= tonumber(kept_sequence)) then
  return 0
end
local planned = redis.call('ZSCORE', KEYS[2], id)
if planned and tonumber(planned) > given_up then
  return 0
end
local words = string.sub(content_hash, 1, tonumber(ARGV[6]))
local of_words = redis.call('HGET', KEYS[3], words)
redis.call('HLEN', KEYS[5])  -- fails now, before anything is written, where it is no hash
if not has_room(KEYS[4], id) then
  return 0
end
redis.call('DEL', KEYS[1])
write_short(KEYS[4], id, record)
if of_words == id then
  redis.call('HSET', KEYS[5], bytes_of(string.sub(redis.sha1hex(site .. '\n' .. content_hash), 5, 16)),
    bytes_of(string.sub(id, 1, 16)))
  redis.call('HDEL', KEYS[3], words)
end
if planned then
  redis.call('ZREM', KEYS[2], id)
end
return 1
