import type { Envelope } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { aBatch, aCollector, anEvent, KEY, ORIGIN } from '../../test/aCollector.ts';
import { createSampler } from './createSampler.ts';

const app = { name: 'shop', keys: [KEY], origins: [ORIGIN] };
const ofPageView = (pageViewId: string): Envelope => ({ ...aBatch(), context: { pageViewId }, events: [] });

describe('a sampler', () => {
  it('is none when all is kept', () => {
    expect(createSampler(1)).toBeUndefined();
  });

  it.each([0.01, 0.25, 0.9])('keeps about the share %d, with and without page views', (rate) => {
    const sampler = createSampler(rate);
    const batches = Array.from({ length: 20_000 }, (_, index) => [
      ofPageView(`view-${index}`),
      { ...aBatch(), events: [] },
    ]).flat();
    const kept = batches.filter((batch) => sampler?.keeps(batch)).length;
    expect(kept / batches.length).toBeGreaterThan(rate * 0.8);
    expect(kept / batches.length).toBeLessThan(rate * 1.2);
  });

  it('keeps a page view as a whole', () => {
    const sampler = createSampler(0.5);
    for (let index = 0; index < 50; index += 1) {
      const kept = Array.from({ length: 5 }, () => sampler?.keeps(ofPageView(`view-${index}`)));
      expect(new Set(kept).size).toBe(1);
    }
  });
});

describe('a collector of an app that is sampled', () => {
  it('lets kept events stand for the others, and drops those as sampled', async () => {
    const { send, producer, counted } = aCollector({ apps: [{ ...app, sampleRate: 0.25 }] });
    let received = 0;
    let accepted = 0;
    for (let index = 0; index < 200; index += 1) {
      const answer = await send(aBatch({ events: [anEvent(), anEvent({ weight: 3 })] }));
      received += 2;
      accepted += answer.accepted;
      if (answer.accepted === 0) {
        expect(answer.dropped).toEqual([
          { index: 0, reason: 'sampled' },
          { index: 1, reason: 'sampled' },
        ]);
      }
    }
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(received);
    for (const { events } of producer.batches) expect(events.map(({ weight }) => weight)).toEqual([4, 12]);
    const dropped = received - accepted;
    expect(await counted('paceline_collector_events_dropped_total', { reason: 'sampled' })).toBe(dropped);
    const inLedger = producer.dropped.reduce((sum, { counts }) => sum + (counts.sampled ?? 0), 0);
    expect(inLedger).toBe(dropped);
  });

  it('gives no event more weight than the protocol knows', async () => {
    const { send, producer } = aCollector({ apps: [{ ...app, sampleRate: 0.5 }] });
    while (producer.batches.length === 0) await send(aBatch({ events: [anEvent({ weight: 900_000 })] }));
    expect(producer.batches[0]?.events[0]?.weight).toBe(1_000_000);
  });
});
