export type { AppConfig, CollectorOptions } from './collectorOptions.ts';
export { createCollector } from './createCollector.ts';
export { normaliseRoute } from './routes/normaliseRoute.ts';
export { type RunningCollector, startCollector, type StartOptions } from './startCollector.ts';
