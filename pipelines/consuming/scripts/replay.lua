-- Puts a dead letter back for the group that gave it up, on that group's own replay stream: other groups, which may
-- long have processed the article, never see it again.
--
-- KEYS[1] stream of dead letters   KEYS[2] replay stream of the group
-- ARGV[1] id of the dead letter    ARGV[2] group
-- Returns the id on the replay stream, or false when the letter is gone: replayed twice, it is put back once.
local letter = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not letter then
    return false
end
local entry, group, origin, first_origin = {}, nil, '', nil
for place = 1, #letter[2], 2 do
    local name, value = letter[2][place], letter[2][place + 1]
    if name == 'dead_group' then
        group = value
    elseif name == 'dead_entry' then
        origin = value
    elseif name == 'replay_of' then
        first_origin = value
    elseif string.sub(name, 1, 5) ~= 'dead_' then
        entry[#entry + 1] = name
        entry[#entry + 1] = value
    end
end
if group ~= ARGV[2] then
    return redis.error_reply('ERR the dead letter belongs to another group')
end
entry[#entry + 1] = 'replay_of'
entry[#entry + 1] = first_origin or origin
redis.pcall('XGROUP', 'CREATE', KEYS[2], group, '0', 'MKSTREAM')
local id = redis.call('XADD', KEYS[2], '*', unpack(entry))
redis.call('XDEL', KEYS[1], ARGV[1])
return id
