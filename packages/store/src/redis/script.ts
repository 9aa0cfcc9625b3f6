/**
 * The one script: conditions on keys, then writes, so that an operation is carried out whole or not at all. Redis undoes nothing
 * when a command of a script fails, hence whatever could make one fail is looked at before the first write: the kinds of the keys,
 * the format, who was there before, and what the user may do (Redis 7; one before says so only when it refuses, and then what was
 * done before is told). The clock is the server's, read once. Values go in and out as they are: no JSON is read here,
 * whose numbers have 14 digits in Lua.
 *
 * ARGV: lineage of a store that is new · format · clock of a test or '' · channel or '' · what is told on it · when what the
 * conditions rest on was read or '' · how many milliseconds old that may be · the kind of each key · number of conditions ·
 * conditions (key, field, '1' there or '0' not, value) · number of commands · commands (number of arguments, place of the argument
 * that is the clock or '0', name, key, arguments).
 */
export const script: string = `
local at = 7
local function take() at = at + 1; return ARGV[at] end
local now = ARGV[3]
if now == '' then
  local time = redis.call('TIME')
  now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
end
for i = 1, #KEYS do
  local kind, found = take(), redis.call('TYPE', KEYS[i]).ok
  if found ~= 'none' and found ~= kind then return {'kind', KEYS[i], found} end
end
local identity = redis.call('HMGET', KEYS[1], 'lineage', 'format')
if identity[1] and identity[2] ~= ARGV[2] then return {'format', identity[2]} end
local lineage = identity[1] or ARGV[1]
if ARGV[6] ~= '' and tonumber(now) - tonumber(ARGV[6]) > tonumber(ARGV[7]) then return {'late', lineage, now} end
for i = 1, tonumber(take()) do
  local key, field, isThere, value = KEYS[tonumber(take())], take(), take(), take()
  local found = redis.call('HGET', key, field)
  if (isThere == '1' and found ~= value) or (isThere == '0' and found) then
    return {'unmet', lineage, now, i, found}
  end
end
local commands, asked = {}, {}
for c = 1, tonumber(take()) do
  local count, clock, name, key = tonumber(take()), tonumber(take()), take(), KEYS[tonumber(take())]
  local command = {name, key}
  for i = 1, count do
    command[i + 2] = take()
    if i == clock then command[i + 2] = now end
  end
  if redis.acl_check_cmd and not asked[name .. ' ' .. key] then
    asked[name .. ' ' .. key] = true
    if not redis.acl_check_cmd(unpack(command)) then
      return redis.error_reply('NOPERM this user may not use ' .. name .. ' on ' .. key)
    end
  end
  commands[c] = command
end
if not identity[1] then redis.call('HSET', KEYS[1], 'lineage', lineage, 'format', ARGV[2]) end
local reply = {'done', lineage, now}
for c, command in ipairs(commands) do
  local result = redis.pcall(unpack(command))
  if type(result) == 'table' and result.err then
    if c == 1 then return result end
    return {'in-part', result.err}
  end
  reply[#reply + 1] = result
end
if ARGV[4] ~= '' then redis.pcall('PUBLISH', ARGV[4], ARGV[5]) end
return reply
`;
