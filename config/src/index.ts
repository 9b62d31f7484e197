export * from './config.ts';
export { DEFAULT_APP_NAME } from './defaultAppName.ts';
export { DEFAULT_INGEST } from './defaultIngest.ts';
export {
  dataFolderOf,
  DEFAULT_CONFIG_FILE,
  DEFAULT_HOST,
  DEFAULT_PORT,
  type EnvironmentConfig,
  parseEnvironment,
} from './environment.ts';
export { formatProblems } from './formatProblems.ts';
export { configJsonSchema } from './jsonSchema.ts';
export { DEFAULT_RETENTION, loadConfig, type LoadConfigOptions, type LoadedConfig } from './loadConfig.ts';
export { OWN_APP_NAME } from './ownAppName.ts';
export { ensureSecrets, parseSecrets, type Secrets, secretsPath } from './secrets.ts';
