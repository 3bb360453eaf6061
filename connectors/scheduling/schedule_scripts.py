"""The schedule's steps as Lua: each one looks and changes without anybody in between.

Keys, all under one prefix:

* ``feeds``: a hash, feed → when it was last enrolled, then its gates.
* ``due``: a sorted set, feed → when it is due; of one that is being polled, when its lease ends.
* ``leases``: a hash, feed → the token of its lease, then the gates on which it runs.
* ``gate:<gate>``: a hash, ``open`` → when the next poll may start, ``:<feed>`` → when the lease of one that runs ends.
* ``queue:<gate>``: a sorted set, feed → since when it is due, of the feeds that wait for this gate.
* ``waiting``: a hash, feed → the gate in whose queue it stands. A scheduled feed is in ``due`` or in one queue.
* ``ready``: a sorted set, gate → when the head of its queue is to be tried, of the gates that have a queue.
* ``counter``: the number of the last lease.

Times are milliseconds since the epoch. Parts of a value are separated by the byte 31, which no name contains.
"""

from typing import Final

_COMMON: Final = """
local prefix = KEYS[1]
local FEEDS, DUE, LEASES = prefix .. 'feeds', prefix .. 'due', prefix .. 'leases'
local WAITING, READY = prefix .. 'waiting', prefix .. 'ready'

-- Lua writes large numbers as 1.7e+12.
local function whole(number) return string.format('%.0f', number) end

local function parts(value)
  local found = {}
  for part in string.gmatch(value, '[^\\31]+') do found[#found + 1] = part end
  return found
end

local function leave_queue(gate, feed)
  local queue = prefix .. 'queue:' .. gate
  redis.call('ZREM', queue, feed)
  redis.call('HDEL', WAITING, feed)
  if redis.call('EXISTS', queue) == 1 then return true end
  redis.call('ZREM', READY, gate)
  return false
end

local function drop(feed)
  redis.call('ZREM', DUE, feed)
  redis.call('HDEL', FEEDS, feed)
  redis.call('HDEL', LEASES, feed)
  local gate = redis.call('HGET', WAITING, feed)
  if gate then leave_queue(gate, feed) end
end

local function close(gate, now, moment)
  local key = prefix .. 'gate:' .. gate
  local open = tonumber(redis.call('HGET', key, 'open') or '0')
  if moment <= open then return end
  redis.call('HSET', key, 'open', whole(moment))
  redis.call('PEXPIRE', key, whole(math.max(moment - now + 60000, redis.call('PTTL', key))))
  local ready = redis.call('ZSCORE', READY, gate)
  if ready and tonumber(ready) < moment then redis.call('ZADD', READY, whole(moment), gate) end
end
"""

# ARGV: now; then feed, first due, gates for each.
ENROL: Final = (
    _COMMON
    + """
local names = {}
for index = 2, #ARGV, 3 do names[#names + 1] = ARGV[index] end
local known = redis.call('HMGET', FEEDS, unpack(names))
local kept, added = {}, {}
for index = 1, #names do
  local at = 2 + (index - 1) * 3
  kept[#kept + 1] = ARGV[at]
  kept[#kept + 1] = ARGV[1] .. '\\31' .. ARGV[at + 2]
  if not known[index] then
    added[#added + 1] = ARGV[at + 1]
    added[#added + 1] = ARGV[at]
  end
end
redis.call('HSET', FEEDS, unpack(kept))
if #added > 0 then redis.call('ZADD', DUE, 'NX', unpack(added)) end
return #added / 2
"""
)

