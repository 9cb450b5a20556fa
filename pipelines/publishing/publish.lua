-- Publishes one article: all or nothing, in one step. Runs on Redis 6.2, 7 and 8, Valkey, and a Cluster: every key is
-- declared in KEYS and carries the same hash tag. docs/redis.md describes the keys, `Publisher` is the only caller.
-- Stands behind short_form.lua.
--
-- KEYS
--   1  {wiredesk}:articles            stream    the queue: one entry per revision is added here
--   2  {wiredesk}:article:<id>        hash      what is known of this article; it is "published" once `revision` is set
--   3  {wiredesk}:url:<id>            string    set when this article's own URL is an alias of another article
--   4  {wiredesk}:revisits:<site>     zset      article ids by the time of their next visit
--   5  {wiredesk}:near:<v>:<p>        hash      near duplicates, the current period: band -> handle, '#'handle -> record
--   6  {wiredesk}:near:<v>:<p-1>      hash      the period before: read only
--   7  {wiredesk}:near:<v>:<p-2>      hash      the one before that: read only
--   8  {wiredesk}:near:<v>:<p-3>      hash      out of the window: freed when the current period begins
--   9  {wiredesk}:articles:list       list      second sink, where it is on: the JSON is pushed on the left
--  10  {wiredesk}:words:<site>       hash      by the hash of their words, the id of the site's article that has them
--  11  {wiredesk}:known:<digits>     hash      the short form of what is known of this article, and of its URL as an alias
--  12, 15 …  {wiredesk}:url:<alias>      string    the article id that another URL of this article leads to
--  13, 16 …  {wiredesk}:article:<alias>  hash      there when that URL is itself the identity of a published article
--  14, 17 …  {wiredesk}:known:<digits>   hash      the short form of both
--
-- ARGV
--   1  JSON object: all that is short, by name (publish_command.PublishArguments says what each is)
--   2  the article's JSON without its beginning, which json_head and the fields that only this script knows are
--   3  near duplicates: the bands, '' when they are not looked for or the text is too short
--   4  the signature
--   5  the signature of its numbers
--
-- Returns one of
--   {'new' | 'update', revision, entry id, duplicate id or '', similarity or ''}
--   {'unchanged', revision, '', duplicate id or '', similarity or ''}
--   {'known-as', id}      the article is known by that id: call again with the keys of that id
--   {'refused'}           a mend of a revision that is not known, or not the last one any more: nothing was done
--   {'full', entries}     the stream holds as many entries as the caller allows: nothing was done
--
-- All reads come first, then XADD, then the other writes: what can fail (wrong type, out of memory, no replicas) fails
-- before anything is written. A call that is repeated with the same token after its reply was lost gets the same answer.

local given = cjson.decode(ARGV[1])
local json_rest, bands, signature, numbers = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local id, token, now, next_visit = given.id, given.token, given.now, given.next_visit
local content_hash = given.content_hashes[given.content_rule]

local BAND_BYTES = 7       -- one byte for the band's number and six of its hash
local DIGEST_CHARACTERS = 4
local RECEIPT_SECONDS = 3600  -- a lost reply is asked for again within OUTAGE_SECONDS of the publisher, far below this
local MOST_RECEIPTS = 32      -- newest first; so many other revisions never come between a lost reply and its retry
local FIRST_ALIAS = 12

-- The field of KEYS[10] for a hash of words: a part of it is enough, as the article itself has the whole.
local function words_field(hash)
  return string.sub(hash, 1, given.words_characters)
end

-- 1. Which article is it?

local known = redis.call('HMGET', KEYS[2], 'revision', 'content_hash', 'digests', 'receipts', 'first', 'near',
  'content_rule', 'mended', 'visited', 'changed')
-- An article in short form is written out again when it changes, or is to be visited again.
local short = not known[1] and read_short(KEYS[11], id) or nil
if short then
  known = {short.revision, short.content_hash, nil, nil, string.format('%d000-0', short.first or 0), nil,
    short.content_rule, short.mended and string.format('%d/%d', short.mended, short.revision),
    string.format('%d', short.visited or 0), string.format('%d', changed_of(short) or 0)}
