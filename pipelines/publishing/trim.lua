-- Removes entries that nobody needs any more: older than the cut and before everything that some consumer group has
-- not been given or has not acknowledged. One step, so that no group can appear in between.
--
-- KEYS  1  the stream
-- ARGV  1  cut: entries with lower ids may go   2  '~' (whole blocks, at most 10,000 entries, fast) or '='
-- Returns the number of entries removed. A stream without groups is left alone: nobody has read it yet.

local function parts(id)
  local time, sequence = string.match(id, '^(%d+)%-?(%d*)$')
  return tonumber(time), tonumber(sequence) or 0
end

local function lower(a, b)
  local a_time, a_sequence = parts(a)
  local b_time, b_sequence = parts(b)
  if a_time ~= b_time then
    return a_time < b_time and a or b
  end
  return a_sequence < b_sequence and a or b
end

local cut = ARGV[1]
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local groups = redis.call('XINFO', 'GROUPS', KEYS[1])
if #groups == 0 then
  return 0
end
for _, row in ipairs(groups) do
  local name, delivered
  for i = 1, #row, 2 do
    if row[i] == 'name' then
      name = row[i + 1]
    elseif row[i] == 'last-delivered-id' then
      delivered = row[i + 1]
    end
  end
  local time, sequence = parts(delivered)
  -- The sequence cannot be printed exactly above 2^53; then the delivered entry itself is kept.
  local needed = delivered
  if sequence < 9007199254740991 then
    needed = string.format('%.0f-%.0f', time, sequence + 1)
  end
  local pending = redis.call('XPENDING', KEYS[1], name)
  if pending[1] > 0 then
    needed = lower(needed, pending[2])
  end
  cut = lower(cut, needed)
end
return redis.call('XTRIM', KEYS[1], 'MINID', ARGV[2], cut)
