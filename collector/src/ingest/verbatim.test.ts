import { describe, expect, it } from 'vitest';
import { aBatch, aCollector, anEvent, NOW } from '../../test/aCollector.ts';

const ordinary = anEvent({ type: 'request', route: '/orders/:id' });

/** The events as workers read them, of a batch that is sent as this text. */
async function stored(batch: string) {
  const { post, producer } = aCollector();
  const answer = await post(batch);
  expect(answer.status, await answer.text()).toBe(202);
  return producer.batches.at(-1);
}

describe('events that are stored as they were sent', () => {
  it('are the same events, and what the batch says of them cannot be overridden', async () => {
    const sent = aBatch({ events: [ordinary, ordinary], release: '1.4.0' });
    const { events, ...rest } = sent;
    expect(await stored(JSON.stringify({ ...rest, events }))).toMatchObject({
      app: 'shop',
      batchId: sent.id,
      release: '1.4.0',
      events: [ordinary, ordinary],
    });
  });

  it('are those of a page with names of its own, which are the same by way of the slow check', async () => {
    const page = {
      type: 'page-resources',
      at: NOW,
      route: '/orders/:id',
      inlineCriticalBytes: 9000,
      types: { 'text/javascript .js script': [2, 90_000, 0, 1, 4000], ' null link': [1, 0, 0, 1, 0] },
      attributes: { blocking: 'shop.example/app.js', lists: 1, cut: false },
    };
    for (const sent of [page, { ...page, unknown: 1 }]) {
      const batch = await stored(JSON.stringify({ ...aBatch(), events: [sent] }));
      expect(batch?.events).toEqual([page]);
    }
    // `__proto__` is no name.
    const hostile = JSON.stringify({ ...aBatch(), events: [page] })
      .replace('"blocking"', '"__proto__":{"a":1},"blocking"')
      .replace('" null link"', '"__proto__":[1,1,1,1,1]," null link"');
    expect((await stored(hostile))?.events).toEqual([page]);
  });

  it('bring nothing along: what the collector says of the batch counts', async () => {
    const { post, producer } = aCollector({ limits: { releasesPerApp: 1 } });
    const { events, ...rest } = aBatch({ events: [ordinary] });
    const list = JSON.stringify(events);
    await post(JSON.stringify({ ...rest, id: 'the-first-one', release: 'first', events }));
    const repeated = `{"release":"first",${JSON.stringify(rest).slice(1, -1)},"events":[],"release":"second","events":${list}}`;
    expect((await post(repeated)).status).toBe(202);
    expect(producer.batches.at(-1)).toMatchObject({ app: 'shop', release: '(other)', events });
  });

  it.each([
    ['a raw path', { route: '/orders/4711?visitor=7' }, { route: '/orders/:id' }],
    [
      'an address in a name',
      {
        type: 'cache',
        layer: 'redis',
        outcome: 'hit',
        count: 1,
        name: 'https://shop.example/a?visitor=7',
        side: undefined,
        method: undefined,
        status: undefined,
        durationMs: undefined,
      },
      { name: 'https://shop.example/a' },
    ],
    ['an unknown field', { visitor: 7 }, { route: '/' }],
    ['a time of another day', { at: NOW - 1 }, { at: NOW - 1 }],
  ])('are not those with %s', async (_, parts, expected) => {
    const { events: [event] = [], batchId } =
      (await stored(JSON.stringify({ ...aBatch(), events: [anEvent(parts as object)] }))) ?? {};
    expect(batchId).toBeDefined();
    expect(event).toMatchObject(expected);
    expect(JSON.stringify(event)).not.toContain('visitor');
  });

  it('are not those of a sender whose clock is wrong', async () => {
    const late = aBatch({ sentAt: NOW - 60_000, events: [anEvent({ at: NOW - 60_000 })] });
    expect((await stored(JSON.stringify(late)))?.events).toMatchObject([{ at: NOW }]);
  });
});
