const NAMES: Readonly<Record<string, string>> = {
  'peak-rate': 'peak',
  'failed-share': 'failed',
  'ok-share': 'answered',
};

/** A statistic as people write it: `P95`, `mean`, `rate`, `peak`. */
export function statisticName(statistic: string): string {
  return /^p\d+$/.test(statistic) ? statistic.toUpperCase() : (NAMES[statistic] ?? statistic);
}

/** Unit of a statistic of a metric that is measured in `unit`. */
export function statisticUnit(statistic: string, unit: string): string {
  if (statistic === 'rate' || statistic === 'peak-rate') return 'per-second';
  if (statistic === 'failed-share' || statistic === 'ok-share') return 'share';
  return unit;
}
