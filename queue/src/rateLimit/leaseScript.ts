/**
 * Leases parts of what buckets may take in this second of Redis's clock. KEYS are the buckets; ARGV has two numbers for
 * each: the limit, and how many requests wait for this lease. The answer is the second, its microseconds, and one number for
 * each bucket.
 *
 * Those that wait are served first. Beyond them a lease is a part of what is left, so that it shrinks as the remainder does
 * and the last requests of a second are not all in the hands of one collector.
 *
 * The counts are good for one second, so they are kept out of the append-only file, which is synced on every write.
 */
export const LEASE_SCRIPT = `
redis.set_repl(redis.REPL_NONE)
local time = redis.call('TIME')
local answer = { tonumber(time[1]), tonumber(time[2]) }
for i, key in ipairs(KEYS) do
  local limit, waiting = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local used = 0
  local second, count = string.match(redis.call('GET', key) or '', '^(%d+):(%d+)$')
  if second == time[1] then used = tonumber(count) end
  local left = math.max(0, limit - used)
  local served = math.min(left, waiting)
  local part = math.min(math.max(10, math.ceil(limit / 20)), math.ceil((left - served) / 4))
  if served + part > 0 then
    redis.call('SET', key, string.format('%s:%.0f', time[1], used + served + part), 'PX', 2000)
  end
  answer[i + 2] = served + part
end
return answer`;
