import type { BudgetStatus } from '@paceline/query-api/responses';

/** Bytes in one KB: file sizes and memory are counted in powers of 1,024 throughout Paceline. */
export const BYTES_PER_KB = 1024;

/** Between a number and its unit. */
const NO_BREAK = '\u00A0';

/** What a value of a unit is scaled and labelled by. `unit` is one of the API's, or anything of a later version. */
interface Scaled {
  readonly number: number;
  readonly symbol: string;
}

/** One formatted number, apart from its unit so that the two can be set differently. */
export interface FormattedValue {
  readonly number: string;
  /** Empty where the number has none, or carries it (a percentage). */
  readonly symbol: string;
}

export interface FormatOptions {
  /** BCP 47 language tag; the browser's own when absent. */
  readonly locale?: string | undefined;
  /** Digits beyond the usual ones, to tell two close values apart. */
  readonly extraDigits?: number;
}

/**
 * A value as people read it: `184 ms`, `1.24 s`, `380 KB` (1 KB is 1,024 bytes), `99.97%`, `5,230 /s`.
 *
 * @param unit `ms`, `bytes`, `share` (0 to 1), `score`, `count` or `per-second`.
 */
export function formatValue(value: number, unit: string, options: FormatOptions = {}): FormattedValue {
  const extra = options.extraDigits ?? 0;
  if (unit === 'share') {
    const digits = shareDigits(value) + extra;
    return {
      number: formatterOf(options.locale, { style: 'percent', maximumFractionDigits: digits }).format(value),
      symbol: '',
    };
  }
  const { number, symbol } = scale(value, unit);
  const digits = fractionDigits(number, unit) + extra;
  return {
    number: formatterOf(options.locale, { maximumFractionDigits: digits }).format(number),
    symbol,
  };
}

/** {@link formatValue} as one text; `–` for what was not measured. */
export function formatText(value: number | null, unit: string, options: FormatOptions = {}): string {
  if (value === null) return '–';
  const { number, symbol } = formatValue(value, unit, options);
  return symbol === '' ? number : `${number}${NO_BREAK}${symbol}`;
}

/** Digits that may be added so that a value does not round to the very target it misses. */
const MOST_EXTRA_DIGITS = 3;

/**
 * A value with enough digits to differ from a target that it does not equal: 199.7 ms against a
 * target of 200 ms must not read as 200 ms.
 */
export function formatAgainst(value: number, target: number, unit: string, locale?: string): FormattedValue {
  const written = formatValue(target, unit, { locale });
  for (let extraDigits = 0; ; extraDigits++) {
    const formatted = formatValue(value, unit, { locale, extraDigits });
    const differs = formatted.number !== written.number || formatted.symbol !== written.symbol;
    if (differs || value === target || extraDigits === MOST_EXTRA_DIGITS) return formatted;
  }
}

/** How a comparison with a target is written. */
export const COMPARISON_SIGNS: Readonly<Record<BudgetStatus['comparison'], string>> = {
  below: '<',
  'at-least': '≥',
  above: '>',
};

/** The target of a budget, as `< 200 ms`. */
export function formatTarget(
  budget: Pick<BudgetStatus, 'comparison' | 'target' | 'unit'>,
  locale?: string,
): string {
  return `${COMPARISON_SIGNS[budget.comparison]}${NO_BREAK}${formatText(budget.target, budget.unit, { locale })}`;
}

/** A signed share in whole percent, as `+38%` or `−12%`. */
export function formatHeadroom(share: number, locale?: string): string {
  const digits = Math.abs(share) < 0.01 && share !== 0 ? 1 : 0;
  const written = formatterOf(locale, {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: digits,
  }).format(share);
  // A hyphen is shorter than a plus; a minus is as wide.
  return written.replace('-', '\u2212');
}

/** A count, short: `980`, `12.4K`. */
export function formatCount(count: number, locale?: string): string {
  return formatterOf(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(count);
}

/** {@link formatCount} of events, as `1 event`, `12.4K events`. */
export function formatEvents(count: number, locale?: string): string {
  return `${formatCount(count, locale)} ${count === 1 ? 'event' : 'events'}`;
}

function scale(value: number, unit: string): Scaled {
  const size = Math.abs(value);
  switch (unit) {
    case 'ms':
      if (size >= 60_000) return { number: value / 60_000, symbol: 'min' };
      if (size >= 1000) return { number: value / 1000, symbol: 's' };
      return { number: value, symbol: 'ms' };
    case 'bytes':
      if (size >= BYTES_PER_KB ** 3) return { number: value / BYTES_PER_KB ** 3, symbol: 'GB' };
      if (size >= BYTES_PER_KB ** 2) return { number: value / BYTES_PER_KB ** 2, symbol: 'MB' };
      if (size >= BYTES_PER_KB) return { number: value / BYTES_PER_KB, symbol: 'KB' };
      return { number: value, symbol: 'B' };
    case 'per-second':
      return { number: value, symbol: '/s' };
    default:
      return { number: value, symbol: '' };
  }
}

/** Three significant digits, except that whole numbers are never cut. */
function fractionDigits(number: number, unit: string): number {
  if (unit === 'score') return 3;
  const size = Math.abs(number);
  if (size >= 100) return 0;
  if (size >= 10) return 1;
  return size >= 1 || number === 0 ? 2 : 3;
}

/** Near 0 and near 1 is where the shares that matter lie (99.95 %, 0.02 %). */
function shareDigits(share: number): number {
  const distance = Math.min(Math.abs(share), Math.abs(1 - share));
  if (distance === 0) return 0;
  return distance < 0.01 ? 3 : 1;
}

const formatters = new Map<string, Intl.NumberFormat>();

/** Formatters are costly to make, and there are few kinds of them. */
function formatterOf(locale: string | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale ?? ''}${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat(locale, options);
    formatters.set(key, formatter);
  }
  return formatter;
}
