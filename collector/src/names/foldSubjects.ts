import { fingerprintOf } from '@paceline/protocol/fingerprint';
import type { EventOf, Limits, TelemetryEvent } from '@paceline/protocol';
import type { AppNames } from './createAppNames.ts';
import { OTHER } from './createNameTable.ts';

/** Folds the names of what `event` is about, in place, where the app has too many; the limits are added to `limitHits`. */
export function foldSubjects(
  event: TelemetryEvent,
  names: AppNames,
  at: number,
  limitHits: (keyof Limits)[],
): void {
  switch (event.type) {
    case 'request':
      event.method = names.methods.fold(event.method, at, limitHits);
      return;
    case 'query':
      foldQuery(event, names, at, limitHits);
      return;
    case 'cache':
      if (event.name !== undefined) event.name = names.caches.fold(event.name, at, limitHits);
      return;
    case 'inference':
      event.name = names.models.fold(event.name, at, limitHits);
      return;
    case 'system':
      for (const pool of event.pools ?? []) pool.name = names.pools.fold(pool.name, at, limitHits);
      return;
    case 'error':
      // Made here when the sender made none, of the name as it is: what groups errors is bounded, too.
      event.fingerprint = names.fingerprints.fold(fingerprintOf(event), at, limitHits);
      event.name = names.errors.fold(event.name, at, limitHits);
      return;
    case 'vital':
    case 'page-weight':
    case 'page-resources':
    case 'measure':
    case 'sdk':
    default:
  }
}

function foldQuery(event: EventOf<'query'>, names: AppNames, at: number, limitHits: (keyof Limits)[]): void {
  event.system = names.databases.fold(event.system, at, limitHits);
  // One operation of two databases are two subjects.
  const subject = `${event.system} ${event.operation}`;
  if (names.operations.fold(subject, at, limitHits) === OTHER) event.operation = OTHER;
}
