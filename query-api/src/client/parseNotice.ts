import type { StoredNotice } from './contract.ts';
import type { ServerSentEvent } from './readEventStream.ts';

/** What an event of the endpoint `live` says was stored; `undefined` for any other event. */
export function parseNotice({ event, data }: ServerSentEvent): StoredNotice | undefined {
  if (event !== 'stored') return undefined;
  try {
    const notice: unknown = JSON.parse(data);
    if (typeof notice !== 'object' || notice === null) return undefined;
    if (!('app' in notice) || typeof notice.app !== 'string') return undefined;
    if (!('storedEvents' in notice) || typeof notice.storedEvents !== 'number') return undefined;
    if (!('newestStoredAt' in notice) || typeof notice.newestStoredAt !== 'number') return undefined;
    return { app: notice.app, storedEvents: notice.storedEvents, newestStoredAt: notice.newestStoredAt };
  } catch {
    return undefined;
  }
}