end
local revision = tonumber(known[1])
local had_words = redis.call('HGET', KEYS[10], words_field(known[2] or ''))
local short_aliases = {}
for i = FIRST_ALIAS, #KEYS, 3 do
  local alias = string.match(KEYS[i + 1], '([^:]*)$')
  short_aliases[i] = {
    id = alias, is_article = read_short(KEYS[i + 2], alias) ~= nil, leads_to = read_short_alias(KEYS[i + 2], alias),
  }
end
if not revision and not given.resolved then
  local other = redis.call('GET', KEYS[3]) or read_short_alias(KEYS[11], id)
  if other and other ~= id then
    return {'known-as', other}
  end
  for i = FIRST_ALIAS, #KEYS, 3 do
    local alias = short_aliases[i]
    if redis.call('HEXISTS', KEYS[i + 1], 'revision') == 1 or alias.is_article then
      return {'known-as', alias.id}
    end
  end
end

local function near_of(stored)
  local near_id, similarity = string.match(stored or '', '^(%S+) (%S+)$')
  return near_id or '', similarity or ''
end

-- 2. Was it this very call whose reply was lost?

if revision and known[4] then
  local seen, at_revision, at_entry = nil, nil, nil
  for receipt in string.gmatch(known[4], '%S+') do
    local of_token, of_revision, of_entry = string.match(receipt, '^([^/]+)/(%d+)/(%d+%-%d+)$')
    if of_token == token then
      seen, at_revision, at_entry = true, tonumber(of_revision), of_entry
    end
  end
  if seen then
    if given.touch then
      redis.call('HSET', KEYS[2], 'visited', now)
    end
    local near_id, similarity = near_of(known[6])
    return {at_revision == 1 and 'new' or 'update', at_revision, at_entry, near_id, similarity}
  end
end

-- 2b. A mend, because the same page is read better today: it replaces the revision that was made of the page, or another
-- mend of that one, and nothing newer.

local mends = given.mends > 0
if mends then
  if not revision or (revision ~= given.mends and known[8] ~= string.format('%d/%d', given.mends, revision)) then
    return {'refused'}
  end
  local same_fields = known[3] == given.digests or (short and short.fields == fields_print(given.digests))
  if same_fields and known[2] == given.content_hashes[known[7] or '1'] then
    return {'unchanged', revision, '', near_of(known[6])}
  end
end

