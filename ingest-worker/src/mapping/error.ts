import type { EventOf } from '@paceline/protocol';
import type { Figure } from './figure.ts';
import { fingerprintOf } from '@paceline/protocol/fingerprint';

/** One error counted; its texts are stored beside it (see `toErrorReports`). */
export function error(event: EventOf<'error'>): readonly Figure[] {
  return [{ metric: 'error.count', value: 1, subject: fingerprintOf(event) }];
}
