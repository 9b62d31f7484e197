import type { Deletion } from '@paceline/query-api/client';
import { formatCount } from '../backup/formatAmount.ts';
import { printable } from '../deadLetters/printable.ts';

/** What was deleted and what stays, on two lines. */
export function formatDeletion(deletion: Deletion): string {
  const { app, kind, before, measurements, events, errors, rollupRows, note } = deletion;
  const of = kind === 'session' ? `the visit of ${app}` : app;
  const when = before === null ? '' : ` from before ${before}`;
  const parts = [
    `${formatCount(measurements, 'measurement')} of ${formatCount(events, 'event')}`,
    formatCount(errors, 'error text'),
    ...(kind === 'app' ? [formatCount(rollupRows, 'row') + ' of rollups'] : []),
  ];
  return printable(`Deleted of ${of}${when}: ${parts.join(', ')}.\n${note}\n`);
}
