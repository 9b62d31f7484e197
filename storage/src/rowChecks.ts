/** Earliest and latest time that is stored, epoch milliseconds: what is outside was not a time in milliseconds. */
const EARLIEST_MS = Date.UTC(2001, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
const MAX_EVENT_INDEX = 65_535;

const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

/**
 * The text as it can be stored: half a surrogate pair, which a cut string ends in, becomes U+FFFD.
 *
 * @throws {RangeError} when it is not a text
 */
export function checkedText(text: string, column: string): string {
  if (typeof text !== 'string') throw new RangeError(`${column} is not a text`);
  return LONE_SURROGATE.test(text) ? text.replace(LONE_SURROGATES, '\uFFFD') : text;
}

/** @throws {RangeError} when it is not a whole number of milliseconds in this century */
export function checkedTime(ms: number, column: string): number {
  if (Number.isInteger(ms) && ms >= EARLIEST_MS && ms < LATEST_MS) return ms;
  throw new RangeError(`${column} is not a time in epoch milliseconds: ${ms}`);
}

/** @throws {RangeError} when it is not a finite number */
export function checkedNumber(value: number, column: string): number {
  if (Number.isFinite(value)) return value;
  throw new RangeError(`${column} is not a finite number: ${value}`);
}

/** @throws {RangeError} when it is not a finite number over 0 */
export function checkedWeight(weight: number): number {
  if (Number.isFinite(weight) && weight > 0) return weight;
  throw new RangeError(`weight is not a number over 0: ${weight}`);
}

/** @throws {RangeError} when it is not an index in a batch */
export function checkedIndex(index: number): number {
  if (Number.isInteger(index) && index >= 0 && index <= MAX_EVENT_INDEX) return index;
  throw new RangeError(`eventIndex is not an index: ${index}`);
}
