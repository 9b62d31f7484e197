import { describe, expect, it } from 'vitest';
import { pageContext } from '../src/pageContext.ts';

const APPLE = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('pageContext', () => {
  it.each([
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${BLINK} Chrome/130.0.0.0 Safari/537.36`,
      'desktop',
      'Chrome',
      'Windows',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${BLINK} Chrome/130.0.0.0 Safari/537.36 Edg/130.0`,
      'desktop',
      'Edge',
      'Windows',
    ],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${APPLE} Version/17.4 Safari/605.1.15`,
      'desktop',
      'Safari',
      'macOS',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) ${APPLE} Version/17.4 Mobile/15E148 Safari/604.1`,
      'mobile',
      'Safari',
      'iOS',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) ${APPLE} CriOS/130.0 Mobile/15E148 Safari/604.1`,
      'mobile',
      'Chrome',
      'iOS',
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; SM-X910) ${BLINK} Chrome/130.0.0.0 Safari/537.36`,
      'tablet',
      'Chrome',
      'Android',
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; SM-S921B) ${BLINK} SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36`,
      'mobile',
      'Samsung',
      'Android',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 'desktop', 'Firefox', 'Linux'],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${BLINK} Chrome/130.0.0.0 Safari/537.36`,
      'desktop',
      'Chrome',
      'ChromeOS',
    ],
    [`Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`, 'bot', undefined, undefined],
  ])('reads %s', (userAgent, device, browser, os) => {
    expect(pageContext({ userAgent, connection: { effectiveType: '4g' } } as Navigator)).toEqual({
      device,
      browser,
      os,
      connection: '4g',
    });
  });
});
