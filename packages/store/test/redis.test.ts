import { join } from 'node:path';
import type { ServerStore } from '@portcullis/gate';
import { type OpenedStore, serverStoreConformance, storeConformance } from '@portcullis/gate/testing';
import { createRedisStore, type RedisStore, type RedisStoreOptions } from '@portcullis/store/redis';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { createClient } from '@redis/client';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRedis, startRedis } from '../../../test/support/redis/start-redis.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';
import { createTestClock, type TestClock } from './test-clock.ts';

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis({ settings: { appendonly: 'no' } });
});
afterAll(() => server?.stop());

const test = { describe, it, expect };
type Reached = Pick<RedisStoreOptions, 'place' | 'client'>;
interface Client {
  readonly reached: Reached;
  end(): unknown;
}

const clients: Readonly<Record<string, () => Promise<Client>>> = {
  'a place': async () => ({ reached: { place: server.path }, end: () => undefined }),
  'a client of ioredis': async () => {
    const client = new Redis(server.path);
    return { reached: { client }, end: () => client.disconnect() };
  },
  'a client of node-redis': async () => {
    const client = createClient({ socket: { path: server.path, tls: false } });
    client.on('error', () => undefined);
    await client.connect();
    return { reached: { client }, end: () => client.destroy() };
  },
};

describe.each(Object.entries(clients))('Redis by %s', (by, start) => {
  let client: Client;
  let count = 0;
  beforeAll(async () => {
    client = await start();
  });
  afterAll(() => client?.end());

  /** With keys of its own. */
  async function open(): Promise<OpenedStore<ServerStore>> {
    count += 1;
    const prefix = `${by.replaceAll(' ', '-')}:${count}`;
    const clock = createTestClock();
    const folder = createTemporaryDirectory();
    const file = join(folder.path, 'portcullis.sqlite');
    const stores: ServerStore[] = [];
    const openOne = (): ServerStore => {
      const store = withFile(createRedisStore({ ...client.reached, prefix, clock }), { file, clock });
      stores.push(store);
      return store;
    };
    return {
      store: openOne(),
      advance: clock.advance,
      another: async () => openOne(),
      async reopen() {
        await stores[0]?.close();
        return openOne();
      },
      async close() {
        for (const store of stores) await store.close();
        folder.remove();
      },
    };
  }

  storeConformance({ name: `redis by ${by}`, test, open });
  // Commands are the same by whichever client.
  if (by !== 'a place') return;
  const describeShared = (name: string, body: () => void) =>
    /^(?:held|decisions about what is held|deliveries)$/.test(name)
      ? describe.skip(`${name} (skipped: a server on Redis holds nothing)`, body)
      : describe(name, body);
  serverStoreConformance({ name: 'redis and a file', test: { ...test, describe: describeShared }, open });
});

/** As a server has it: what comes without records lies in a file. */
function withFile(
  shared: RedisStore,
  { file, clock }: { readonly file: string; readonly clock: TestClock },
): ServerStore {
  const { ledger, incidents, held, deliveries, close } = createSqliteStore({ file, clock });
  return {
    ...shared,
    ledger,
    incidents,
    held,
    deliveries,
    async close() {
      await shared.close();
      await close();
    },
  };
}
