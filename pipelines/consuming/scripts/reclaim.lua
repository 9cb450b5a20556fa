-- Takes over entries whose consumer has not been heard of for a while, a page at a time, and writes down whose they
-- were. XAUTOCLAIM would do the same in one command but does not tell whom it takes from, which the delivery history
-- needs; it also answers differently in Redis 6.2 (nil rows for deleted entries) and 7 (a third list).
--
-- KEYS[1] stream   KEYS[2] hash of delivery histories
-- ARGV[1] group    ARGV[2] this consumer    ARGV[3] idle milliseconds after which an entry may be taken
-- ARGV[4] where to go on: "-" or "(" and an id    ARGV[5] entries to look at    ARGV[6] most to take
-- ARGV[7] "own": only look at what this consumer's own name holds; "all"
-- ARGV[8] now, as it is to be stored    ARGV[9] most records of a history
-- ARGV[10] idle milliseconds by which an entry that was given back can be told (release.lua): nobody died over it
-- Returns {where to go on ("-": at the end), {id, delivery count, ...} taken, {id, ...} found deleted}.
-- The delivery is not counted here but when the entry is taken up (take.lua): a consumer that dies on the first of a
-- batch does not make the others look like poison.
local taken, deleted, seen, last = {}, {}, 0, nil
local rows
if ARGV[7] == 'own' then
    rows = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[4], '+', ARGV[5], ARGV[2])
else
    rows = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[4], '+', ARGV[5])
end
for _, row in ipairs(rows) do
    if #taken >= 2 * tonumber(ARGV[6]) then
        break
    end
    local id, owner, idle, deliveries = row[1], row[2], row[3], row[4]
    seen, last = seen + 1, id
    if idle >= tonumber(ARGV[3]) then
        local claimed = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'JUSTID')
        if #claimed == 0 then
            redis.call('HDEL', KEYS[2], id)
            deleted[#deleted + 1] = id
        else
            taken[#taken + 1] = id
            taken[#taken + 1] = deliveries
            if owner ~= ARGV[2] and idle < tonumber(ARGV[10]) then
                local history = cjson.decode(redis.call('HGET', KEYS[2], id) or '[]')
                history[#history + 1] = {delivery = deliveries, consumer = owner, outcome = 'abandoned',
                    at = ARGV[8], idle_ms = idle}
                while #history > tonumber(ARGV[9]) do
                    table.remove(history, 1)
                end
                redis.call('HSET', KEYS[2], id, cjson.encode(history))
            end
        end
    end
end
if seen == #rows and #rows < tonumber(ARGV[5]) then
    return {'-', taken, deleted}
end
return {last and '(' .. last or '-', taken, deleted}
