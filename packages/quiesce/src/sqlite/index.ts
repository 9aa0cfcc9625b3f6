export type { SqliteConnection } from './sqlite-connection.ts';
export {
  type CloseSqliteOptions,
  createSqliteGuard,
  type SqliteGuard,
  type SqliteGuardStatus,
} from './sqlite-guard.ts';
export {
  createSqliteWatch,
  type SqliteProcess,
  type SqliteWatch,
  type SqliteWatchOptions,
} from './sqlite-watch.ts';
