import { describe, expect, it } from 'vitest';
import { aBatch, aCollector, anEvent, KEY, NOW } from '../../test/aCollector.ts';
import { aRunningCollector } from '../../test/aRunningCollector.ts';

const at = NOW;
const WINDOWS_EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0';

async function contextOf(
  options: Parameters<typeof aCollector>[0],
  parts: Parameters<typeof aBatch>[0],
  headers: Record<string, string>,
) {
  const { send, producer } = aCollector(options);
  await send(aBatch(parts), headers);
  return producer.batches[0]?.context;
}

describe('what the collector adds to a context', () => {
  it('is browser, system and device of a page that does not say them', async () => {
    const headers = { 'user-agent': WINDOWS_EDGE };
    const agent = { browser: 'Edge', os: 'Windows', device: 'desktop' };
    expect(await contextOf({}, { source: 'browser' }, headers)).toEqual(agent);
    const context = { browser: 'Mine', device: 'mobile', connection: '4g' } as const;
    expect(await contextOf({}, { source: 'browser', context }, headers)).toEqual({
      ...context,
      os: 'Windows',
    });
    expect(await contextOf({}, { source: 'node' }, headers)).toEqual({});
  });

  it('is the country of the configured header, when it is one', async () => {
    const options = { countryHeader: 'cf-ipcountry' };
    expect(await contextOf(options, {}, { 'cf-ipcountry': 'DE' })).toEqual({ country: 'DE' });
    expect(await contextOf(options, {}, { 'CF-IPCountry': 'fr' })).toEqual({ country: 'FR' });
    for (const code of ['XX', 'T1', '', 'Germany', 'D', 'ZZ', 'DE, FR']) {
      expect(await contextOf(options, {}, { 'cf-ipcountry': code })).toEqual({});
    }
    const context = { country: 'AT' };
    expect(await contextOf(options, { context }, { 'cf-ipcountry': 'DE' })).toEqual(context);
    expect(await contextOf({}, {}, { 'cf-ipcountry': 'DE' })).toEqual({});
  });
});

describe('what is kept of a visitor', () => {
  it('is neither address nor user agent nor query, in the queue, the log and the metrics', async () => {
    const { collector, producer, lines, registry, rateLimiter } = await aRunningCollector({
      trustedProxies: ['127.0.0.1'],
    });
    const secret = 'jan.doe';
    const address = `https://u:${secret}@shop.example/pay?user=${secret}#${secret}`;
    const batch = {
      ...aBatch({ source: 'browser' }),
      events: [
        anEvent({ route: `/pay?user=${secret}` }),
        anEvent({ route: `https://shop.example/pay#${secret}` }),
        {
          type: 'error',
          at,
          kind: 'uncaught',
          name: `E ${address}`,
          message: `GET ${address} failed`,
          stack: `Error\n    at f (https://shop.example/x.js?user=${secret}:1:2)`,
          fingerprint: address,
        },
        { type: 'measure', at, name: 'a', value: 1, attributes: { link: address } },
        { type: 'query', at, system: 's', operation: `GET ${address}`, durationMs: 1, ok: true },
        { type: 'cache', at, layer: 'cdn', outcome: 'hit', count: 1, name: address },
        { type: 'inference', at, kind: 'model', name: address, durationMs: 1, ok: true },
      ],
    };
    for (const body of [JSON.stringify(batch), '{']) {
      await fetch(`${collector.url}/v1/events`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'text/plain',
          'x-paceline-key': KEY,
          'x-forwarded-for': '203.0.113.77',
          'user-agent': `${WINDOWS_EDGE} ${secret}`,
          cookie: `user=${secret}`,
          referer: `https://shop.example/?user=${secret}`,
        },
      });
    }
    expect(producer.batches[0]?.events).toHaveLength(batch.events.length);
    const kept = [JSON.stringify(producer.batches), lines.join('\n'), await registry.metrics()];
    kept.push(rateLimiter.asked.join('\n'));
    for (const text of kept)
      expect(text).not.toMatch(/jan\.doe|203\.0\.113\.77|Mozilla|Edg\/|Windows NT|127\.0\.0\.1(?!:)/);
    expect(producer.batches[0]?.events[2]).toMatchObject({
      message: 'GET https://shop.example/pay failed',
      stack: 'Error\n    at f (https://shop.example/x.js:1:2)',
    });
  });
});
