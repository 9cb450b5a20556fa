-- Collects the sites and languages that occur in one page of the queue. Only those leave the server, not the articles:
-- a page of them has half a megabyte.
--
-- KEYS[1] stream
-- ARGV[1] id from which on to look    ARGV[2] entries of a page
-- Returns the id of the page's last entry (empty at the end of the stream), the sites and the languages.
local page = redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
local seen, sites, languages = {site = {}, language = {}}, {}, {}
local lists = {site = sites, language = languages}
for _, entry in ipairs(page) do
    for place = 1, #entry[2], 2 do
        local name, value = entry[2][place], entry[2][place + 1]
        local list = lists[name]
        if list and not seen[name][value] then
            seen[name][value] = true
            list[#list + 1] = value
        end
    end
end
local last = ''
if #page == tonumber(ARGV[2]) then
    last = page[#page][1]
end
return {last, sites, languages}
