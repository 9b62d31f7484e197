import type { AcceptedBatch } from '@paceline/protocol';
import type { Redis } from 'ioredis';
import { BATCH_QUEUE } from '../batchQueue.ts';
import { parseJobPayload } from './parseJobPayload.ts';

/** A job's batches, without those that were taken before. */
export interface JobBatches {
  readonly jobId: string;
  readonly batches: readonly AcceptedBatch[];
}

/** Where a job belongs. */
export interface Placement {
  readonly jobId: string;
  /** The block that was offered, or an older one that was formed with this job before. */
  readonly blockId: string;
  /** Indexes of the job's batches that were taken before, and are left out. */
  readonly duplicates: readonly number[];
}

/** What Redis remembers of blocks, so that a block that is tried again is the same block. */
export interface BlockRegistry {
  /** Puts jobs into a new block, in this order, but for those that are in a block already. */
  form(blockId: string, jobIds: readonly string[]): Promise<readonly Placement[]>;
  /** The jobs of a block in their order; `undefined` once it is settled. */
  load(blockId: string): Promise<readonly JobBatches[] | undefined>;
  /** Forgets where a job belonged, after it was completed. Never rejects: what is left runs out by itself. */
  forget(jobId: string): void;
}

/**
 * How long an unsettled block is remembered after it was formed or loaded. The place of a job goes first: a job with a
 * place whose block is gone was stored.
 */
const BLOCK_SECONDS = 8 * 24 * 60 * 60;
const PLACE_SECONDS = 7 * 24 * 60 * 60;

const FORM = `
local prefix = KEYS[1]
local blockId = ARGV[1]
local members, places = {}, {}
for index = 2, #ARGV do
  local jobId = ARGV[index]
  local placeKey = prefix .. ':block-of:' .. jobId
  local place = redis.call('GET', placeKey)
  if not place then
    place = blockId
    redis.call('SET', placeKey, blockId, 'EX', ${PLACE_SECONDS})
    members[#members + 1] = jobId
  end
  places[#places + 1] = place
  places[#places + 1] = redis.call('GET', prefix .. ':duplicates:' .. jobId) or ''
end
if #members > 0 then
  redis.call('SET', prefix .. ':block:' .. blockId, cjson.encode(members), 'EX', ${BLOCK_SECONDS})
end
return places`;

const LOAD = `
local prefix = KEYS[1]
local blockKey = prefix .. ':block:' .. ARGV[1]
local members = redis.call('GET', blockKey)
if not members then return nil end
redis.call('EXPIRE', blockKey, ${BLOCK_SECONDS})
local found = {}
for _, jobId in ipairs(cjson.decode(members)) do
  redis.call('EXPIRE', prefix .. ':block-of:' .. jobId, ${PLACE_SECONDS})
  found[#found + 1] = jobId
  found[#found + 1] = redis.call('HGET', prefix .. ':${BATCH_QUEUE}:' .. jobId, 'data') or ''
  found[#found + 1] = redis.call('GET', prefix .. ':duplicates:' .. jobId) or ''
end
return found`;

/** Key of an unsettled block. */
export function blockKey(prefix: string, blockId: string): string {
  return `${prefix}:block:${blockId}`;
}

export function createBlockRegistry(redis: Redis, prefix: string): BlockRegistry {
  return {
    async form(blockId, jobIds) {
      const answer = toTexts(await redis.eval(FORM, 1, prefix, blockId, ...jobIds));
      return jobIds.map((jobId, index) => ({
        jobId,
        blockId: answer[index * 2] ?? blockId,
        duplicates: toIndexes(answer[index * 2 + 1]),
      }));
    },
    async load(blockId) {
      const answer = await redis.eval(LOAD, 1, prefix, blockId);
      if (answer === null) return undefined;
      const texts = toTexts(answer);
      return Array.from({ length: texts.length / 3 }, (_, index) => {
        const [jobId = '', data = '', duplicates] = texts.slice(index * 3, index * 3 + 3);
        const batches = data === '' ? [] : parseJobPayload(data).batches;
        return { jobId, batches: withoutDuplicates(batches, toIndexes(duplicates)) };
      });
    },
    forget(jobId) {
      redis.unlink(`${prefix}:block-of:${jobId}`, `${prefix}:duplicates:${jobId}`).catch(() => undefined);
    },
  };
}

/** The batches that were not taken before. */
export function withoutDuplicates(
  batches: readonly AcceptedBatch[],
  duplicates: readonly number[],
): readonly AcceptedBatch[] {
  return duplicates.length === 0 ? batches : batches.filter((_, index) => !duplicates.includes(index));
}

function toTexts(answer: unknown): readonly string[] {
  if (!Array.isArray(answer)) throw new Error('Redis gave an unexpected answer about a block.');
  return answer.map(String);
}

function toIndexes(text: string | undefined): readonly number[] {
  if (text === undefined || text === '') return [];
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.map(Number) : [];
}
