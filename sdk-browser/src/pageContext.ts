import type { PageContext } from './options.ts';
import './platform.ts';

/** Names with their patterns, in the order in which they must be asked: most browsers claim to be several. */
const BROWSERS = 'Edge=Edg,Opera=OPR,Samsung=Samsung,Firefox=Firefox|FxiOS,Chrome=Chrom|CriOS,Safari=Safari';
const SYSTEMS = 'Windows=Windows,Android=Android,iOS=iPhone|iPad,macOS=Mac,ChromeOS=CrOS,Linux=Linux';
const DEVICES =
  'bot=bot|crawl|spider|headless|lighthouse,tablet=ipad|tablet|android(?!.*mobile),mobile=mobi,desktop=';

const named = (rules: string, text: string): string | undefined =>
  rules
    .split(',')
    .map((rule) => rule.split('='))
    .find(([, pattern = '']) => new RegExp(pattern, 'i').test(text))?.[0];

/** Coarse facts about browser and device: too few to tell one visitor from another. */
export const pageContext = ({ userAgent, connection }: Navigator): PageContext => ({
  device: named(DEVICES, userAgent) as PageContext['device'],
  browser: named(BROWSERS, userAgent),
  os: named(SYSTEMS, userAgent),
  connection: connection?.effectiveType,
});
