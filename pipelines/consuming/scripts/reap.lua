-- Removes consumers that hold nothing and have not been heard of for a while. The check and the removal are one step:
-- removing a consumer that has just been given an entry would drop that entry from the group.
--
-- KEYS[1] stream
-- ARGV[1] group    ARGV[2] idle milliseconds    ARGV[3] a consumer to spare, or to remove alone
-- ARGV[4] "others": all but ARGV[3]; "only": just ARGV[3]
-- Returns the names removed.
local removed = {}
for _, row in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
    local consumer = {}
    for place = 1, #row, 2 do
        consumer[row[place]] = row[place + 1]
    end
    local meant = (consumer['name'] == ARGV[3]) == (ARGV[4] == 'only')
    if meant and consumer['pending'] == 0 and consumer['idle'] >= tonumber(ARGV[2]) then
        redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer['name'])
        removed[#removed + 1] = consumer['name']
    end
end
return removed
