import { createGate, type Gate, type InstanceReport } from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import { createRedisStore, type RedisStore } from '@portcullis/store/redis';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { startRedis } from '../../../test/support/redis/start-redis.ts';
import { changeOf, passOf, recordOf, reportOf } from './fixtures.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

const site = 'shop';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface RunningGate {
  readonly gate: Gate;
  readonly store: RedisStore;
}

const ignore = (): void => undefined;
const secret = new Uint8Array(32).fill(7);

/** With a disk of its own, as a host has. Rounds come when the test asks for them, or with a hint. */
async function startGate(id: string, open: () => RedisStore): Promise<RunningGate> {
  const directory = createTemporaryDirectory();
  closers.push(() => directory.remove());
  const store = open();
  closers.push(() => store.close());
  const gate = await createGate({
    site,
    policy: {},
    store,
    host: createHostState({ directory: directory.path, secrets: [secret] }),
    secrets: [secret],
    instance: { id, version: '1.0.0', host: id, processId: 1 },
    logger: { info: ignore, warn: ignore, error: ignore },
    pollIntervalMs: 2 ** 30,
    breakGlassIntervalMs: 2 ** 30,
    flushIntervalMs: 2 ** 30,
    sealIntervalMs: 2 ** 30,
    leaseMs: 2 ** 30,
  });
  closers.push(() => gate.close());
  return { gate, store };
}

/** As an operator switches by one of them, settling what is contested. */
async function turn({ gate, store }: RunningGate, mode: 'open' | 'closed'): Promise<void> {
  const { epoch } = await store.switch.version(site);
  const leastEpoch = gate.view().snapshot.switch.epoch + 1;
  await gate.audit.writeWith({ kind: 'switch.changed', actor: 'ada', data: {} }, async (record) => {
    const result = await store.switch.change(site, {
      ...changeOf({ expectedEpoch: epoch, record, mode }),
      leastEpoch,
    });
    return { stored: result.kind === 'changed', result };
  });
  await gate.refresh();
}

const standing = ({ gate }: RunningGate) => {
  const { store, snapshot } = gate.view();
  return `${store}, ${snapshot.switch.mode}`;
};
const refreshed = async (gates: readonly RunningGate[]) => {
  for (const { gate } of gates) await gate.refresh();
  return gates.map(standing);
};
const reported = async ({ store }: RunningGate) =>
  (await store.instances.list(site)).map(
    ({ why, effectiveMode }: Pick<InstanceReport, 'why' | 'effectiveMode'>) => `${why}, ${effectiveMode}`,
  );

/** Both keep what they enforce, say so to whoever asks, and follow again what somebody decides. */
async function expectContestedUntilDecided(gates: readonly [RunningGate, RunningGate]): Promise<void> {
  expect(await refreshed(gates)).toEqual(['contested, closed', 'contested, closed']);
  expect(await reported(gates[1])).toEqual(['contested, closed', 'contested, closed']);
  await turn(gates[1], 'open');
  expect(await refreshed(gates)).toEqual(['following, open', 'following, open']);
}

describe('a Redis that lost what it was told', () => {
  it('by FLUSHALL leaves two gates at the stricter state, until somebody decides', async () => {
    const server = await startRedis({ settings: { appendonly: 'no' } });
    closers.push(() => server.stop());
    const open = () => createRedisStore({ place: server.path });
    const gates = [await startGate('one', open), await startGate('two', open)] as const;
    await turn(gates[0], 'closed');
    expect(await refreshed(gates)).toEqual(['following, closed', 'following, closed']);
    const admin = new Redis(server.path);
    await admin.flushall();
    admin.disconnect();
    await expectContestedUntilDecided(gates);
  });

  it('by a restart without a file leaves them there, and is called lost while it is away', async () => {
    const server = await startRedis({ settings: { appendonly: 'no' } });
    closers.push(() => server.stop());
    const open = () => createRedisStore({ place: server.path, timeoutMs: 1_000 });
    const gates = [await startGate('one', open), await startGate('two', open)] as const;
    await turn(gates[0], 'closed');
    await refreshed(gates);
    await server.kill();
    expect(await refreshed(gates)).toEqual(['lost, closed', 'lost, closed']);
    await server.start();
    await expectContestedUntilDecided(gates);
  });

  it('by promoting a replica without the last change leaves them there, though it is the same store', async () => {
    const port = await freePort();
    const primary = await startRedis({
      settings: { appendonly: 'no', port: String(port), bind: '127.0.0.1', 'repl-diskless-sync-delay': '0' },
    });
    const replica = await startRedis({ settings: { appendonly: 'no' } });
    const clients = [new Redis(primary.path), new Redis(replica.path)] as const;
    closers.push(
      () => primary.stop(),
      () => replica.stop(),
      () => clients.map((client) => client.disconnect()),
    );
    await clients[1].replicaof('127.0.0.1', port);
    let [reached] = clients;
    const client = {
      eval: (script: string, keys: number, ...args: string[]) => reached.eval(script, keys, ...args),
      info: (section: string) => reached.info(section),
      duplicate: () => reached.duplicate({ lazyConnect: true }),
    };
    const open = () => createRedisStore({ client });
    const gates = [await startGate('one', open), await startGate('two', open)] as const;
    await turn(gates[0], 'open');
    await expect
      .poll(() => clients[1].hget('{portcullis}:site:shop:state', 'version'))
      .toContain('"epoch":1');
    const { lineage } = await gates[0].store.switch.version(site);
    await clients[1].replicaof('NO', 'ONE');
    await turn(gates[0], 'closed');
    expect(await refreshed(gates)).toEqual(['following, closed', 'following, closed']);
    [, reached] = clients;
    expect(await gates[0].store.switch.version(site)).toMatchObject({ lineage, epoch: 1 });
    await expectContestedUntilDecided(gates);
  });
});

