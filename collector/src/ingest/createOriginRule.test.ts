import { describe, expect, it } from 'vitest';
import { createOriginRule } from './createOriginRule.ts';

describe('a rule for all hosts below a domain', () => {
  const allows = createOriginRule(['https://*.shop.example', 'http://*.local:3000', 'https://blog.example']);

  it.each([
    'https://www.shop.example',
    'https://a.b.shop.example',
    'https://xn--bcher-kva.shop.example',
    'http://dev.local:3000',
    'https://blog.example',
    undefined,
  ])('allows %s', (origin) => {
    expect(allows(origin)).toBe(true);
  });

  it.each([
    'https://shop.example',
    'https://.shop.example',
    'https://evilshop.example',
    'https://www.shop.example.evil.example',
    'https://evil.example/.shop.example',
    'https://evil.example#.shop.example',
    'https://evil.example?.shop.example',
    'https://user@www.shop.example',
    'https://www.shop.example:8443',
    'http://www.shop.example',
    'http://dev.local',
    'https://*.shop.example',
    'https://www.blog.example',
    'null',
    '',
  ])('refuses %s', (origin) => {
    expect(allows(origin)).toBe(false);
  });
});
