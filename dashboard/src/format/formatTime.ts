const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formatters = new Map<string, Intl.DateTimeFormat>();

function format(atMs: number, locale: string | undefined, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale ?? ''}${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(locale, options);
    formatters.set(key, formatter);
  }
  return formatter.format(atMs);
}

/** Tick of a time axis, as fine as the distance between ticks asks for. */
export function formatTick(atMs: number, stepSeconds: number, locale?: string): string {
  if (stepSeconds >= DAY) return format(atMs, locale, { month: 'short', day: 'numeric' });
  if (stepSeconds >= MINUTE) return format(atMs, locale, { hour: '2-digit', minute: '2-digit' });
  return format(atMs, locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** A moment, with its day and seconds. */
export function formatMoment(atMs: number, locale?: string): string {
  return format(atMs, locale, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** A moment as short as its range allows. */
export function formatPoint(atMs: number, stepSeconds: number, locale?: string): string {
  return format(atMs, locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(stepSeconds < MINUTE ? { second: '2-digit' } : {}),
  });
}

/** A length of time in its largest fitting unit, as `45 s`, `12 min`, `3 h`, `2 d`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.round(whole / MINUTE)} min`;
  if (whole < 2 * DAY) return `${Math.round(whole / HOUR)} h`;
  return `${Math.round(whole / DAY)} d`;
}
