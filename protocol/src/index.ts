export * from './batch.ts';
export * from './createQuickCheck.ts';
export * from './distribution.ts';
export * from './events.ts';
export * from './limits.ts';
export * from './measurement.ts';
export * from './metrics.ts';
export * from './scopes.ts';
