export { init, type Handle } from './init.ts';
export type { Options, PageContext } from './options.ts';
export type {
  CacheEvent,
  CacheLayer,
  CacheOutcome,
  MeasureEvent,
  PageWeightEvent,
  ReportedErrorEvent,
  RequestEvent,
  TelemetryEvent,
  VitalEvent,
  VitalName,
} from './wire.ts';
