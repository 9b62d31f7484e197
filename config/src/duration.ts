const SECONDS_BY_UNIT: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 60 * 60,
  d: 24 * 60 * 60,
  w: 7 * 24 * 60 * 60,
  /** The longest month, so that a retention in months never cuts one short. */
  mo: 31 * 24 * 60 * 60,
  y: 366 * 24 * 60 * 60,
};

/** What {@link parseDuration} reads. */
export const DURATION_PATTERN = /^([1-9][0-9]{0,5})(s|m|h|d|w|mo|y)$/;

/** Seconds of a duration such as `90s`, `30m`, `7d`, `13mo`; `null` for any other text. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = DURATION_PATTERN.exec(text) ?? [];
  const seconds = SECONDS_BY_UNIT[unit ?? ''];
  return amount === undefined || seconds === undefined ? null : Number(amount) * seconds;
}
