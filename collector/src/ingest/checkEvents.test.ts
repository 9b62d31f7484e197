import { type AcceptedAnswer, DEFAULT_LIMITS } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { aBatch, aCollector, anEvent, NOW, OTHER_KEY } from '../../test/aCollector.ts';

const HOUR_MS = 60 * 60 * 1000;

const long = (length: number) => 'x'.repeat(length + 1);

const timesOf = async (sentAt: number, at: number) => {
  const { send, producer } = aCollector();
  const answer = await send(aBatch({ sentAt, events: [anEvent({ at })] }));
  return { at: producer.batches[0]?.events[0]?.at, reason: answer.dropped[0]?.reason };
};

const duplicateOf = (events: number): AcceptedAnswer => ({
  accepted: 0,
  dropped: Array.from({ length: events }, (_, index) => ({ index, reason: 'duplicate' })),
});

const withEvents = (count: number) =>
  JSON.stringify({ ...aBatch(), events: Array.from({ length: count }, () => 0) });

describe('events of a batch', () => {
  it('drops a bad event and keeps its neighbours', async () => {
    const { send, producer } = aCollector();
    const good = anEvent();
    const answer = await send({ ...aBatch(), events: [good, { ...good, durationMs: -1 }, 7, good] });
    expect(answer).toEqual({
      accepted: 2,
      dropped: [
        { index: 1, reason: 'invalid', detail: 'durationMs: must be at least 0' },
        { index: 2, reason: 'invalid', detail: expect.any(String) },
      ],
    });
    expect(producer.batches[0]?.events).toEqual([good, good]);
  });

  const measure = { type: 'measure', at: NOW, name: 'a', value: 1 };
  const page = { type: 'page-resources', at: NOW, inlineCriticalBytes: 0 };
  const error = { type: 'error', at: NOW, kind: 'handled', name: 'E', message: 'm' };
  it.each([
    [{ ...anEvent(), method: 'get' }, 'method: must be an HTTP method in capitals'],
    [{ ...anEvent(), status: 600 }, 'status: must be at most 599'],
    [{ ...anEvent(), side: 'both' }, 'side: must be one of "server", "client"'],
    [{ ...anEvent(), durationMs: undefined }, 'durationMs: must be a number'],
    [{ ...anEvent(), durationMs: 1e16 }, 'durationMs: must be at most 1000000000000000 (limit maxValue)'],
    [{ ...anEvent(), at: 1.5 }, 'at: must be a whole number'],
    [{ ...anEvent(), route: '' }, 'route: must not be empty; leave it out or fill it'],
    [{ type: 'nothing', at: NOW }, 'type: must be one of the types of events'],
    [{ ...measure, attributes: { a: {} } }, 'attributes.a: must be a string, a number, true or false'],
    [
      { ...measure, attributes: { a: long(DEFAULT_LIMITS.messageLength) } },
      'attributes.a: must have at most 1024 characters; shorten it (limit messageLength)',
    ],
    [
      { ...measure, attributes: { [long(DEFAULT_LIMITS.nameLength)]: 1 } },
      expect.stringContaining('must have at most 128 characters; shorten it (limit nameLength)'),
    ],
    [
      {
        ...measure,
        attributes: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`a${index}`, 1])),
      },
      'attributes: must be at most 16 attributes (limit attributesPerEvent)',
    ],
    [
      { ...error, message: long(DEFAULT_LIMITS.messageLength) },
      'message: must have at most 1024 characters; shorten it (limit messageLength)',
    ],
    [
      { ...error, stack: long(DEFAULT_LIMITS.stackLength) },
      'stack: must have at most 8192 characters; shorten it (limit stackLength)',
    ],
    [
      { ...error, name: long(DEFAULT_LIMITS.nameLength) },
      'name: must have at most 128 characters; shorten it (limit nameLength)',
    ],
    [
      { type: 'system', at: NOW, pools: [{ name: 'main', active: -1, idle: 0, waiting: 0, size: 0 }] },
      'pools[0].active: must be at least 0',
    ],
    [page, 'types: must be an object'],
    [{ ...page, types: { 'a .b c': 1 } }, 'types.a .b c: must be an array'],
    [{ ...page, types: { 'a .b c': [1, 2] } }, 'types.a .b c: must have at least 5 entries'],
    [
      { ...page, types: { 'a .b c': [1, 2, 0, 0, 0, 0] } },
      'types.a .b c: must have at most 5 entries; send fewer',
    ],
    [{ ...page, types: { 'a .b c': [1, 2, 0.5, 0, 0] } }, 'types.a .b c[2]: must be a whole number'],
    [
      { ...page, types: { [long(DEFAULT_LIMITS.nameLength)]: [1, 2, 0, 0, 0] } },
      expect.stringContaining('must have at most 128 characters; shorten it (limit nameLength)'),
    ],
    [
      {
        ...page,
        types: Object.fromEntries(
          Array.from({ length: 201 }, (_, index) => [`a .b${index} c`, [1, 2, 0, 0, 0]]),
        ),
      },
      'types: must be at most 200 signs',
    ],
    [{ type: 'system', at: NOW, pools: [] }, 'must be a sample with at least one figure'],
  ])('says what is wrong with the event %#', async (event, detail) => {
    const { send, producer } = aCollector();
    const answer = await send({ ...aBatch(), events: [event] });
    expect(answer).toEqual({ accepted: 0, dropped: [{ index: 0, reason: 'invalid', detail }] });
    expect(producer.batches).toEqual([]);
  });

  it('keeps the first events of a batch that has too many, and drops the others', async () => {
    const { send, producer, counted } = aCollector({ limits: { eventsPerBatch: 3 } });
    const answer = await send(aBatch({ events: Array.from({ length: 5 }, () => anEvent()) }));
    expect(answer).toEqual({
      accepted: 3,
      dropped: [
        { index: 3, reason: 'too-many-events' },
        { index: 4, reason: 'too-many-events' },
      ],
    });
    expect(producer.batches[0]?.events).toHaveLength(3);
    expect(await counted('paceline_collector_limit_hits_total', { limit: 'eventsPerBatch' })).toBe(1);
  });

  it('refuses a batch with ten times too many, so that the answer stays small', async () => {
    const { post } = aCollector({ limits: { eventsPerBatch: 3 } });
    expect((await post(withEvents(30))).status).toBe(202);
    const response = await post(withEvents(31));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ field: 'events', limit: 'eventsPerBatch' });
  });

  it('names a raw path by its template, and folds routes over the limit of the app', async () => {
    const { send, producer, counted } = aCollector({ limits: { routesPerApp: 2 } });
    const events = ['/orders/1?q=x', '/orders/2', '/a', '/b', '/orders/3'].map((route) => anEvent({ route }));
    await send(aBatch({ events }));
    expect(producer.batches[0]?.events.map((event) => event.route)).toEqual([
      '/orders/:id',
      '/orders/:id',
      '/a',
      '(other)',
      '/orders/:id',
    ]);
    expect(await counted('paceline_collector_routes_folded_total', { app: 'shop' })).toBe(1);
    await send(aBatch({ events: [anEvent({ route: '/b' })] }), { 'x-paceline-key': OTHER_KEY });
    expect(producer.batches[1]?.events[0]?.route).toBe('/b');
  });

  it('takes a raw path whose query makes it longer than a route may be', async () => {
    const { send, producer } = aCollector();
    expect(
      await send(aBatch({ events: [anEvent({ route: `/search?q=${'x'.repeat(5000)}` })] })),
    ).toMatchObject({
      accepted: 1,
    });
    expect(producer.batches[0]?.events[0]?.route).toBe('/search');
  });
});

