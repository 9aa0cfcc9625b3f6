import { join } from 'node:path';
import type { Store } from '@portcullis/gate';
import { storeConformance } from '@portcullis/gate/testing';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { describe, expect, it } from 'vitest';
import { createTemporaryDirectory } from './temporary-directory.ts';
import { createTestClock } from './test-clock.ts';

storeConformance({
  name: 'sqlite',
  test: { describe, it, expect },
  open: async () => {
    const directory = createTemporaryDirectory();
    const clock = createTestClock();
    const stores: Store[] = [];
    const open = (): Store => {
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
  },
});
