export { foldName } from '../rules/fold-name.ts';
export { createSqliteStore, type SqliteStoreOptions } from './create-sqlite-store.ts';