# ARGV: now, limit, owner, at once, pause, lease, forgotten after, patience.
CLAIM: Final = (
    _COMMON
    + """
local now, limit, owner, at_once = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local pause, lease = tonumber(ARGV[5]), tonumber(ARGV[6])
local forgotten_after, patience = tonumber(ARGV[7]), tonumber(ARGV[8])
local steps = 2 * limit + 1000
local gates, granted, next_due = {}, {}, nil

local function gate_of(name)
  local gate = gates[name]
  if gate then return gate end
  gate = {name = name, key = prefix .. 'gate:' .. name, open = 0, running = 0, first = 0, last = 0}
  local fields = redis.call('HGETALL', gate.key)
  for index = 1, #fields, 2 do
    local field, moment = fields[index], tonumber(fields[index + 1])
    if field == 'open' then
      gate.open = moment
    elseif moment <= now then
      redis.call('HDEL', gate.key, field)
    else
      gate.running = gate.running + 1
      if gate.first == 0 or moment < gate.first then gate.first = moment end
      if moment > gate.last then gate.last = moment end
    end
  end
  gate.ready = tonumber(redis.call('ZSCORE', READY, name) or nil)
  gates[name] = gate
  return gate
end

-- When the gate opens; 0 if it is open. A full one opens when a poll ends, at the latest when a lease does.
local function opens(gate)
  if gate.running >= at_once then return math.max(gate.first, gate.open) end
  if gate.open > now then return gate.open end
  return 0
end

local function try_again(gate, moment)
  gate.ready = moment
  redis.call('ZADD', READY, whole(moment), gate.name)
end

local function leave(queue, feed)
  if not queue then
    redis.call('ZREM', DUE, feed)
  elseif not leave_queue(queue.name, feed) then
    queue.ready = nil
  end
end

local function wait(feed, due, queue, gate, moment)
  if queue == gate then
    try_again(gate, moment)
  elseif queue and now - due > patience and gate.running < at_once and moment - now <= pause then
    -- It has waited for long and lacks one gate for a moment: its queue waits with it, or it might never have both.
    try_again(queue, moment)
  else
    leave(queue, feed)
    redis.call('ZADD', prefix .. 'queue:' .. gate.name, whole(due), feed)
    redis.call('HSET', WAITING, feed, gate.name)
    if not gate.ready then try_again(gate, moment) end
  end
end

local function start(feed, due, queue, entry)
  local ends = now + lease
  local token = owner .. ':' .. redis.call('INCR', prefix .. 'counter')
  local held = {token}
  leave(queue, feed)
  for index = 2, #entry do
    local gate = gates[entry[index]]
    gate.open, gate.running = now + pause, gate.running + 1
    if gate.first == 0 then gate.first = ends end
    gate.last = math.max(gate.last, ends)
    redis.call('HSET', gate.key, 'open', whole(gate.open), ':' .. feed, whole(ends))
    redis.call('PEXPIRE', gate.key, whole(math.max(gate.open, gate.last) - now + 60000))
    if gate.ready then try_again(gate, math.max(opens(gate), gate.ready)) end
    held[#held + 1] = gate.name
  end
  redis.call('ZADD', DUE, whole(ends), feed)
  redis.call('HSET', LEASES, feed, table.concat(held, '\\31'))
  granted[#granted + 1] = feed
  granted[#granted + 1] = token
  granted[#granted + 1] = whole(due)
end

local function consider(feed, due, queue)
  local value = redis.call('HGET', FEEDS, feed)
  local entry = value and parts(value)
  if not entry or now - tonumber(entry[1]) > forgotten_after then
    drop(feed)
    if queue and redis.call('ZSCORE', READY, queue.name) == false then queue.ready = nil end
    return
  end
  local blocking, moment
  for index = 2, #entry do
    local gate = gate_of(entry[index])
    local opening = opens(gate)
    -- Who comes new stands behind those who wait already.
    if opening == 0 and gate.ready and not queue then opening = math.max(gate.ready, now) end
    if opening > 0 and (not moment or opening > moment) then blocking, moment = gate, opening end
  end
  if blocking then wait(feed, due, queue, blocking, moment) else start(feed, due, queue, entry) end
end

repeat
  local size = math.min(limit - #granted / 3 + 50, steps)
  local candidates = {}
  local due = redis.call('ZRANGEBYSCORE', DUE, '-inf', whole(now), 'WITHSCORES', 'LIMIT', 0, size)
  for index = 1, #due, 2 do
    candidates[#candidates + 1] = {due[index], tonumber(due[index + 1])}
  end
  local ready = redis.call('ZRANGEBYSCORE', READY, '-inf', whole(now), 'LIMIT', 0, size)
  for _, name in ipairs(ready) do
    local head = redis.call('ZRANGE', prefix .. 'queue:' .. name, 0, 0, 'WITHSCORES')
    if head[1] then
      candidates[#candidates + 1] = {head[1], tonumber(head[2]), gate_of(name)}
    else
      redis.call('ZREM', READY, name)
    end
  end
  table.sort(candidates, function(one, other)
    if one[2] ~= other[2] then return one[2] < other[2] end
    return one[1] < other[1]
  end)
  for _, candidate in ipairs(candidates) do
    if #granted >= 3 * limit or steps <= 0 then break end
    steps = steps - 1
    consider(candidate[1], candidate[2], candidate[3])
  end
until #candidates == 0 or #granted >= 3 * limit or steps <= 0

for _, key in ipairs({DUE, READY}) do
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if first[2] and (not next_due or tonumber(first[2]) < next_due) then next_due = tonumber(first[2]) end
end
table.insert(granted, 1, next_due and whole(next_due) or '')
return granted
"""
)

