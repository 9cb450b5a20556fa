-- Ends a fetch request: its article is published, or what became of it is written to the failures, the asker is told,
-- and the request is acknowledged and removed, all in one step. A request that is no longer this worker's is left
-- alone, so that no request ends twice. Runs around publish.lua (pipelines.publishing.publisher.Step), on Redis 6.2,
-- 7 and 8, Valkey, and a Cluster.
--
-- KEYS[1 … n] those of publish.lua, then
--   n+1 stream of requests   n+2 hash of their histories   n+3 stream of failures   n+4 where the asker is told
-- ARGV[1] n (0: nothing is published)   ARGV[2] m, the number of publish.lua's arguments   ARGV[3 … m+2] these, then
--   m+3 group   m+4 this worker   m+5 entry id   m+6 seconds that an answer is kept, '' for no answer
--   m+7 request id   m+8 url   m+9 reason of a failure, or ''   m+10 its detail
--   m+11 the answer: a JSON object without its end   m+12 the end where nothing is published
-- Returns publish.lua's reply, {'settled'}, or {'refused'}.

local FAILURES_KEPT = 100000  -- entries; at some 300 bytes each 30 MB
local ANSWERS_KEPT = 10000    -- entries of a stream that is answered on

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

local pending = redis.call('XPENDING', requests, group, request, request, 1)[1]
if not pending or pending[2] ~= worker then
  return {'refused'}
end

local reply, answer_end, more = {'settled'}, argument(12), {}
if publish_keys > 0 then
  local keys, arguments = {}, {}
  for place = 1, publish_keys do
    keys[place] = KEYS[place]
  end
  for place = 1, publish_arguments do
    arguments[place] = ARGV[place + 2]
  end
  reply = publish(keys, arguments)
  local outcome = reply[1]
  if outcome == 'known-as' or outcome == 'full' then
    return reply
  end
  local id, revision, entry = arguments[1], string.format('%d', reply[2]), reply[3]
  local article
  if outcome == 'unchanged' then
    reason, detail = 'already_published', 'the article is on the queue and has not changed'
    more = {'id', id, 'revision', revision}
    local near = 'null'
    if reply[4] ~= '' then
      near = '{"id":"' .. reply[4] .. '","similarity":' .. reply[5] .. '}'
    end
    article = arguments[7] .. ',"revision":' .. revision .. ',"event":"' .. (reply[2] > 1 and 'update' or 'new') ..
      '","changed":[],"near_duplicate_of":' .. near .. ',' .. arguments[8]
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
if kept ~= '' then
  local kind = redis.call('TYPE', reply_to)['ok']
  if kind == 'stream' then
    redis.call('XADD', reply_to, 'MAXLEN', '~', ANSWERS_KEPT, '*', 'answer', argument(11) .. answer_end)
  elseif kind == 'list' or kind == 'none' then
    redis.call('RPUSH', reply_to, argument(11) .. answer_end)
    redis.call('EXPIRE', reply_to, kept)
  end
end
redis.call('XACK', requests, group, request)
redis.call('XDEL', requests, request)
redis.call('HDEL', histories, request)
return reply
