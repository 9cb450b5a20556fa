-- Lets the turn of an import last longer, or gives it back; another's is left alone.
-- KEYS[1] string with an expiry: the import that is running
-- ARGV[1] who has it   ARGV[2] seconds; 0: it is given back
-- Returns 1, or 0 where somebody else has it, or nobody.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('EXPIRE', KEYS[1], ARGV[2])
