import { setTimeout as wait } from 'node:timers/promises';
import { loadLedger } from '../ledger.ts';
import { createRandom } from '../createRandom.ts';
import { startSender } from './createSender.ts';
import { FAULTS, KILLS } from './faultKinds.ts';
import { APP, type FaultyPlatform, KEY, startFaultyPlatform } from './faultyPlatform.ts';
import { readStored, type StoredCounts } from './readStored.ts';

const BATCHES_PER_SECOND = 200;
/** A fault comes at a random moment of this time. */
const FAULT_WITHIN_MS = 1_500;
const LOAD_AFTER_MS = 500;
const SETTLED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

export interface FaultsOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Told of each round. */
  readonly onRound: (line: string) => void;
}

/** Counts over all rounds; of several tables the worst. */
export interface FaultsResult {
  readonly rounds: number;
  readonly acknowledgedEvents: number;
  readonly missingEvents: number;
  readonly doubledEvents: number;
  /** Rounds after which a sum of durations was not the one that was sent. */
  readonly wrongSums: number;
  /** What the ledger could not account for at the end. */
  readonly unaccountedEvents: number;
  readonly retriedRequests: number;
}

/**
 * Breaks a platform under load, again and again, and counts after each round: every acknowledged event has to be in the raw
 * table and in every rollup, once.
 */
export async function runFaults({ rounds, seed, onRound }: FaultsOptions): Promise<FaultsResult> {
  const random = createRandom(seed);
  const faulty = await startFaultyPlatform();
  let acknowledgedEvents = 0;
  let acknowledgedMs = 0;
  let retriedRequests = 0;
  let missingEvents = 0;
  let doubledEvents = 0;
  let wrongSums = 0;
  let unaccountedEvents = 0;
  try {
    const names = Object.keys(FAULTS);
    for (let round = 1; round <= rounds; round += 1) {
      const chosen = round % 3 === 0 ? twoKills(random) : [names[(round - 1) % names.length] ?? ''];
      const sender = startSender({
        url: faulty.platform.url,
        key: KEY,
        batchesPerSecond: BATCHES_PER_SECOND,
        random,
      });
      await Promise.all(
        chosen.map(async (name) => {
          await wait(FAULT_WITHIN_MS * random());
          await FAULTS[name]?.(faulty, random);
        }),
      );
      await wait(LOAD_AFTER_MS);
      const sent = await sender.stop();
      acknowledgedEvents += sent.acknowledgedEvents;
      acknowledgedMs += sent.acknowledgedMs;
      retriedRequests += sent.retries;
      unaccountedEvents = await untilSettled(faulty, acknowledgedEvents);
      const stored = await readStored(faulty.clickhouseUrl, APP);
      const difference = compare(stored, acknowledgedEvents);
      // Counts are over all rounds so far: what one lost stays lost.
      missingEvents = Math.max(missingEvents, difference.missing);
      doubledEvents = Math.max(doubledEvents, difference.doubled);
      if (Object.values(stored.totalMs).some((sum) => sum !== acknowledgedMs)) wrongSums += 1;
      onRound(
        `round ${round} of ${rounds}: ${chosen.join(' and ')}; ${sent.acknowledgedEvents} events acknowledged, ` +
          `${sent.retries} requests sent again, ${difference.missing} missing, ${difference.doubled} doubled`,
      );
    }
  } finally {
    await faulty.stop();
  }
  return {
    rounds,
    acknowledgedEvents,
    missingEvents,
    doubledEvents,
    wrongSums,
    unaccountedEvents,
    retriedRequests,
  };
}

function twoKills(random: () => number): readonly string[] {
  const first = Math.floor(random() * KILLS.length);
  const second = (first + 1 + Math.floor(random() * (KILLS.length - 1))) % KILLS.length;
  return [KILLS[first] ?? '', KILLS[second] ?? ''];
}

/** Waits until nothing is in flight, or until it takes too long: then the counts tell what is missing. Gives what is unaccounted. */
async function untilSettled({ platform }: FaultyPlatform, acknowledged: number): Promise<number> {
  let unaccounted = Number.NaN;
  for (const end = performance.now() + SETTLED_WITHIN_MS; performance.now() < end;) {
    const ledger = await loadLedger(platform, APP);
    if (ledger !== undefined) {
      unaccounted = ledger.unaccounted ?? Number.NaN;
      if (ledger.inFlight === 0 && unaccounted === 0 && (ledger.stored ?? 0) >= acknowledged) break;
    }
    await wait(LOOK_EVERY_MS);
  }
  return unaccounted;
}

function compare({ events, repeated }: StoredCounts, acknowledged: number) {
  const counts = Object.values(events);
  return {
    missing: Math.max(0, acknowledged - Math.min(...counts)),
    doubled: Math.max(0, repeated, Math.max(...counts) - acknowledged),
  };
}
