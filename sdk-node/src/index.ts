export { honoRoute } from './honoRoute.ts';
export { init } from './init.ts';
export type { PoolUsage } from './instrumentations/sampleSystem.ts';
export type { Options } from './options.ts';
export type { EventCounts, Paceline } from './paceline.ts';
export { setRoute } from './requestRoutes.ts';
export type { Attributes, RecordedRequest } from './toEvents.ts';
