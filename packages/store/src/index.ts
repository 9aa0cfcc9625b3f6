export {
  createHostState,
  type HostStateOptions,
  type LoadSecretOptions,
  loadSecret,
  parseSecret,
  type ServerSecret,
  type WritableHostState,
} from './host/index.ts';
export { createMemoryStore, type MemoryStoreOptions } from './memory/index.ts';
export { createSqliteStore, foldName, type SqliteStoreOptions } from './sqlite/index.ts';
