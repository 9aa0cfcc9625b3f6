import type { ServerStore } from '@portcullis/gate';
import type { StoreConfig } from './config/store-config.ts';

/** Connects to nothing yet. Only the driver that is asked for is loaded: who has PostgreSQL needs no binary of SQLite. */
export async function createStore(config: StoreConfig): Promise<ServerStore> {
  switch (config.kind) {
    case 'sqlite': {
      const { createSqliteStore } = await import('@portcullis/store/sqlite');
      return createSqliteStore({ file: config.file });
    }
    case 'postgres': {
      const { createPostgresStore } = await import('@portcullis/store/postgres');
      const { place, listen, schema } = config;
      return createPostgresStore({ database: place, schema, ...(listen !== undefined && { listen }) });
    }
  }
}
