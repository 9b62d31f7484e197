import type { EventOf } from '@paceline/protocol';
import type { Figure } from './figure.ts';

/**
 * A cold start, of a model or of an index, is told by `inference.cold_start` alone: its seconds of
 * loading would distort the response times and the time to the first token of the warm ones.
 */
export function inference(event: EventOf<'inference'>): readonly Figure[] {
  const shared = { subject: event.name, failed: !event.ok };
  if (event.coldStart === true) {
    return [{ metric: 'inference.cold_start', value: event.durationMs, ...shared }];
  }
  const figures: Figure[] = [
    {
      metric: event.kind === 'model' ? 'inference.duration' : 'vector_search.duration',
      value: event.durationMs,
      ...shared,
    },
  ];
  if (event.kind === 'model' && event.timeToFirstTokenMs !== undefined) {
    figures.push({ metric: 'inference.first_token', value: event.timeToFirstTokenMs, ...shared });
  }
  return figures;
}
