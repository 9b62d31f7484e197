import type { MetricName } from '@paceline/protocol';

/** One number that an event gives, before the columns that all numbers of the event share. */
export interface Figure {
  readonly metric: MetricName;
  /** In the unit of the metric. */
  readonly value: number;
  /** How many observations the event itself counted, before sampling; 1 unless said. */
  readonly count?: number;
  readonly subject?: string;
  /** Cache layer. */
  readonly layer?: string;
  readonly statusClass?: string;
  /** False unless said. */
  readonly failed?: boolean;
}
