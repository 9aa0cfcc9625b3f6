import { join } from 'node:path';
import type { ServerStore } from '@portcullis/gate';
import { type OpenedStore, serverStoreConformance, storeConformance } from '@portcullis/gate/testing';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { describe, expect, it } from 'vitest';
import { createTemporaryDirectory } from './temporary-directory.ts';
import { createTestClock } from './test-clock.ts';

async function openSqlite(): Promise<OpenedStore<ServerStore>> {
  const directory = createTemporaryDirectory();
  const clock = createTestClock();
  const stores: ServerStore[] = [];
  const open = (): ServerStore => {
    const store = createSqliteStore({ file: join(directory.path, 'store.db'), clock });
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
      directory.remove();
    },
  };
}

const test = { describe, it, expect };

storeConformance({ name: 'sqlite', test, open: openSqlite });
serverStoreConformance({ name: 'sqlite', test, open: openSqlite });
