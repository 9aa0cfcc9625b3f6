import { type HeldStore, PortcullisError, type ServerStore } from '@portcullis/gate';
import type { StoreConfig } from './config/store-config.ts';

export interface CreateStoreOptions {
  /** Told why a store may forget what it was told. @default nobody is told */
  readonly onWarning?: (message: string) => void;
}

/** Connects to nothing yet. Only the driver that is asked for is loaded: who has PostgreSQL needs no binary of SQLite. */
export async function createStore(
  config: StoreConfig,
  { onWarning }: CreateStoreOptions = {},
): Promise<ServerStore> {
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
    case 'redis': {
      const [{ createRedisStore }, { createSqliteStore }] = await Promise.all([
        import('@portcullis/store/redis'),
        import('@portcullis/store/sqlite'),
      ]);
      const { place, prefix, file } = config;
      // Whatever comes with a record on the audit log lies where that lies. Nothing of these does.
      const own = createSqliteStore({ file });
      const shared = createRedisStore({ place, prefix, ...(onWarning !== undefined && { onWarning }) });
      return {
        ...shared,
        ledger: own.ledger,
        incidents: own.incidents,
        held: heldBefore(own.held),
        deliveries: own.deliveries,
        async close() {
          await shared.close();
          await own.close();
        },
      };
    }
  }
}

/**
 * What was held while the file was the whole store is delivered, and nothing new comes to it: an order of calls would be in the
 * hands of two hosts, and the file knows no epoch of the switch. The configuration refuses rules that hold.
 */
function heldBefore(held: HeldStore): HeldStore {
  const refuse = async (): Promise<never> => {
    throw new PortcullisError(
      'PORTCULLIS_STORE_UNAVAILABLE',
      'With a store of the kind redis nothing is held, and nothing decided of what was held before. To decide, start this server with that store: { kind: "sqlite" }.',
    );
  };
  return { ...held, accept: refuse, decide: refuse };
}
