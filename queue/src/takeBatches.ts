import { hash } from 'node:crypto';
import type { DropCounts } from '@paceline/protocol';
import type { IRedisTransaction } from 'bullmq';
import { LEDGER_FIELDS } from './ledger/ledgerKeys.ts';

/** A batch that waits to be taken, with what its request lost before. */
export interface OfferedBatch {
  readonly app: string;
  readonly batchId: string;
  readonly events: number;
  /** The batch as JSON, in UTF-8. */
  readonly json: Buffer;
  readonly dropped: DropCounts;
}

/** What to add to fields of an app's ledger. */
export type LedgerAdditions = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Bytes of SHA-256 that stand for a batch: among a billion of them two are equal once in 10^11 years of such windows. */
const DIGEST_BYTES = 12;
const RECORD_BYTES = DIGEST_BYTES + 4;

/** A job that is in the queue for longer than this keeps its batches, but forgets which of them were duplicates. */
const DUPLICATES_KEPT_SECONDS = 30 * 24 * 60 * 60;

/**
 * Decides, in the transaction that adds the job, which of its batches were taken before, and counts the ledger.
 *
 * Ids are kept as digests in many small hashes, which Redis packs: about 20 bytes a batch, where a key each would take
 * 150. They are found for one to two windows: those of the window of Redis's clock and of the one before are looked at.
 *
 * Gives the indexes (from 0) of the duplicates, which the workers leave out.
 */
const SCRIPT = `
local prefix, jobKey = KEYS[1], KEYS[2]
if redis.call('EXISTS', jobKey) == 0 then return redis.error_reply('the job was not added') end
local jobId, windowSeconds = ARGV[1], tonumber(ARGV[2])
local records, apps = ARGV[3], cjson.decode(ARGV[4])
local drops, additions = cjson.decode(ARGV[5]), cjson.decode(ARGV[6])
local window = math.floor(tonumber(redis.call('TIME')[1]) / windowSeconds)
local current = prefix .. ':taken:' .. window .. ':'
local earlier = prefix .. ':taken:' .. (window - 1) .. ':'

local function add(app, field, count)
  if count ~= 0 then
    local fields = additions[app]
    if fields == nil then fields = {} additions[app] = fields end
    fields[field] = (fields[field] or 0) + count
  end
end

local duplicates = {}
for index = 0, #records / ${RECORD_BYTES} - 1 do
  local at = index * ${RECORD_BYTES}
  local digest = string.sub(records, at + 1, at + ${DIGEST_BYTES})
  local first, second = string.byte(digest, 1, 2)
  local shard = (first * 256 + second) % 32768
  local appHigh, appLow, high, low = string.byte(records, at + ${DIGEST_BYTES} + 1, at + ${RECORD_BYTES})
  local app, accepted = apps[appHigh * 256 + appLow + 1], high * 256 + low
  local dropped = drops[tostring(index)]
  local received = accepted
  if dropped then for _, count in pairs(dropped) do received = received + count end end
  add(app, '${LEDGER_FIELDS.received}', received)

  local key = current .. shard
  local isNew = redis.call('HEXISTS', earlier .. shard, digest) == 0 and redis.call('HSETNX', key, digest, '') == 1
  if isNew then
    if redis.call('HLEN', key) == 1 then redis.call('EXPIRE', key, windowSeconds * 2) end
    add(app, '${LEDGER_FIELDS.inFlight}', accepted)
    if dropped then for field, count in pairs(dropped) do add(app, field, count) end end
  else
    duplicates[#duplicates + 1] = index
    add(app, '${LEDGER_FIELDS.dropped('duplicate')}', received)
  end
end

for app, fields in pairs(additions) do
  for field, count in pairs(fields) do redis.call('HINCRBY', prefix .. ':ledger:' .. app, field, count) end
end
if #duplicates > 0 then
  redis.call('SET', prefix .. ':duplicates:' .. jobId, cjson.encode(duplicates), 'EX', ${DUPLICATES_KEPT_SECONDS})
end
return duplicates`;

/** Adds the command to a transaction that has added the job. Its answer are the indexes of the duplicates. */
export function takeBatches(
  transaction: IRedisTransaction,
  taking: {
    readonly prefix: string;
    readonly jobKey: string;
    readonly jobId: string;
    readonly windowSeconds: number;
    readonly offered: readonly OfferedBatch[];
    readonly additions: LedgerAdditions;
  },
): void {
  const { prefix, jobKey, jobId, windowSeconds, offered, additions } = taking;
  const apps = [...new Set(offered.map(({ app }) => app))];
  const records = Buffer.allocUnsafe(offered.length * RECORD_BYTES);
  const drops: Record<string, Record<string, number>> = {};
  for (const [index, { app, batchId, events, dropped }] of offered.entries()) {
    const at = index * RECORD_BYTES;
    // Neither apps nor ids have a space in them.
    hash('sha256', `${app} ${batchId}`, 'buffer').copy(records, at, 0, DIGEST_BYTES);
    records.writeUInt16BE(apps.indexOf(app), at + DIGEST_BYTES);
    records.writeUInt16BE(events, at + DIGEST_BYTES + 2);
    const fields = toLedgerFields(dropped);
    if (fields !== undefined) drops[index] = fields;
  }
  const texts = [apps, drops, additions].map((value) => JSON.stringify(value));
  // With its text, not by its digest: a transaction that loses one command for want of a script would still run the others.
  transaction.runCommand('eval', [SCRIPT, 2, prefix, jobKey, jobId, windowSeconds, records, ...texts]);
}

/** Ledger fields of what was dropped; nothing when nothing was. */
export function toLedgerFields(dropped: DropCounts): Record<string, number> | undefined {
  let fields: Record<string, number> | undefined;
  for (const reason of Object.keys(dropped)) {
    const count = dropped[reason as keyof DropCounts] ?? 0;
    if (count > 0) (fields ??= {})[LEDGER_FIELDS.dropped(reason as keyof DropCounts)] = count;
  }
  return fields;
}
