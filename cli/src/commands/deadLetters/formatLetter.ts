import type { DeadLetter } from '@paceline/queue';
import { formatTime } from './formatTime.ts';
import { printable } from './printable.ts';
import type { Colors } from './terminalColors.ts';

/** Everything about one letter, for people. */
export function formatLetter({ id, app, at, reason, batch }: DeadLetter, colors: Colors): string {
  const fields = {
    ID: id,
    App: app,
    When: formatTime(at),
    Reason: reason,
    Environment: batch.environment,
    Release: batch.release || '(none)',
    Source: batch.source,
    Batch: batch.batchId,
    Received: formatTime(batch.receivedAt),
    Context: JSON.stringify(batch.context, null, 2),
    Event: batch.events.map((event) => JSON.stringify(event, null, 2)).join('\n'),
  };
  const width = Math.max(...Object.keys(fields).map((name) => name.length)) + 2;
  return Object.entries(fields)
    .map(([name, value]) => {
      const [first, ...rest] = printable(value).split('\n');
      const lines = [colors.dim(name.padEnd(width)) + first, ...rest.map((line) => ' '.repeat(width) + line)];
      return lines.join('\n');
    })
    .join('\n');
}
