import { guarded } from './guarded.ts';
import { addEvent, type Keeping } from './outbox.ts';
import { checkAddress, routeAt } from './routeHistory.ts';
import { isRunning, settings } from './settings.ts';
import type { TelemetryEvent, VitalEvent, VitalName } from './wire.ts';

type Sent<Event> = Event extends TelemetryEvent ? Omit<Event, 'at' | 'weight'> & { at?: number } : never;

let isInSample: boolean;

/** Decides whether this page view is measured whole. */
export const drawSample = (): void => {
  isInSample = Math.random() < (settings.sampleRate ?? 1);
};

/** Records an event of the app `settings` names: its time is now and its route the page's, unless it says otherwise. */
export const recordEvent = (newEvent: Sent<TelemetryEvent>, keeping: Keeping = {}): void => {
  const { sampleRate = 1, beforeSend = (event: TelemetryEvent) => event } = settings;
  if (!isRunning) return;
  checkAddress();
  const measured: TelemetryEvent = { at: Date.now(), route: routeAt(), ...newEvent };
  const { isBad } = keeping;
  if (!isBad && sampleRate < 1) measured.weight = 1 / sampleRate;
  const event = (isBad || isInSample) && guarded(beforeSend)(measured);
  if (event) addEvent(event, keeping);
};

/** Records a vital of at least 0, on the route of the page as it was loaded unless `more` has another. */
export const recordVital = (
  name: VitalName,
  value: number,
  more?: Pick<VitalEvent, 'id' | 'navigationType' | 'attributes' | 'route'>,
  keeping?: Keeping,
): void =>
  recordEvent({ type: 'vital', name, value: Math.max(0, value), route: routeAt(0), ...more }, keeping);
