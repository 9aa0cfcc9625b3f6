import { createRedisStore, type RedisStore, type RedisStoreOptions } from '@portcullis/store/redis';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRedis, startRedis } from '../../../test/support/redis/start-redis.ts';
import { clientThat } from './client-that.ts';
import { recordOf } from './fixtures.ts';
import { processOf } from './server-fixtures.ts';
import { createTestClock } from './test-clock.ts';

const site = 'shop';
let server: RunningRedis;
let admin: Redis;
const stores: RedisStore[] = [];
let prefixes = 0;

beforeAll(async () => {
  server = await startRedis({ settings: { appendonly: 'no' } });
  admin = new Redis(server.path);
});
afterAll(async () => {
  admin?.disconnect();
  await server?.stop();
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  prefixes += 1;
});

function open(options: Partial<RedisStoreOptions> = {}): RedisStore {
  const store = createRedisStore({ client: admin, prefix: `of:${prefixes}`, ...options });
  stores.push(store);
  return store;
}

const stored = () => admin.hlen(`{of:${prefixes}}:site:${site}:processes`);

describe('processes', () => {
  it('are stored thousands at once, and those that were taken off are forgotten after a while', async () => {
    const clock = createTestClock();
    const store = open({ clock });
    const ids = Array.from({ length: 5_000 }, (_, index) => String(10_000 + index));
    await store.processes.report(
      site,
      ids.map((id) => processOf(id)),
    );
    expect((await store.processes.list(site)).processes.map(({ id }) => id)).toEqual(ids);
    const remove = (id: string) => store.processes.remove(site, { worker: 'mails', id });
    // None waits for another one.
    const some = ids.slice(0, 50);
    expect(await Promise.all(some.map(remove))).toEqual(some.map(() => true));
    expect(await stored()).toBe(5_000);
    clock.advance(61_000);
    expect(await Promise.all([remove('14998'), remove('14999')])).toEqual([true, true]);
    expect(await stored()).toBe(4_950);
  });
});

describe('somebody who comes between', () => {
  it('and takes a process off that is just being reported, has it off', async () => {
    const other = open();
    await other.processes.report(site, [processOf('p', 60_000)]);
    const slow = clientThat(admin, async (send, count) => {
      // Between the reading and the commit.
      if (count === 2) await other.processes.remove(site, { worker: 'mails', id: 'p' });
      return send();
    });
    await open({ client: slow }).processes.report(site, [processOf('p'), processOf('q')]);
    expect((await other.processes.list(site)).processes.map(({ id }) => id)).toEqual(['q']);
  });

  it('and hears of a process that is just being taken off since it was silent, keeps it', async () => {
    const other = open();
    await other.processes.report(site, [processOf('p', 60_000)]);
    const seenAt = (await other.processes.list(site)).processes[0]?.seenAt ?? 0;
    const slow = clientThat(admin, async (send, count) => {
      if (count === 2) await other.processes.report(site, [processOf('p')]);
      return send();
    });
    const removal = { worker: 'mails', id: 'p', seenAt };
    expect(await open({ client: slow }).processes.remove(site, removal, recordOf('a', 1))).toBe(false);
    expect((await other.processes.list(site)).processes.length).toBe(1);
    expect(await other.audit.read(site, { limit: 10 })).toEqual([]);
  });
});