// F19: a memory that is full, and settings by which Redis makes room by throwing away any key: each by itself.
describe('a Redis that forgets some of its keys and keeps others', () => {
  /** Two gates that know the site to be closed, and a pass of this window; `admin` may take keys away. */
  async function closedSite(settings: Readonly<Record<string, string>> = {}) {
    const server = await startRedis({ settings: { appendonly: 'no', ...settings } });
    closers.push(() => server.stop());
    const admin = new Redis(server.path);
    closers.push(() => admin.disconnect());
    const open = () => createRedisStore({ place: server.path });
    const gates = [await startGate('one', open), await startGate('two', open)] as const;
    await turn(gates[0], 'closed');
    await gates[0].store.passes.create(passOf('p'), recordOf('other', 1));
    expect(await refreshed(gates)).toEqual(['following, closed', 'following, closed']);
    await Promise.all(gates.map(({ gate }) => gate.audit.flush()));
    return { admin, open, gates };
  }

  it('stays closed whichever it is, for who was there and who comes anew, and goes on once somebody decides', async () => {
    const { admin, open, gates } = await closedSite();
    const seen: Record<string, string> = {};
    const names = (await admin.keys('{portcullis}*')).sort();
    expect(names.length).toBeGreaterThan(10);
    for (const [index, name] of names.entries()) {
      await admin.del(name);
      const [one, two] = await refreshed(gates);
      // Without anything that it remembers.
      const late = await startGate(`late-${index}`, open);
      seen[name] = [one, two, standing(late)].join('; ');
      await late.gate.close();
      await turn(gates[1], 'open');
      expect(await refreshed(gates), name).toEqual(['following, open', 'following, open']);
      await turn(gates[0], 'closed');
      expect(await refreshed(gates), name).toEqual(['following, closed', 'following, closed']);
      expect(
        (await gates[0].store.instances.list(site)).map(({ id }) => id),
        name,
      ).toEqual(['one', 'two']);
    }
    for (const [name, standings] of Object.entries(seen)) {
      const isOther = name.endsWith(':identity');
      const known = isOther ? 'contested, closed' : 'following, closed';
      expect(standings, name).toBe(`${known}; ${known}; following, closed`);
    }
  });

  it('names an instance that it forgot in part, which nobody relies on, and takes it off the list', async () => {
    const { admin, gates } = await closedSite();
    const [{ store, gate }] = gates;
    const cutOff = { ...reportOf('cut-off'), effectiveMode: 'open', onStoreLost: 'keep' } as const;
    for (const key of ['instances', 'instances:seen']) {
      await store.instances.report(site, cutOff);
      await admin.del(`{portcullis}:site:shop:${key}`);
      await refreshed(gates);
      const found = (await store.instances.list(site)).find(({ id }) => id === 'cut-off');
      expect(found).toMatchObject({ effectiveMode: 'open', onStoreLost: 'keep' });
      expect(await store.instances.remove(site, 'cut-off')).toBe(true);
      expect((await store.instances.list(site)).map(({ id }) => id)).toEqual(['one', 'two']);
    }
    expect(gate.view().snapshot.mode).toBe('closed');
  });

  it('by its own choice, again and again, never opens the site nor lets a pass live that was revoked', async () => {
    const { admin, gates } = await closedSite();
    const [{ store }] = gates;
    await store.passes.revoke(site, 'p', recordOf('other', 2));
    await refreshed(gates);
    await admin.config('SET', 'maxmemory-policy', 'allkeys-random');
    const went = new Set<string>();
    const isHere = () => admin.keys('{portcullis}*');
    for (let round = 0; round < 12; round += 1) {
      const before = await isHere();
      const used = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))?.[1]);
      await admin.config('SET', 'maxmemory', String(used + 64 * 1024));
      // What others keep in it takes the place of some of ours: few enough that some stay.
      for (let filled = 0; filled < 40 && (await isHere()).length >= before.length - 2; filled += 1) {
        await admin.set(`other:${round}:${filled}`, 'x'.repeat(16 * 1024)).catch(() => undefined);
      }
      const left = new Set(await isHere());
      for (const name of before.filter((one) => !left.has(one))) went.add(name);
      const standings = await refreshed(gates);
      for (const one of standings) expect(one).toMatch(/^(?:following|contested|lost), closed$/);
      expect(gates.flatMap(({ gate }) => [...gate.view().passes.keys()])).toEqual([]);
      await admin.config('SET', 'maxmemory', '0');
      await admin.eval(
        "for _, key in ipairs(redis.call('KEYS', 'other:*')) do redis.call('DEL', key) end",
        0,
      );
      // What went while they looked they both have seen by now: a switch settles it for who watched.
      await refreshed(gates);
      await turn(gates[1], 'closed');
      expect(await refreshed(gates)).toEqual(['following, closed', 'following, closed']);
    }
    expect(went.size).toBeGreaterThan(4);
    await turn(gates[1], 'open');
    expect(await refreshed(gates)).toEqual(['following, open', 'following, open']);
  });
});
