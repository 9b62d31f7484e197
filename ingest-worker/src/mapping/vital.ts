import type { EventOf, VitalName } from '@paceline/protocol';
import type { Figure } from './figure.ts';

const METRIC_OF = {
  LCP: 'vital.lcp',
  INP: 'vital.inp',
  CLS: 'vital.cls',
  FCP: 'vital.fcp',
  TTFB: 'vital.ttfb',
  FID: 'vital.fid',
  TTI: 'vital.tti',
  TBT: 'vital.tbt',
  LOAD: 'vital.load',
} as const satisfies Record<VitalName, Figure['metric']>;

export function vital({ name, value }: EventOf<'vital'>): readonly Figure[] {
  return [{ metric: METRIC_OF[name], value }];
}
