export { createEngine, type Engine, type EngineOptions } from './createEngine.ts';
export { findEngine, type HeldSnapshot, type RunningEngine } from './findEngine.ts';
export { FolderUnusable } from './openSessions.ts';
export { type Exchange, takeRestored, toRestoredFolder } from './restoredFolder.ts';
export { DEFAULT_ENGINE_LIMITS, type EngineLimits } from './serverConfig.ts';
export { spawnEngine, type SpawnedEngine, type SpawnEngineOptions } from './spawnEngine.ts';
