export { createPostgresStore, type PostgresStoreOptions } from './create-postgres-store.ts';
export type { SqlClient, SqlPool, SqlQuery } from './sql-client.ts';
export { postgresStoreTables } from './store-tables.ts';
