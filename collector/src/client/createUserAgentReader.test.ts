import { describe, expect, it } from 'vitest';
import { createUserAgentReader } from './createUserAgentReader.ts';

const read = createUserAgentReader();
const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const chrome = `${webkit} Chrome/143.0.0.0`;

describe('what is read from a user agent', () => {
  it.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`, 'Chrome', 'Windows', 'desktop'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/143.0`,
      'Edge',
      'Windows',
      'desktop',
    ],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chrome} Safari/537.36`, 'Chrome', 'ChromeOS', 'desktop'],
    [
      `Mozilla/5.0 (Linux; Android 13; SM-S911B) ${webkit} SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36`,
      'Samsung',
      'Android',
      'mobile',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'Linux', 'desktop'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
      'mobile',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
      'tablet',
    ],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${chrome} Safari/537.36 OPR/127.0.0.0`,
      'Opera',
      'macOS',
      'desktop',
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/143.0.0.0 Safari/537.36`,
      'Chrome',
      'Linux',
      'bot',
    ],
  ])('%s', (userAgent, browser, os, device) => {
    expect(read(userAgent)).toEqual({ browser, os, device });
    // From what is remembered, too.
    expect(read(userAgent)).toEqual({ browser, os, device });
  });

  it.each(['', 'jan.doe@example.com/1.0', 'Visitor4711/2', '\u0000', 'x'.repeat(20_000), '('.repeat(16_000)])(
    'is nothing when it is none: %#',
    (userAgent) => {
      expect(read(userAgent)).toEqual({});
    },
  );
});
