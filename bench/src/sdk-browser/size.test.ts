import { beforeAll, describe, expect, it } from 'vitest';
import { measureEntries, type EntrySizes } from './measureEntries.ts';

/** Bytes of brotli that the whole SDK may have. */
const FULL_BAR = 6_144;
/** Bytes of brotli that vitals alone may have. */
const VITALS_BAR = 4_096;
/** Bytes of brotli that attribution may add to the whole SDK. */
const ATTRIBUTION_BAR = 3_072;

describe('the size of the browser SDK', () => {
  let entries: EntrySizes;
  beforeAll(async () => {
    entries = await measureEntries();
  }, 60_000);

  it('stays within its bar, as a collector serves it', () => {
    expect(entries.fullServed.brotli).toBeLessThanOrEqual(FULL_BAR);
  });

  it('stays within the same bar, minified a second time by an app', () => {
    expect(entries.fullBundled.brotli).toBeLessThanOrEqual(FULL_BAR);
  });

  it('stays within a smaller bar when only vitals are taken', () => {
    expect(entries.vitals.brotli).toBeLessThanOrEqual(VITALS_BAR);
  });

  it('grows by no more than its bar with attribution', () => {
    expect(entries.attribution.brotli).toBeLessThanOrEqual(ATTRIBUTION_BAR);
  });

  it('weighs everything that an entry imports', () => {
    // web-vitals alone has more than this: less would mean that it was left out of the bundle.
    expect(entries.vitals.brotli).toBeGreaterThan(2_500);
  });
});
