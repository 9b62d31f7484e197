import { type Batch, type EventType } from '@paceline/protocol';
import { NOW } from '../aCollector.ts';
import { EXAMPLE_EVENTS } from './exampleEvents.ts';

/**
 * Stands where the id of a batch belongs, and is replaced by a new id of the same length whenever the input is sent: what is
 * sent again while a failure is made smaller must not be a duplicate.
 */
export const ID_PLACE = 'fuzz-input-0000000000';

/** A good batch with events of these types. */
export function exampleBatch(types: readonly EventType[]): Batch {
  return {
    id: ID_PLACE,
    sentAt: NOW,
    release: '1.4.0',
    environment: 'production',
    source: 'node',
    context: {
      sdk: 'node/0.1.0',
      instance: 'web-1:4711',
      pageViewId: 'k3v9x2m7q1',
      device: 'mobile',
      browser: 'Chrome 143',
      os: 'Android',
      connection: '4g',
      country: 'DE',
    },
    events: types.map((type) => EXAMPLE_EVENTS[type]),
  };
}
