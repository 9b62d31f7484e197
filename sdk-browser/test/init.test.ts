import { afterEach, describe, expect, it, vi } from 'vitest';
import { init as initWithAttribution } from '../src/attribution.ts';
import { init } from '../src/index.ts';
import { traceRequests } from '../src/tracing.ts';
import { init as initVitals } from '../src/vitals.ts';

const OPTIONS = { endpoint: 'https://paceline.example.com', key: 'k' };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('init on a server', () => {
  it.each([
    ['the full entry', init],
    ['the entry with attribution', initWithAttribution],
  ])('of %s returns a handle that does nothing, and says nothing, however often', async (_, start) => {
    const warn = vi.spyOn(console, 'warn');
    const send = vi.spyOn(globalThis, 'fetch');
    for (const options of [OPTIONS, { endpoint: '', key: '' }]) {
      const handle = start(options);
      handle.measure('size', 1);
      handle.recordCache('memory', 'hit');
      handle.recordError(new Error('no'));
      handle.setRoute('/');
      handle.setContext({ country: 'NL' });
      handle.setConsent(true);
      handle.setConsent(false);
      await handle.flush();
      handle.stop();
    }
    expect([warn.mock.calls, send.mock.calls]).toEqual([[], []]);
  });

  it('of the entry with vitals only has no more than that', async () => {
    const handle = initVitals(OPTIONS);
    handle.setRoute('/');
    await handle.flush();
    handle.stop();
    expect(handle).not.toHaveProperty('recordError');
  });

  it('takes tracing, which leaves the fetch of the server alone', () => {
    const { fetch } = globalThis;
    const lookup = traceRequests(['https://api.example.com']);
    init({ ...OPTIONS, tracing: lookup }).stop();
    expect(globalThis.fetch).toBe(fetch);
    expect(lookup({ name: 'https://api.example.com/', startTime: 1 })).toBe(undefined);
  });
});
