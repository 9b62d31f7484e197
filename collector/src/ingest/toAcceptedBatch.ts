import type { AcceptedBatch, Context, Envelope, Limits, TelemetryEvent } from '@paceline/protocol';
import type { AppNames } from '../names/createAppNames.ts';
import { withoutQueries } from './withoutQueries.ts';

/** Where an app runs when its sender does not say. */
const DEFAULT_ENVIRONMENT = 'production';

export interface Acceptance {
  readonly app: string;
  readonly names: AppNames;
  readonly receivedAt: number;
  /** The context, with what the request adds to it. */
  readonly context: Context;
  readonly events: readonly TelemetryEvent[];
  /** Gets the limits that bit. */
  readonly limitHits: (keyof Limits)[];
}

/** The batch that the queue carries: the names that all its events share are folded where the app has too many. */
export function toAcceptedBatch(
  { id, environment = DEFAULT_ENVIRONMENT, release = '', source }: Envelope,
  { app, names, receivedAt, context, events, limitHits }: Acceptance,
): AcceptedBatch {
  return {
    app,
    batchId: id,
    receivedAt,
    environment: names.environments.fold(withoutQueries(environment), receivedAt, limitHits),
    release: release === '' ? '' : names.releases.fold(withoutQueries(release), receivedAt, limitHits),
    source,
    context: foldContext(context, names, receivedAt, limitHits),
    events,
  };
}

/** In place: the schema made the context, and nobody else has it. */
function foldContext(context: Context, names: AppNames, at: number, limitHits: (keyof Limits)[]): Context {
  const { instance, browser, os, connection } = context;
  if (instance !== undefined) context.instance = names.instances.fold(instance, at, limitHits);
  if (browser !== undefined) context.browser = names.browsers.fold(browser, at, limitHits);
  if (os !== undefined) context.os = names.systems.fold(os, at, limitHits);
  if (connection !== undefined) context.connection = names.connections.fold(connection, at, limitHits);
  return context;
}
