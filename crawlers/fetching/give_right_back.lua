-- A process gives back the right to fetch a robots.txt, if it still has it: another may have it by now.
-- KEYS[1] string: who is fetching
-- ARGV[1] token of who gives it back
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
