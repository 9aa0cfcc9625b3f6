export type {
  AdmissionToken,
  AdmissionTokens,
  CreatedToken,
  CreateTokenOptions,
  RevokeTokenOptions,
} from './admission-tokens.ts';
export type { Drained, DrainOptions, Holder } from './drain-writers.ts';
export type { GuardStatus } from './guard-status.ts';
export type { Installed, InstallOptions } from './install-guard.ts';
export type { LeftOutStore } from './left-out.ts';
export {
  type CloseOptions,
  createPostgresGuard,
  type PostgresGuard,
  type PostgresGuardOptions,
} from './postgres-guard.ts';
export { createPostgresWatch, type PostgresWatch, type PostgresWatchOptions } from './postgres-watch.ts';
export type { SqlRow, SqlSession } from './sql-session.ts';
export type { UninstallOptions } from './uninstall-guard.ts';
export type { WriteTraces } from './write-traces.ts';
