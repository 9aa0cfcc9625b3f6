import type { Store } from '@portcullis/gate';
import { type OpenedStore, storeConformance } from '@portcullis/gate/testing';
import { createRedisStore, type RedisStoreOptions } from '@portcullis/store/redis';
import { createClient } from '@redis/client';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRedis, startRedis } from '../../../test/support/redis/start-redis.ts';
import { createTestClock } from './test-clock.ts';

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis({ settings: { appendonly: 'no' } });
});
afterAll(() => server?.stop());

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
  async function open(): Promise<OpenedStore<Store>> {
    count += 1;
    const prefix = `${by.replaceAll(' ', '-')}:${count}`;
    const clock = createTestClock();
    const stores: Store[] = [];
    const openOne = (): Store => {
      const store = createRedisStore({ ...client.reached, prefix, clock });
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
      },
    };
  }

  storeConformance({ name: `redis by ${by}`, test: { describe, it, expect }, open });
});
