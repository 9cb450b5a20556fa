-- Takes a lead out of the frontier because its article is published, if Redis still knows of that. Stands behind
-- short_form.lua.
-- KEYS[1] hash: the frontier of the site
-- KEYS[2] hash: what is known of the article
-- KEYS[3] hash: short records, those of the article's id
-- ARGV: the lead's URL, the revision that was published, the article's id
-- Returns 1, or 0 where the article is not there in this revision: a fail-over between the two calls has lost it (a
-- replica that lagged took over), or somebody emptied Redis. The lead then stays, and the next crawl publishes again.
local revision = tonumber(redis.call('HGET', KEYS[2], 'revision'))
if not revision then
  local short = read_short(KEYS[3], ARGV[3])
  revision = short and short.revision or 0
end
if revision < tonumber(ARGV[2]) then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
