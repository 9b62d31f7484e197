import type { Interval } from '../models/intervals.ts';
import { formatText, formatValue, type FormattedValue } from './formatValue.ts';

/** Digits that may be added so that the two ends of an interval do not read the same. */
const MOST_EXTRA_DIGITS = 3;

/** An interval in words, as `220 to 245 ms`, `220 ms or more` where an end is not known; empty without one. */
export function formatInterval(interval: Interval | null, unit: string, locale?: string): string {
  if (interval === null) return '';
  const { low, high } = interval;
  if (low !== null && high !== null) {
    const [from, to] = formatEnds(low, high, unit, locale);
    return from.symbol === to.symbol
      ? withSymbol(`${from.number} to ${to.number}`, to)
      : `${withSymbol(from.number, from)} to ${withSymbol(to.number, to)}`;
  }
  if (low !== null) return `${formatText(low, unit, { locale })} or more`;
  return `up to ${formatText(high, unit, { locale })}`;
}

/**
 * An interval beside the value that it is of, as short as can be: `220–245`, `86.9–87.3%`, with units only where the two ends
 * have different ones. An end that is not known leaves `≥ 220` or `≤ 245`.
 */
export function formatShortInterval({ low, high }: Interval, unit: string, locale?: string): string {
  if (low === null || high === null) {
    return `${low === null ? '≤' : '≥'}\u00A0${formatText(low ?? high, unit, { locale })}`;
  }
  const [from, to] = formatEnds(low, high, unit, locale);
  if (from.symbol !== to.symbol) return `${withSymbol(from.number, from)}–${withSymbol(to.number, to)}`;
  return `${from.number.replace(/\s?%$/, '')}–${to.number}`;
}

function formatEnds(
  low: number,
  high: number,
  unit: string,
  locale: string | undefined,
): readonly [FormattedValue, FormattedValue] {
  for (let extraDigits = 0; ; extraDigits++) {
    const from = formatValue(low, unit, { locale, extraDigits });
    const to = formatValue(high, unit, { locale, extraDigits });
    const differ = from.number !== to.number || from.symbol !== to.symbol;
    if (differ || low === high || extraDigits === MOST_EXTRA_DIGITS) return [from, to];
  }
}

function withSymbol(number: string, { symbol }: FormattedValue): string {
  return symbol === '' ? number : `${number}\u00A0${symbol}`;
}
