-- Nobody asks a host before some time has passed.
-- KEYS[1] hash: `next`, as in take_turn.lua
-- ARGV[1] ms
-- Returns ms to wait from now.
return rest(KEYS[1], tonumber(ARGV[1]))
