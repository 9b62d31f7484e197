import type { PageContext } from './options.ts';
import './platform.ts';

type Rule<Name> = readonly [name: Name, pattern: RegExp];

/** In the order in which they must be asked: most browsers claim to be several. */
const BROWSERS: readonly Rule<string>[] = [
  ['Edge', /Edg/],
  ['Opera', /OPR|Opera/],
  ['Samsung Internet', /SamsungBrowser/],
  ['Firefox', /Firefox|FxiOS/],
  ['Chrome', /Chrom|CriOS/],
  ['Safari', /Safari/],
];

const SYSTEMS: readonly Rule<string>[] = [
  ['Windows', /Windows/],
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['macOS', /Mac OS/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
];

const DEVICES: readonly Rule<NonNullable<PageContext['device']>>[] = [
  ['bot', /bot|crawl|spider|Headless|Lighthouse/i],
  ['tablet', /iPad|Tablet|Android(?!.*Mobile)/],
  ['mobile', /Mobi/],
];

const named = <Name>(rules: readonly Rule<Name>[], text: string): Name | undefined =>
  rules.find(([, pattern]) => pattern.test(text))?.[0];

/** Coarse facts about browser and device: too few to tell one visitor from another. */
export function pageContext({ userAgent, connection }: Navigator): PageContext {
  return {
    device: named(DEVICES, userAgent) ?? 'desktop',
    browser: named(BROWSERS, userAgent),
    os: named(SYSTEMS, userAgent),
    connection: connection?.effectiveType,
  };
}
