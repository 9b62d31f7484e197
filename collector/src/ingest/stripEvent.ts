import type { TelemetryEvent } from '@paceline/protocol';
import { withoutQueries } from './withoutQueries.ts';

/** Takes what may name a person out of the texts of `event`, in place: queries and fragments of addresses, and credentials. */
export function stripEvent(event: TelemetryEvent): void {
  if (event.attributes !== undefined) stripAttributes(event.attributes);
  switch (event.type) {
    case 'error':
      event.name = withoutQueries(event.name);
      event.message = withoutQueries(event.message);
      if (event.stack !== undefined) event.stack = withoutQueries(event.stack);
      if (event.fingerprint !== undefined) event.fingerprint = withoutQueries(event.fingerprint);
      return;
    case 'query':
      event.operation = withoutQueries(event.operation);
      return;
    case 'cache':
      if (event.name !== undefined) event.name = withoutQueries(event.name);
      return;
    case 'inference':
      event.name = withoutQueries(event.name);
      return;
    case 'vital':
    case 'request':
    case 'page-weight':
    case 'page-resources':
    case 'system':
    case 'measure':
    case 'sdk':
    default:
  }
}

function stripAttributes(attributes: NonNullable<TelemetryEvent['attributes']>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string') attributes[name] = withoutQueries(value);
  }
}
