import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../test/silentLog.ts';
import { createWorkerMetrics } from '../createWorkerMetrics.ts';
import { type AlertLoop, ANNOUNCE_EVERY_MS, createAlertLoop } from './createAlertLoop.ts';

const EVERY_SECONDS = 5;
let calls: string[];
let loop: AlertLoop | undefined;
let isHeld: boolean | Error;
let evaluation: () => Promise<void>;

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  isHeld = true;
  evaluation = async () => {};
});

afterEach(async () => {
  await loop?.close();
  vi.useRealTimers();
});

function startLoop(): void {
  const metrics = createWorkerMetrics(new Registry());
  loop = createAlertLoop({
    alerter: {
      restore: async () => void calls.push('restore'),
      evaluate: async () => {
        calls.push('evaluate');
        await evaluation();
      },
      announceAgain: async () => void calls.push('announce'),
    },
    lease: {
      hold: async () => {
        if (isHeld instanceof Error) throw isHeld;
        return isHeld;
      },
      release: async () => void calls.push('release'),
    },
    everySeconds: EVERY_SECONDS,
    now: Date.now,
    metrics,
    log: silentLog,
  });
}

function deferred() {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Runs the rounds of this many periods and returns what they did. */
async function rounds(count: number): Promise<string> {
  calls.length = 0;
  await vi.advanceTimersByTimeAsync(count * EVERY_SECONDS * 1000);
  return calls.join(' ');
}

describe('createAlertLoop', () => {
  it('restores once, announces once a minute and evaluates every period', async () => {
    startLoop();
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toEqual(['restore', 'evaluate', 'announce']);
    expect(await rounds(2)).toBe('evaluate evaluate');
    const all = await rounds(ANNOUNCE_EVERY_MS / 1000 / EVERY_SECONDS);
    expect(all.split(' ').filter((call) => call === 'announce')).toHaveLength(1);
  });

  it('does nothing while another worker holds the lease, and restores when it takes over', async () => {
    isHeld = false;
    startLoop();
    expect(await rounds(3)).toBe('');
    isHeld = true;
    expect(await rounds(1)).toBe('restore evaluate announce');
  });

  it('restores after it lost sight of the lease', async () => {
    startLoop();
    await rounds(1);
    isHeld = new Error('the queue is gone');
    expect(await rounds(2)).toBe('');
    isHeld = true;
    expect(await rounds(1)).toBe('restore evaluate announce');
  });

  it('announces in every round until one succeeds, without forgetting what it knows', async () => {
    startLoop();
    await rounds(1);
    evaluation = () => Promise.reject(new Error('could not be announced'));
    expect(await rounds(2)).toBe('evaluate announce evaluate announce');
    evaluation = async () => {};
    expect(await rounds(2)).toBe('evaluate announce evaluate');
  });

  it('waits for the round in progress, then gives the lease away', async () => {
    const { promise, resolve } = deferred();
    evaluation = () => promise;
    startLoop();
    await vi.advanceTimersByTimeAsync(0);
    const closed = loop?.close().then(() => calls.push('closed'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toEqual(['restore', 'evaluate']);
    resolve();
    await closed;
    expect(calls.join(' ')).toBe('restore evaluate announce release closed');
  });
});