-- What else is written when an article is known as it is published now.
local function whole_record(fields)
  local record = fields
  for _, part in ipairs({'revision', string.format('%d', revision), 'content_hash', content_hash, 'content_rule',
    given.content_rule, 'digests', given.digests, 'site', given.site, 'url', given.url, 'published', given.published}) do
    record[#record + 1] = part
  end
  return record
end

local function note_aliases()
  for i = FIRST_ALIAS, #KEYS, 3 do
    local alias = short_aliases[i]
    if redis.call('EXISTS', KEYS[i + 1]) == 0 and not alias.is_article and alias.leads_to ~= id then
      redis.call('SET', KEYS[i], id)
    end
  end
end

-- What is written of a visit, whether or not the article changed. A mend is no visit.
local function note_visit(fields)
  local record = fields
  record[#record + 1] = 'visited'
  record[#record + 1] = mends and (known[9] or '') or now
  if given.validators_known then
    record[#record + 1] = 'etag'
    record[#record + 1] = given.etag
    record[#record + 1] = 'last_modified'
    record[#record + 1] = given.last_modified
  end
  if next_visit ~= '' then
    record[#record + 1] = 'next_visit'
    record[#record + 1] = next_visit
  end
  redis.call('HSET', KEYS[2], unpack(record))
  if next_visit ~= '' then
    redis.call('ZADD', KEYS[4], next_visit, id)
  end
  if short then
    forget_short(KEYS[11], id)
  end
  note_aliases()
end

-- 3. Has its content changed?

-- Compared by the rule that the article was stored with; by a rule that is no more, it counts as unchanged.
local known_rule = known[7] or '1'
local as_then = given.content_hashes[known_rule]
if revision and not mends and (not as_then or known[2] == as_then) then
  if short then
    short.visited, short.seen_again, short.content_hash, short.content_rule = now, true, content_hash, given.content_rule
  end
  if short and next_visit == '' and has_short_form(id, short) then
    write_short(KEYS[11], id, short)
    note_aliases()
  elseif short then
    local record = whole_record({'changed', known[10], 'first', known[5]})
    if known[8] then
      record[#record + 1] = 'mended'
      record[#record + 1] = known[8]
    end
    note_visit(record)
    redis.call('HSETNX', KEYS[10], words_field(content_hash), id)
  elseif known_rule == given.content_rule then
    note_visit({})
  else
    note_visit({'content_hash', content_hash, 'content_rule', given.content_rule, 'digests', given.digests})
    if had_words == id then  -- it is found by the hash of its own rule
      redis.call('HDEL', KEYS[10], words_field(known[2]))
      redis.call('HSETNX', KEYS[10], words_field(content_hash), id)
    end
  end
  local near_id, similarity = near_of(known[6])
  return {'unchanged', revision, '', near_id, similarity}
end

-- 4. Is there room?

local entries = redis.call('XLEN', KEYS[1])
if given.to_list then
  entries = math.max(entries, redis.call('LLEN', KEYS[9]))
end
if entries >= given.most_entries then
  return {'full', entries}
end

-- 5. Is it a copy? The earliest article whose signature agrees well enough counts.

-- Whether entry id a is lower than b ("milliseconds-sequence").
local function is_earlier(a, b)
  local a_time, a_sequence = string.match(a, '^(%d+)%-(%d+)$')
  local b_time, b_sequence = string.match(b, '^(%d+)%-(%d+)$')
  a_time, b_time = tonumber(a_time), tonumber(b_time)
  if a_time ~= b_time then
    return a_time < b_time
  end
  return tonumber(a_sequence) < tonumber(b_sequence)
end

-- Estimated Jaccard similarity from one byte per permutation; two unlike bytes agree by chance in 1 of 256.
local function similarity(a, b)
  local size = #a
  local mine, theirs, equal = {string.byte(a, 1, size)}, {string.byte(b, 1, size)}, 0
  for i = 1, size do
    if mine[i] == theirs[i] then
      equal = equal + 1
    end
  end
  return math.max(0, (equal / size - 1 / 256) / (1 - 1 / 256))
end

-- A record: id, entry id of its first revision, mark of its site, then the bytes of the signature and of the numbers.
local function copied_from(record)
  local other_id, first, mark, prints = string.match(record or '', '^(%S+) (%S+) (%S+) (.*)$')
  if not other_id or other_id == id or (known[5] and is_earlier(known[5], first)) then
    return nil
  end
  local estimate = similarity(signature, string.sub(prints, 1, #signature))
  if estimate < (mark == given.site_mark and given.threshold_same_site or given.threshold) then
    return nil
  end
  local other_numbers = string.sub(prints, #signature + 1)
  if #numbers > 0 and #other_numbers > 0 and similarity(numbers, other_numbers) < given.threshold_numbers then
    return nil
  end
  return other_id, first, estimate
end

local fields, missing = {}, {}
for at = 1, #bands, BAND_BYTES do
  fields[#fields + 1] = string.sub(bands, at, at + BAND_BYTES - 1)
end
local near_id, near_similarity, near_first = '', '', nil
if #fields > 0 then
  for period = 5, 7 do
    local handles = redis.call('HMGET', KEYS[period], unpack(fields))
    local asked, records = {}, {}
    for i = 1, #fields do
      local handle = handles[i]
      if not handle then
        if period == 5 then
          missing[#missing + 1] = fields[i]
        end
      elseif not asked[handle] then
        asked[handle] = true
        records[#records + 1] = '#' .. handle
      end
    end
    if #records > 0 then
      for _, record in ipairs(redis.call('HMGET', KEYS[period], unpack(records))) do
        local other_id, first, estimate = copied_from(record)
        if other_id and (not near_first or is_earlier(first, near_first)) then
          near_id, near_similarity, near_first = other_id, string.format('%.3f', estimate), first
        end
      end
    end
  end
end

-- 6. The entry.

local event, changed, changed_names = 'new', '[]', {}
if mends then
  event, changed = 'update', given.changed
elseif short then
  event, changed = 'update', '["headline","body_text"]'  -- one of them or both: more is not kept in short form
elseif revision then
  event = 'update'
  local at = 1
  for name in string.gmatch(given.field_names, '%S+') do
    local last = at + DIGEST_CHARACTERS - 1
    if string.sub(known[3] or '', at, last) ~= string.sub(given.digests, at, last) then
      changed_names[#changed_names + 1] = '"' .. name .. '"'
    end
    at = last + 1
  end
  changed = '[' .. table.concat(changed_names, ',') .. ']'
end
revision = (revision or 0) + 1

local near = 'null'
if near_id ~= '' then
  near = '{"id":"' .. near_id .. '","similarity":' .. near_similarity .. '}'
end
local json = table.concat({
  given.json_head, ',"revision":', string.format('%d', revision), ',"event":"', event, '","changed":', changed,
  ',"near_duplicate_of":', near, ',', json_rest,
})

local entry = redis.call('XADD', KEYS[1], '*', 'schema', given.schema, 'event', event, 'id', id,
  'revision', string.format('%d', revision), 'site', given.site, 'language', given.language,
  'date_published', given.date_published, 'near_duplicate_of', near_id, 'article', json,
  unpack(given.request_id ~= '' and {'request_id', given.request_id} or given.cause ~= '' and {'cause', given.cause}
    or {}))

-- 7. What is known from now on.

local entry_seconds = tonumber(string.match(entry, '^(%d+)%-')) / 1000
local receipts = {token .. '/' .. string.format('%d', revision) .. '/' .. entry}
for receipt in string.gmatch(known[4] or '', '%S+') do
  local at = tonumber(string.match(receipt, '/(%d+)%-%d+$'))
  if at and #receipts < MOST_RECEIPTS and entry_seconds - at / 1000 < RECEIPT_SECONDS then
    receipts[#receipts + 1] = receipt
  end
end
local news = whole_record({
  'changed', mends and (known[10] or '') or now, 'first', known[5] or entry, 'receipts', table.concat(receipts, ' '),
})
if mends then
  news[#news + 1] = 'mended'
  news[#news + 1] = string.format('%d/%d', given.mends, revision)
end
note_visit(news)
if known[8] and not mends then
  redis.call('HDEL', KEYS[2], 'mended')
end
if had_words == id then
  redis.call('HDEL', KEYS[10], words_field(known[2]))
end
redis.call('HSET', KEYS[10], words_field(content_hash), id)
if near_id ~= '' then
  redis.call('HSET', KEYS[2], 'near', near_id .. ' ' .. near_similarity)
elseif known[6] then
  redis.call('HDEL', KEYS[2], 'near')
end

if #missing > 0 then
  local handle = string.format('%d', redis.call('HINCRBY', KEYS[5], '#', 1))
  local record = {'#' .. handle, table.concat({id, known[5] or entry, given.site_mark, signature .. numbers}, ' ')}
  for _, band in ipairs(missing) do
    record[#record + 1] = band
    record[#record + 1] = handle
  end
  redis.call('HSET', KEYS[5], unpack(record))
  if handle == '1' then
    redis.call('EXPIREAT', KEYS[5], string.format('%d', given.near_until))
    redis.call('UNLINK', KEYS[8])
  end
end

if given.to_list then
  redis.call('LPUSH', KEYS[9], json)
end
if given.channel ~= '' then
  redis.call('PUBLISH', given.channel, '{"id":"' .. id .. '","revision":' .. string.format('%d', revision) ..
    ',"event":"' .. event .. '","entry":"' .. entry .. '",' .. given.announcement)
end

return {event, revision, entry, near_id, near_similarity}
