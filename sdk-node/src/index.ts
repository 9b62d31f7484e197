export { honoRoute } from './honoRoute.ts';
export { init } from './init.ts';
export type { Options } from './options.ts';
export type {
  Attributes,
  CacheLayer,
  CacheOutcome,
  EventCounts,
  Paceline,
  PoolUsage,
  RecordedRequest,
} from './paceline.ts';
export { setRoute } from './requestRoutes.ts';
