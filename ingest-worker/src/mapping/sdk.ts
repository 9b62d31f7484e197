import type { EventOf } from '@paceline/protocol';
import type { Figure } from './figure.ts';

/** What an SDK does not say gives no figure: 0 would claim that it lost nothing. */
export function sdk(event: EventOf<'sdk'>): readonly Figure[] {
  const figures: Figure[] = [{ metric: 'sdk.main_thread', value: event.mainThreadMs }];
  if (event.bytes !== undefined) figures.push({ metric: 'sdk.bytes', value: event.bytes });
  if (event.lostBeacons !== undefined) figures.push({ metric: 'sdk.lost_beacons', value: event.lostBeacons });
  if (event.lostEvents !== undefined) figures.push({ metric: 'sdk.lost_events', value: event.lostEvents });
  return figures;
}
