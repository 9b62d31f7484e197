import type { EventOf } from '@paceline/protocol';
import type { Figure } from './figure.ts';

export function query({ system, operation, durationMs, ok }: EventOf<'query'>): readonly Figure[] {
  return [{ metric: 'query.duration', value: durationMs, subject: `${system} ${operation}`, failed: !ok }];
}
