export type { SqliteConnection } from './sqlite-connection.ts';
export {
  type CloseSqliteOptions,
  createSqliteGuard,
  type SqliteGuard,
  type SqliteGuardStatus,
} from './sqlite-guard.ts';