describe('times of events', () => {
  it('takes a small difference of the clocks for the time on the way', async () => {
    expect(await timesOf(NOW - 2000, NOW - 5000)).toEqual({ at: NOW - 5000 });
    expect(await timesOf(NOW + 2000, NOW - 5000)).toEqual({ at: NOW - 5000 });
  });

  it.each([-30 * 24, -2, 3, 500 * 24])('corrects a clock that is %i hours off', async (hours) => {
    const sentAt = NOW + hours * HOUR_MS;
    expect(await timesOf(sentAt, sentAt - 5000)).toEqual({ at: NOW - 5000 });
  });

  it('drops what is older than pastMs, and keeps what is exactly as old', async () => {
    expect(await timesOf(NOW, NOW - DEFAULT_LIMITS.pastMs - 1)).toEqual({ reason: 'too-old' });
    expect(await timesOf(NOW, NOW - DEFAULT_LIMITS.pastMs)).toEqual({ at: NOW - DEFAULT_LIMITS.pastMs });
    const wrongClock = NOW + HOUR_MS;
    expect(await timesOf(wrongClock, wrongClock - DEFAULT_LIMITS.pastMs - 1)).toEqual({ reason: 'too-old' });
  });

  it('drops what is further in the future than futureMs', async () => {
    expect(await timesOf(NOW, NOW + DEFAULT_LIMITS.futureMs + 1)).toEqual({ reason: 'in-the-future' });
    expect(await timesOf(NOW, NOW + DEFAULT_LIMITS.futureMs)).toEqual({ at: NOW + DEFAULT_LIMITS.futureMs });
    expect(await timesOf(1, Number.MAX_SAFE_INTEGER)).toEqual({ reason: 'in-the-future' });
  });
});

