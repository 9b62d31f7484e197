import { expect, it } from 'vitest';
import { page } from './site.ts';
import { eventually, started, useTestBed, type Tab } from './testBed.ts';

const bed = useTestBed();
const HELLO = page('<h1>hi</h1>');

const measureMany = (tab: Tab, count: number): Promise<void> =>
  tab.evaluate((n) => {
    for (let value = 0; value < n; value++)
      window.paceline?.measure('many', value, { text: 'a text that compresses well '.repeat(4) });
  }, count);

const flush = (tab: Tab): Promise<void> => tab.evaluate(() => window.paceline?.flush());

const upTo = (count: number): number[] => Array.from({ length: count }, (_, value) => value);

it('compresses a large batch of a visible page, without asking the collector first', async () => {
  bed.site.serve('/', page('<h1>hi</h1>', { tag: `data-endpoint="${bed.site.otherOrigin}"` }));
  const tab = await bed.open('/');
  await measureMany(tab, 80);
  await flush(tab);
  await eventually(() => expect(bed.measured('many')).toEqual(upTo(80)));
  const [arrival] = bed.site.arrivals;
  expect(arrival?.url).toBe('/v1/events?key=k&encoding=gzip');
  expect(arrival?.headers['content-type']).toMatch(/^text\/plain/);
  expect(arrival?.headers['content-encoding']).toBeUndefined();
  expect(arrival?.bytes).toBeLessThan(JSON.stringify(arrival?.batch).length / 5);
  expect(bed.site.requests.filter(({ method }) => method === 'OPTIONS')).toEqual([]);
});

it('sends a small batch as it is', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/');
  await measureMany(tab, 1);
  await flush(tab);
  await eventually(() => expect(bed.measured('many')).toEqual([0]));
  expect(bed.site.arrivals.map(({ url }) => url)).toEqual(['/v1/events?key=k']);
});

it('sends a large batch of a page that is left as it is, whole and once', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/');
  await measureMany(tab, 80);
  await bed.leave(tab);
  await eventually(() => expect(bed.measured('many')).toEqual(upTo(80)));
  expect(bed.site.arrivals.map(({ url }) => url)).toEqual(['/v1/events?key=k']);
});

it('sends as it is where the browser cannot compress', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/', [
    () => void Object.defineProperty(window, 'CompressionStream', { value: undefined }),
  ]);
  await measureMany(tab, 80);
  await flush(tab);
  await eventually(() => expect(bed.measured('many')).toEqual(upTo(80)));
  expect(bed.site.arrivals.map(({ url }) => url)).toEqual(['/v1/events?key=k']);
});

it('splits what is larger than a batch may be, each part under an id of its own that it keeps', async () => {
  bed.site.serve('/', HELLO);
  bed.site.nextAnswers.push(...upTo(4).map(() => ({ status: 503, headers: { 'retry-after': '1' } })));
  const tab = await bed.open('/');
  await tab.evaluate(() => {
    // Of letters of three bytes, so that what counts is bytes.
    for (let n = 0; n < 90; n++)
      window.paceline?.measure('many', n, { a: '€'.repeat(500), b: '€'.repeat(500) });
    return window.paceline?.flush();
  });
  await eventually(() => expect(bed.measured('many').toSorted((a, b) => a - b)).toEqual(upTo(90)));
  expect(bed.taken().length).toBeGreaterThanOrEqual(4);
  for (const { id, events } of bed.taken())
    for (const { batch } of bed.site.arrivals) if (batch.id === id) expect(batch.events).toEqual(events);
  for (const { batch } of bed.site.arrivals)
    expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThanOrEqual(48 * 1024);
  // The vitals and what it costs come when the page is left.
  await bed.leave(tab);
  expect(bed.measured('many')).toHaveLength(90);
});

it('does not let one event that is too large to send keep others from being sent', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/');
  await tab.evaluate(async () => {
    const noise = Array.from(crypto.getRandomValues(new Uint8Array(60_000)), (n) =>
      String.fromCharCode(32 + (n % 90)),
    );
    window.paceline?.measure('huge', 1, { text: noise.join('') + noise.toReversed().join('') });
    await window.paceline?.flush();
    window.paceline?.measure('small', 2);
    await window.paceline?.flush();
  });
  await tab.goto(`${bed.site.origin}/blank`);
  await eventually(() => expect(bed.measured('small')).toEqual([2]));
});

it('keeps at most ten batches, the newest, and says how many it gave up', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/');
  await bed.context.setOffline(true);
  for (const value of upTo(13))
    await tab.evaluate((n) => {
      window.paceline?.measure('kept', n);
      return window.paceline?.flush();
    }, value);
  const kept = await tab.evaluate(() => JSON.parse(sessionStorage['paceline:k'] as string) as unknown[]);
  expect(kept).toHaveLength(10);
  await bed.context.setOffline(false);
  await eventually(() => expect(bed.measured('kept').toSorted((a, b) => a - b)).toEqual(upTo(13).slice(3)));
  await eventually(async () => expect(await tab.evaluate('sessionStorage["paceline:k"]')).toBe('[]'));
  await bed.leave(tab);
  await eventually(() => expect(bed.site.events('sdk').map(({ lostBeacons }) => lostBeacons)).toEqual([3]));
});

it('reads nothing into what someone else wrote where it keeps its batches', async () => {
  bed.site.serve('/', HELLO);
  for (const text of ['{', 'null', '"text"', '[1]', '{"a":1}', '[{"id":"12345678"}]', '[null]']) {
    const tab = await bed.visit('/blank');
    await tab.evaluate((value) => sessionStorage.setItem('paceline:k', value), text);
    await tab.goto(`${bed.site.origin}/`);
    await started(tab);
    await tab.evaluate((value) => {
      window.paceline?.measure(value.length > 5 ? 'long' : 'short', value.length);
      return window.paceline?.flush();
    }, text);
    await eventually(() =>
      expect([...bed.measured('long'), ...bed.measured('short')]).toContain(text.length),
    );
    expect([text, tab.errors]).toEqual([text, []]);
    await tab.close();
  }
});
