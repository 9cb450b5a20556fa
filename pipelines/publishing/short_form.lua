-- The short form of what is known of an article: functions for the scripts that stand behind this file (scripts.py puts
-- it before them). It has no KEYS and no ARGV of its own; short_form.py is the same in Python, docs/redis.md the layout.
--
-- A hash holds some dozens of articles whose ids begin alike, so that the server keeps it in one piece:
--   {wiredesk}:known:<first 4 digits of the id>
--     6 bytes, digits 5 to 16 of the id            -> the record: the id's other 8 bytes, 16 of the content hash, the rule
--                                                     that gave it (and 128 if it was seen again since it changed),
--                                                     three times, the revision; of a mend also the revision that it
--                                                     mends and 4 bytes of a hash of its fields
--     7 bytes, digits 5 to 18 of another URL's id  -> the 16 bytes of the id that the URL leads to

local TIME_UNIT = 600     -- seconds; three bytes of them reach from 1811 to 2129
local NO_TIME = -8388608  -- the lowest number of three bytes
local MOST_REVISIONS = 65535
local SEEN_AGAIN = 128    -- added to the number of the rule
local PLAIN_BYTES = 36    -- of a record that is no mend's

local function bytes_of(digits)
  return (string.gsub(digits, '%x%x', function(pair)
    return string.char(tonumber(pair, 16))
  end))
end

local function digits_of(bytes)
  return (string.gsub(bytes, '.', function(byte)
    return string.format('%02x', string.byte(byte))
  end))
end

-- Whether an id or a hash of words is one of ours; programs may publish under ids of their own, which stay as they are.
local function is_digits(text)
  return type(text) == 'string' and #text == 32 and not string.find(text, '[^0-9a-f]')
end

local function to_units(seconds)
  local units = math.floor((tonumber(seconds) or math.huge) / TIME_UNIT)
  if units ~= units or units <= NO_TIME or units > -NO_TIME - 1 then
    return NO_TIME
  end
  return units
end

local function to_seconds(units)
  if units == NO_TIME then
    return nil
  end
  return units * TIME_UNIT
end

-- A part of a hash of the digests of an article's fields, by which a mend that is published once more is known again.
local function fields_print(digests)
  return string.sub(redis.sha1hex(digests or ''), 1, 8)
end

-- The record of the article `id` in the hash `key`, or nil. Another article's record is never taken for it.
local function read_short(key, id)
  if not is_digits(id) then
    return nil
  end
  local value = redis.call('HGET', key, bytes_of(string.sub(id, 5, 16)))
  if not value or string.sub(value, 1, 8) ~= bytes_of(string.sub(id, 17)) then
    return nil
  end
  local rule, visited, first, published, revision = struct.unpack('>I1i3i3i3I2', value, 25)
  local record = {
    content_hash = digits_of(string.sub(value, 9, 24)), content_rule = string.format('%d', rule % SEEN_AGAIN),
    seen_again = rule >= SEEN_AGAIN, visited = to_seconds(visited), first = to_seconds(first),
    published = to_seconds(published), revision = revision,
  }
  if #value > PLAIN_BYTES then
    record.mended = struct.unpack('>I2', value, PLAIN_BYTES + 1)
    record.fields = digits_of(string.sub(value, PLAIN_BYTES + 3))
  end
  return record
end

-- When an article changed last: its last visit, if it was not seen again since; else it is known to be after the first.
local function changed_of(record)
  return record.seen_again and record.first or record.visited
end

-- Whether an article can be written in short form; `record` has the fields that read_short gives.
local function has_short_form(id, record)
  local rule, revision = tonumber(record.content_rule), record.revision
  return is_digits(id) and is_digits(record.content_hash) and rule and rule % 1 == 0 and rule >= 1 and rule < SEEN_AGAIN and
    revision and revision % 1 == 0 and revision >= 1 and revision <= MOST_REVISIONS
end

-- Whether the record's place is free or its own: it is another article's for one in 10^12 pairs.
local function has_room(key, id)
  local there = redis.call('HGET', key, bytes_of(string.sub(id, 5, 16)))
  return not there or string.sub(there, 1, 8) == bytes_of(string.sub(id, 17))
end

-- Writes the record; call it where there is room.
local function write_short(key, id, record)
  local value = bytes_of(string.sub(id, 17)) .. bytes_of(record.content_hash) ..
    string.char(tonumber(record.content_rule) + (record.seen_again and SEEN_AGAIN or 0)) ..
    struct.pack('>i3i3i3I2', to_units(record.visited), to_units(record.first), to_units(record.published),
      record.revision)
  if record.mended then
    value = value .. struct.pack('>I2', record.mended) .. bytes_of(record.fields)
  end
  redis.call('HSET', key, bytes_of(string.sub(id, 5, 16)), value)
end

local function forget_short(key, id)
  redis.call('HDEL', key, bytes_of(string.sub(id, 5, 16)))
end

-- The id that the URL with the id `url_id` leads to, or nil.
local function read_short_alias(key, url_id)
  if not is_digits(url_id) then
    return nil
  end
  local value = redis.call('HGET', key, bytes_of(string.sub(url_id, 5, 18)))
  return value and digits_of(value)
end