describe('duplicates', () => {
  it('takes a batch once, however often it is sent', async () => {
    const { send, producer, counted } = aCollector();
    const batch = aBatch({ events: [anEvent(), anEvent()] });
    expect(await send(batch)).toEqual({ accepted: 2, dropped: [] });
    expect(await send(batch)).toEqual(duplicateOf(2));
    expect(producer.batches).toHaveLength(1);
    expect(
      await counted('paceline_collector_events_dropped_total', { app: 'shop', reason: 'duplicate' }),
    ).toBe(2);
  });

  it('does not take two apps with the same id for one', async () => {
    const { send, producer } = aCollector();
    const batch = aBatch();
    await send(batch);
    expect(await send(batch, { 'x-paceline-key': OTHER_KEY })).toMatchObject({ accepted: 1 });
    expect(producer.batches).toHaveLength(2);
  });

  it('takes a batch again that the queue did not take', async () => {
    const { post, send, producer } = aCollector();
    const batch = aBatch();
    producer.refuseAs('unavailable');
    expect((await post(JSON.stringify(batch))).status).toBe(503);
    producer.refuseAs(undefined);
    expect(await send(batch)).toMatchObject({ accepted: 1 });
  });

  it('takes one of several that arrive together', async () => {
    const { post, producer } = aCollector();
    const batch = JSON.stringify(aBatch());
    const release = producer.hold();
    const answers = [post(batch), post(batch), post(batch)];
    release();
    const bodies = await Promise.all(answers.map(async (answer) => (await answer).text()));
    const duplicate = JSON.stringify(duplicateOf(1));
    expect(bodies.toSorted()).toEqual([duplicate, duplicate, '{"accepted":1,"dropped":[]}']);
    expect(producer.batches).toHaveLength(1);
  });

  it('counts every event of a second one as a duplicate, also those that are not valid', async () => {
    const { send, counted } = aCollector();
    const batch = { ...aBatch(), events: [anEvent(), 7] };
    expect(await send(batch)).toMatchObject({ accepted: 1 });
    expect(await send(batch)).toEqual(duplicateOf(2));
    const dropped = 'paceline_collector_events_dropped_total';
    expect(await counted(dropped, { app: 'shop', reason: 'invalid' })).toBe(1);
    expect(await counted(dropped, { app: 'shop', reason: 'duplicate' })).toBe(2);
  });
});

describe('the counts that go with a batch', () => {
  it('say what was dropped of it', async () => {
    const { send, producer } = aCollector({ limits: { eventsPerBatch: 3 } });
    await send({ ...aBatch(), events: [7, anEvent(), anEvent({ at: 1 }), anEvent(), anEvent()] });
    const counts = { invalid: 1, 'too-old': 1, 'too-many-events': 2 };
    expect(producer.dropped).toEqual([{ app: 'shop', counts }]);
    expect(producer.batches).toHaveLength(1);
  });

  it('are counted without a batch when nothing is left of it', async () => {
    const { send, producer } = aCollector();
    await send({ ...aBatch(), events: [7, { type: 'system', at: NOW }] });
    expect(producer.dropped).toEqual([{ app: 'shop', counts: { invalid: 2 } }]);
    expect(producer.batches).toEqual([]);
  });
});
