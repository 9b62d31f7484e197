import { type EventOf, METRIC_OF_VITAL } from '@paceline/protocol';
import type { Figure } from './figure.ts';

export function vital({ name, value }: EventOf<'vital'>): readonly Figure[] {
  return [{ metric: METRIC_OF_VITAL[name], value }];
}
