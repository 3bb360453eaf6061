"""The delivery ledger's steps as Lua: each one compares and sets without anybody in between.

A delivery is a hash: state, attempt, call, worker, incarnation, lease, lost, told, since, not_before, ref, reason,
error, at. Times are milliseconds since the epoch. ``lost`` is 1 while a lost answer is not yet told to anybody, then 2;
``told`` says whether the attempt that stands there was the one to tell.

Every script answers with words: sent + ref, dead + reason, error, attempt, at; busy + until;
proceed + attempt, repeated, newly lost, since; waiting.
"""

from typing import Final

_STANDING: Final = """
local function standing(key)
  local known = redis.call('HMGET', key, 'state', 'ref', 'reason', 'error', 'attempt', 'at')
  if known[1] == 'sent' then return {'sent', known[2] or ''} end
  if known[1] == 'dead' then return {'dead', known[3], known[4], known[5], known[6]} end
  return {'waiting'}
end
"""

LOOK: Final = (
    _STANDING
    + """
local answers = {}
for index, key in ipairs(KEYS) do answers[index] = standing(key) end
return answers
"""
)

# ARGV: worker, incarnation, now, lease, kept, call.
BEGIN: Final = (
    _STANDING
    + """
local key, now = KEYS[1], tonumber(ARGV[3])
local known = redis.call('HMGET', key, 'state', 'attempt', 'worker', 'lease', 'lost', 'since', 'not_before', 'call',
  'told')
local state, lost = known[1], tonumber(known[5] or '0')
if state == 'sent' or state == 'dead' then return standing(key) end
if state == 'sending' then
  if known[8] == ARGV[6] then
    return {'proceed', known[2], lost > 0 and 1 or 0, tonumber(known[9]), known[6]}
  end
  if known[3] ~= ARGV[1] and now < tonumber(known[4]) then return {'busy', known[4]} end
  lost = 1
elseif state == 'pending' and now < tonumber(known[7]) then
  return {'busy', known[7]}
end
local attempt, since, told = tonumber(known[2] or '0') + 1, known[6] or ARGV[3], lost == 1 and 1 or 0
redis.call('HSET', key, 'state', 'sending', 'attempt', attempt, 'call', ARGV[6], 'worker', ARGV[1],
  'incarnation', ARGV[2], 'lease', string.format('%.0f', now + tonumber(ARGV[4])), 'lost', lost > 0 and 2 or 0,
  'told', told, 'since', since)
redis.call('PEXPIRE', key, ARGV[5])
return {'proceed', attempt, lost > 0 and 1 or 0, told, since}
"""
)

# ARGV: now, kept, ref. Needs no attempt: that the channel accepted it stays true, whoever says it.
SENT: Final = """
local key = KEYS[1]
if redis.call('HGET', key, 'state') ~= 'sent' then
  redis.call('HSET', key, 'state', 'sent', 'ref', ARGV[3], 'at', ARGV[1], 'error', '')
end
redis.call('PEXPIRE', key, ARGV[2])
return {'sent', redis.call('HGET', key, 'ref')}
"""

# ARGV: incarnation, attempt, now, kept, new state, error; then not_before, lost (pending) or reason (dead).
FAILED: Final = (
    _STANDING
    + """
local key = KEYS[1]
local known = redis.call('HMGET', key, 'state', 'incarnation', 'attempt')
if known[1] ~= 'sending' or known[2] ~= ARGV[1] or known[3] ~= ARGV[2] then return standing(key) end
redis.call('HSET', key, 'state', ARGV[5], 'at', ARGV[3], 'error', ARGV[6])
if ARGV[5] == 'dead' then
  redis.call('HSET', key, 'reason', ARGV[7])
else
  redis.call('HSET', key, 'not_before', ARGV[7])
  if ARGV[8] == '1' then redis.call('HSET', key, 'lost', 1) end
end
redis.call('PEXPIRE', key, ARGV[4])
return standing(key)
"""
)

# ARGV: kept. The number of attempts stays, since it is the fencing token.
REOPEN: Final = """
local key = KEYS[1]
if redis.call('HGET', key, 'state') ~= 'dead' then return 0 end
redis.call('HSET', key, 'state', 'pending', 'not_before', 0)
redis.call('HDEL', key, 'since', 'reason')
redis.call('PEXPIRE', key, ARGV[1])
return 1
"""
