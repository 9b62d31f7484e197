export { createEngine, type Engine, type EngineOptions } from './createEngine.ts';
export { FolderUnusable } from './openSessions.ts';
export { DEFAULT_ENGINE_LIMITS, type EngineLimits } from './serverConfig.ts';
export { spawnEngine, type SpawnedEngine, type SpawnEngineOptions } from './spawnEngine.ts';
