import type { ServerStore } from '@portcullis/gate';
import { type OpenedStore, serverStoreConformance, storeConformance } from '@portcullis/gate/testing';
import { createPostgresStore } from '@portcullis/store/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  postgresVersions,
  type RunningPostgres,
  startPostgres,
} from '../../../test/support/postgres/start-postgres.ts';
import { createTestClock } from './test-clock.ts';

const test = { describe, it, expect };

/** A database as most are: its texts go in the order of a language, where `:` comes before `0`. 14 has none. */
async function inOrderOfPeople({ version, adminUrl }: RunningPostgres): Promise<string> {
  if (version < 15) return adminUrl;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(
      `create database people template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'`,
    );
  } finally {
    await admin.end();
  }
  const url = new URL(adminUrl);
  url.pathname = '/people';
  return url.href;
}

describe.each(postgresVersions)('PostgreSQL %i', (version) => {
  let server: RunningPostgres;
  let database: string;
  let count = 0;
  beforeAll(async () => {
    server = await startPostgres(version);
    database = await inOrderOfPeople(server);
  });
  afterAll(() => server?.stop());

  /** On a schema of its own. */
  async function openPostgres(): Promise<OpenedStore<ServerStore>> {
    count += 1;
    const schema = `store_${count}`;
    const clock = createTestClock();
    const stores: ServerStore[] = [];
    const open = (): ServerStore => {
      const store = createPostgresStore({
        database,
        schema,
        mostConnections: 3,
        clock,
      });
      stores.push(store);
      return store;
    };
    return {
      store: open(),
      advance: clock.advance,
      another: async () => open(),
      async reopen() {
        await stores[0]?.close();
        return open();
      },
      async close() {
        for (const store of stores) await store.close();
      },
    };
  }

  storeConformance({ name: `postgres ${version}`, test, open: openPostgres });
  serverStoreConformance({ name: `postgres ${version}`, test, open: openPostgres });
});
