export { createMemoryStore, type MemoryStoreOptions } from './memory/index.ts';
export { createSqliteStore, type SqliteStoreOptions } from './sqlite/index.ts';