# ARGV: now; then feed, token, due, hold until (0: no hold) for each. Answers with the feeds whose lease was lost.
FINISH: Final = (
    _COMMON
    + """
local now, lost = tonumber(ARGV[1]), {}
for index = 2, #ARGV, 4 do
  local feed, token, hold = ARGV[index], ARGV[index + 1], tonumber(ARGV[index + 3])
  local held = parts(redis.call('HGET', LEASES, feed) or '')
  if held[1] == token then
    redis.call('HDEL', LEASES, feed)
    redis.call('ZADD', DUE, 'XX', ARGV[index + 2], feed)
    for place = 2, #held do
      local gate = held[place]
      redis.call('HDEL', prefix .. 'gate:' .. gate, ':' .. feed)
      if redis.call('ZSCORE', READY, gate) then
        local open = tonumber(redis.call('HGET', prefix .. 'gate:' .. gate, 'open') or '0')
        redis.call('ZADD', READY, whole(math.max(open, now)), gate)
      end
    end
  else
    lost[#lost + 1] = feed
  end
  if hold > 0 then
    local entry = parts(redis.call('HGET', FEEDS, feed) or '')
    local gate = held[2] or entry[2]
    if gate then close(gate, now, hold) end
  end
end
return lost
"""
)

# ARGV: now, gate, until.
HOLD: Final = _COMMON + "close(ARGV[2], tonumber(ARGV[1]), tonumber(ARGV[3]))"

# ARGV: now; then the feeds.
DUE_NOW: Final = (
    _COMMON
    + """
for index = 2, #ARGV do
  local feed = ARGV[index]
  if redis.call('HEXISTS', LEASES, feed) == 0 and redis.call('ZSCORE', DUE, feed) then
    redis.call('ZADD', DUE, 'LT', ARGV[1], feed)
  end
end
"""
)

# ARGV: the feeds.
FORGET: Final = _COMMON + "for _, feed in ipairs(ARGV) do drop(feed) end"

# ARGV: the feeds. Answers with a state and a time for each; the state of one that is not scheduled is ''.
STANDINGS: Final = (
    _COMMON
    + """
local answers = {}
for _, feed in ipairs(ARGV) do
  local state, moment = '', redis.call('ZSCORE', DUE, feed)
  if moment then
    state = redis.call('HEXISTS', LEASES, feed) == 1 and 'polling' or 'scheduled'
  else
    local gate = redis.call('HGET', WAITING, feed)
    if gate then state, moment = 'waiting', redis.call('ZSCORE', prefix .. 'queue:' .. gate, feed) end
  end
  answers[#answers + 1] = state
  answers[#answers + 1] = moment or ''
end
return answers
"""
)
