import { describe, expect, it } from 'vitest';
import { createFailureCounter, MOST_CLIENTS } from './createFailureCounter.ts';

function aCounter(perMinute: number) {
  let at = 1_000;
  const counter = createFailureCounter(perMinute, () => at);
  return {
    count: (client: string) => counter.count(client),
    blockedMs: (client: string) => counter.blockedMs(client),
    pass: (ms: number) => {
      at += ms;
    },
  };
}

describe('createFailureCounter', () => {
  it('blocks a client from its last failure to the end of the minute that began with the first', () => {
    const { count, blockedMs, pass } = aCounter(3);
    expect(count('a')).toBe(false);
    pass(10_000);
    expect(count('a')).toBe(false);
    expect(blockedMs('a')).toBe(0);
    expect(count('a')).toBe(true);
    expect(blockedMs('a')).toBe(50_000);
    pass(49_999);
    expect(blockedMs('a')).toBe(1);
    pass(1);
    expect(blockedMs('a')).toBe(0);
    expect(count('a')).toBe(false);
  });

  it('says once that a client is blocked from now on', () => {
    const { count } = aCounter(1);
    expect([count('a'), count('a'), count('b')]).toEqual([true, false, true]);
  });

  it('leaves others alone', () => {
    const { count, blockedMs } = aCounter(1);
    count('a');
    expect(blockedMs('b')).toBe(0);
  });

  it('remembers a bounded number of clients, and forgets the one that failed first', () => {
    const { count, blockedMs } = aCounter(1);
    for (let client = 0; client < MOST_CLIENTS; client += 1) count(`${client}`);
    expect(blockedMs('0')).toBeGreaterThan(0);
    count('one more');
    expect(blockedMs('0')).toBe(0);
    expect(blockedMs('1')).toBeGreaterThan(0);
    expect(blockedMs('one more')).toBeGreaterThan(0);
  });
});
