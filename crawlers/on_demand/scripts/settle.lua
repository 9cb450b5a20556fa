-- Ends a fetch request: its article is published, or what became of it is written to the failures, the asker is told,
-- and the request is acknowledged and removed, all in one step. A request that is no longer this worker's is left
-- alone, so that no request ends twice. The key that the asker is told on may be another program's: nothing is trimmed
-- there, only what answers have made expires, and where it takes no answer the request is a failure. Runs around publish.lua
-- (pipelines.publishing.publisher.Step), on Redis 6.2, 7 and 8, Valkey, and a Cluster.
--
-- KEYS[1 … n] those of publish.lua, then
--   n+1 stream of requests   n+2 hash of their histories   n+3 stream of failures   n+4 where the asker is told
-- ARGV[1] n (0: nothing is published)   ARGV[2] m, the number of publish.lua's arguments   ARGV[3 … m+2] these, then
--   m+3 group   m+4 this worker   m+5 entry id   m+6 seconds that an answer is kept, '' for no answer
--   m+7 request id   m+8 url   m+9 reason of a failure, or ''   m+10 its detail
--   m+11 the answer: a JSON object without its end   m+12 the end where nothing is published
-- Returns publish.lua's reply (also to a call that is sent again because its reply was lost), {'settled'}, or {'refused'}
-- (also where an article was not published because the asker cannot be told).

local FAILURES_KEPT = 100000  -- entries; at some 300 bytes each 30 MB
local ANSWER_START = '{"request": "'  -- of every answer: RequestQueue writes it
local LAST_ENTRY = '18446744073709551615-18446744073709551615'  -- the greatest id: a stream at it takes no more entries

local publish_keys, publish_arguments = tonumber(ARGV[1]), tonumber(ARGV[2])
local function key(place)
  return KEYS[publish_keys + place]
end
local function argument(place)
  return ARGV[publish_arguments + place]
end
local requests, histories, failures, reply_to = key(1), key(2), key(3), key(4)
local group, worker, request, kept = argument(3), argument(4), argument(5), argument(6)
local request_id, url, reason, detail = argument(7), argument(8), argument(9), argument(10)

local keys, arguments = {}, {}
for place = 1, publish_keys do
  keys[place] = KEYS[place]
end
for place = 1, publish_arguments do
  arguments[place] = ARGV[place + 2]
end

-- Whether this very call has published the article before, and its reply was lost: publish.lua then gives the same reply.
local function has_published()
  if publish_keys == 0 then
    return false
  end
  local receipts = redis.call('HGET', keys[2], 'receipts') or ''
  return string.find(' ' .. receipts, ' ' .. cjson.decode(arguments[1]).token .. '/', 1, true) ~= nil
end

local pending = redis.call('XPENDING', requests, group, request, request, 1)[1]
if not pending or pending[2] ~= worker then
  return has_published() and publish(keys, arguments) or {'refused'}
end

-- Why there can be no answer, found out before anything is written: an error later would leave half of the step done.
local unanswerable, kind
if kept ~= '' then
  kind = redis.call('TYPE', reply_to)['ok']
  if kind == 'stream' then
    local facts = redis.call('XINFO', 'STREAM', reply_to)
    for place = 1, #facts, 2 do
      if facts[place] == 'last-generated-id' and facts[place + 1] == LAST_ENTRY then
        unanswerable = 'the stream takes no more entries'
      end
    end
  elseif kind ~= 'list' and kind ~= 'none' then
    unanswerable = 'the key is a ' .. kind .. ', and answers go to a list or a stream'
  end
end

local reply, answer_end, more = {'settled'}, argument(12), {}
if unanswerable then
  if publish_keys > 0 then
    reply = {'refused'}
  end
  if reason == '' then
    reason, detail = 'invalid_request', 'reply_to: ' .. unanswerable
  elseif reason ~= 'invalid_request' then
    detail = detail .. '; reply_to: ' .. unanswerable
  end
elseif publish_keys > 0 then
  reply = publish(keys, arguments)
  local outcome = reply[1]
  if outcome == 'known-as' or outcome == 'full' then
    return reply
  end
  local given = cjson.decode(arguments[1])  -- by name, as publish.lua says
  local id, revision, entry = given.id, string.format('%d', reply[2]), reply[3]
  local article
  if outcome == 'unchanged' then
    reason, detail = 'already_published', 'the article is on the queue and has not changed'
    more = {'id', id, 'revision', revision}
    local near = 'null'
    if reply[4] ~= '' then
      near = '{"id":"' .. reply[4] .. '","similarity":' .. reply[5] .. '}'
    end
    article = given.json_head .. ',"revision":' .. revision .. ',"event":"' .. (reply[2] > 1 and 'update' or 'new') ..
      '","changed":[],"near_duplicate_of":' .. near .. ',' .. arguments[2]
  elseif kept ~= '' then
    local fields = redis.call('XRANGE', keys[1], entry, entry)[1][2]
    for place = 1, #fields, 2 do
      if fields[place] == 'article' then
        article = fields[place + 1]
      end
    end
  end
  answer_end = table.concat({',"outcome":"', outcome, '","id":"', id, '","revision":', revision, ',"entry":"', entry,
    '","article":', article or 'null', '}'})
end

if reason ~= '' then
  redis.call('XADD', failures, 'MAXLEN', '~', FAILURES_KEPT, '*', 'request_id', request_id, 'request', request,
    'url', url, 'reason', reason, 'detail', detail, unpack(more))
end

-- A list that answers have made keeps each of them for the whole time. It is known by its expiry, no longer than ours,
-- and by the answer at its head; a list that somebody else has made keeps its own expiry, or none.
local function made_by_answers()
  if kind == 'none' then
    return true
  end
  local left = redis.call('TTL', reply_to)
  return left >= 0 and left <= tonumber(kept) and
    string.sub(redis.call('LINDEX', reply_to, 0), 1, #ANSWER_START) == ANSWER_START
end

if kept ~= '' and not unanswerable then
  if kind == 'stream' then
    redis.call('XADD', reply_to, '*', 'answer', argument(11) .. answer_end)
  else
    local expires = made_by_answers()
    redis.call('RPUSH', reply_to, argument(11) .. answer_end)
    if expires then
      redis.call('EXPIRE', reply_to, kept)
    end
  end
end
redis.call('XACK', requests, group, request)
redis.call('XDEL', requests, request)
redis.call('HDEL', histories, request)
return reply
