import { readFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import {
  createRedisStore,
  type IoredisClient,
  type RedisStore,
  type RedisStoreOptions,
} from '@portcullis/store/redis';
import { Cluster, Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { type RunningRedis, startRedis } from '../../../test/support/redis/start-redis.ts';
import { clientThat } from './client-that.ts';
import { changeOf, passOf, recordOf, reportOf } from './fixtures.ts';
import { apiKeyOf, operatorOf, processOf, sessionOf, transitionOf } from './server-fixtures.ts';
import { createTestClock } from './test-clock.ts';

const site = 'shop';
const password = 'gr:ey@heron';
let server: RunningRedis;
let port: number;
let admin: Redis;
const stores: RedisStore[] = [];
const ends: (() => void)[] = [];
let prefixes = 0;

beforeAll(async () => {
  port = await freePort();
  server = await startRedis({
    settings: {
      appendonly: 'no',
      port: String(port),
      bind: '127.0.0.1',
      'enable-debug-command': 'yes',
    },
  });
  admin = new Redis(server.path);
});
afterAll(async () => {
  admin?.disconnect();
  await server?.stop();
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  for (const end of ends.splice(0)) end();
  prefixes += 1;
});

/** Of this test alone. */
const prefixNow = () => `one:${prefixes}`;
const keyNow = (name: string) => `{${prefixNow()}}:site:${site}:${name}`;

function open(options: Partial<RedisStoreOptions> = {}): RedisStore {
  const reached = options.client === undefined ? { place: `redis://127.0.0.1:${port}` } : {};
  const store = createRedisStore({ ...reached, prefix: prefixNow(), ...options });
  stores.push(store);
  return store;
}

const close = (store: RedisStore, epoch: number) =>
  store.switch.change(site, changeOf({ expectedEpoch: epoch, record: recordOf('a', epoch + 1) }));

async function failureOf(
  work: Promise<unknown>,
): Promise<{ readonly code: string; readonly message: string; readonly cause: unknown }> {
  const error = await work.then(
    (value) => new Error(`it was done: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new TypeError('not an error');
  return { code: 'code' in error ? String(error.code) : '', message: error.message, cause: error.cause };
}

const subscribers = async () => Number((await admin.pubsub('NUMSUB', `${prefixNow()}:changes`))[1]);

/** Ids of the connections that have this name. */
async function connectionsOf(name: string): Promise<readonly string[]> {
  const list = String(await admin.client('LIST'));
  const lines = list.split('\n').filter((line) => line.includes(` name=${name} `));
  return lines.map((line) => /^id=(\d+)/.exec(line)?.[1] ?? '');
}

describe('what is stored', () => {
  it('has one identity, however many begin at the same time', async () => {
    const versions = await Promise.all(Array.from({ length: 12 }, () => open().switch.version(site)));
    expect(new Set(versions.map(({ lineage }) => lineage)).size).toBe(1);
  });

  it('has another identity after everything was flushed, told to whoever was connected', async () => {
    const store = open();
    await close(store, 0);
    const before = await store.switch.version(site);
    await admin.flushall();
    const after = await store.switch.version(site);
    expect([before.epoch, after.epoch]).toEqual([1, 0]);
    expect(after.lineage).not.toBe(before.lineage);
  });

  it('of a newer version is left alone', async () => {
    const store = open();
    await close(store, 0);
    await admin.hset(`{${prefixNow()}}:identity`, 'format', '2');
    for (const work of [
      store.switch.read(site),
      close(store, 1),
      open().instances.report(site, reportOf('i')),
    ]) {
      const { code, message } = await failureOf(work);
      expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
      expect(message).toContain('was written by a newer version of Portcullis (it has format 2');
    }
    expect(await admin.exists(keyNow('instances'))).toBe(0);
  });

  it.each<[string, (key: string) => Promise<unknown>, string]>([
    ['a text in place of the switch', (key) => admin.set(key, 'garbage'), 'is a string'],
    ['no JSON', (key) => admin.hset(key, 'switch', '{'), 'the switch of shop is not JSON'],
    ['half a switch', (key) => admin.hdel(key, 'switch'), 'the switch of shop is there in part only'],
    ['another mode', (key) => admin.hset(key, 'switch', '{"mode":"ajar"}'), 'should be'],
  ])('that is %s is a damaged store, and nothing is written beside it', async (_, damage, told) => {
    const store = open();
    await close(store, 0);
    await damage(keyNow('state'));
    for (const work of [
      store.switch.read(site),
      close(store, 1),
      store.passes.create(passOf('p'), recordOf('a', 2)),
    ]) {
      const { code, message } = await failureOf(work);
      expect(code).toBe('PORTCULLIS_STORE_CORRUPT');
      expect(message).toContain(told);
    }
    expect((await store.audit.head(site, 'a'))?.sequence).toBe(1);
    expect(await admin.exists(keyNow('passes'))).toBe(0);
  });

  it('is stored whole or not at all where a later command would fail', async () => {
    const store = open();
    await admin.set(keyNow('audit:places'), 'garbage');
    expect((await failureOf(close(store, 0))).code).toBe('PORTCULLIS_STORE_CORRUPT');
    expect(await admin.exists(keyNow('state'))).toBe(0);
  });

  it('lies on one node of a cluster, by a client of the cluster too', async () => {
    const nodePort = await freePort();
    const cluster = await startRedis({
      settings: {
        appendonly: 'no',
        port: String(nodePort),
        bind: '127.0.0.1',
        'cluster-enabled': 'yes',
        'cluster-port': String(await freePort()),
        'cluster-announce-ip': '127.0.0.1',
      },
    });
    const node = new Redis(cluster.path);
    const client = new Cluster([{ host: '127.0.0.1', port: nodePort }], { lazyConnect: true });
    try {
      await node.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      await expect.poll(async () => String(await node.call('CLUSTER', 'INFO'))).toContain('cluster_state:ok');
      await client.connect();
      const [one, other] = [open({ client: node }), open({ client })];
      await other.switch.read(site);
      let heard = 0;
      other.switch.subscribe(site, () => {
        heard += 1;
      });
      await close(one, 0);
      await expect.poll(() => heard).toBe(1);
      await other.passes.create(passOf('p'), recordOf('a', 2));
      expect((await one.audit.read(site, { newestFirst: true, limit: 5 })).length).toBe(2);
    } finally {
      for (const store of stores.splice(0)) await store.close();
      client.disconnect();
      node.disconnect();
      await cluster.stop();
    }
  });
});

describe('what goes wrong', () => {
  it('is told without a password, and with what to do', async () => {
    const user = `redis://keeper:${encodeURIComponent(password)}@127.0.0.1`;
    await admin.call('ACL', 'SETUSER', 'keeper', 'on', '>k', '~other:*', '+@all');
    const places = [`${user}:${port}/0`, `${user}:1/0`, `redis://keeper:k@127.0.0.1:${port}`];
    for (const place of places) {
      const { code, message, cause } = await failureOf(open({ place }).switch.read(site));
      expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
      expect(message).toContain('Nothing of this operation was stored.');
      expect(`${message} ${JSON.stringify(cause)} ${String(cause)}`).not.toContain('heron');
    }
    expect(() => open({ place: `mysql://u:${password}@db` })).toThrow(/^Expected a place as redis/);
    expect(() => open({ prefix: '{a}' })).toThrow('Expected a prefix');
    expect(() => createRedisStore({})).toThrow('Expected either place or client, got neither.');
  });

  it('is stored whole or not at all for a user who may not do all of it', async () => {
    await close(open(), 0);
    const all = await admin.call('ACL', 'SETUSER', 'halved', 'on', '>k', '~*', '&*', '+@all', '-@sortedset');
    expect(all).toBe('OK');
    const halved = new Redis(port, { username: 'halved', password: 'k' });
    ends.push(() => halved.disconnect());
    const stored = () => admin.hgetall(keyNow('state'));
    const before = await stored();
    const { message } = await failureOf(close(open({ client: halved }), 1));
    expect(message).toMatch(
      /refuses what this user asks for .*Z[A-Z]+ on .* Nothing of this operation was stored/,
    );
    expect(await stored()).toEqual(before);
    // One before 7.0 cannot be asked: then it is said that a part is there.
    const earlier: IoredisClient = {
      eval: (script, keys, ...args) =>
        halved.eval(script.replace('if redis.acl_check_cmd and', 'if false and'), keys, ...args),
      info: (section) => halved.info(section),
      duplicate: () => halved.duplicate({ lazyConnect: true }),
    };
    const half = await failureOf(close(open({ client: earlier }), 1));
    expect(half.message).toMatch(
      /refuses what this user asks for .* A part of this operation was stored before that/,
    );
    expect(await stored()).not.toEqual(before);
  });

  it('is nothing for a user who has the rights that the documentation names, and no others', async () => {
    const page = await readFile(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
    const line = /`ACL SETUSER portcullis on >… (.+?)`/.exec(page)?.[1] ?? '';
    const rights = line.replaceAll('portcullis', prefixNow()).split(' ');
    await admin.call('ACL', 'SETUSER', 'portcullis', 'on', '>k', ...rights);
    const store = open({ place: `redis://portcullis:k@127.0.0.1:${port}` });
    let heard = 0;
    store.switch.subscribe(site, () => {
      heard += 1;
    });
    await expect.poll(subscribers).toBe(1);
    await close(open(), 0);
    await expect.poll(() => heard).toBe(1);
    expect((await close(store, 1)).kind).toBe('changed');
    await store.passes.create(passOf('p'), recordOf('a', 3));
    expect(await store.passes.claim(site, 'key', Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(await store.audit.read(site, { newestFirst: true, limit: 5 })).toHaveLength(3);
    expect(await store.audit.chains(site)).toEqual(['a']);
    await store.instances.report(site, reportOf('i'));
    expect(await store.instances.remove(site, 'i')).toBe(true);
    await store.processes.report(site, [processOf('p')]);
    const others = open({ place: `redis://portcullis:k@127.0.0.1:${port}`, prefix: 'of-others' });
    expect((await failureOf(others.switch.read(site))).message).toContain('refuses what this user asks for');
  });

  it('is a deadline for a client that waits for ever for a server to come', async () => {
    const client = new Redis({ port: 1, retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    try {
      const { code, message } = await failureOf(open({ client, timeoutMs: 100 }).switch.read(site));
      expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
      expect(message).toContain('no answer within 100 ms');
    } finally {
      client.disconnect();
    }
  });

  it('is a deadline where a server stands still, and over when it goes on', async () => {
    const store = open({ timeoutMs: 300 });
    await close(store, 0);
    const standing = admin.call('DEBUG', 'SLEEP', '1');
    const { code, message } = await failureOf(close(store, 1));
    expect(code).toBe('PORTCULLIS_STORE_UNAVAILABLE');
    expect(message).toContain('no answer within 300 ms');
    await standing;
    expect((await store.switch.read(site)).switch.epoch).toBe(1);
  });

  it('is over with the next operation where a network swallowed the connection', async () => {
    let swallows = false;
    const sockets = new Set<Socket>();
    const network = createServer((socket) => {
      const onward = connect(port, '127.0.0.1');
      const isLost = () => swallows && sockets.has(socket);
      socket.on('data', (data) => isLost() || onward.write(data));
      onward.on('data', (data) => isLost() || socket.write(data));
      for (const end of [socket, onward]) end.on('error', () => undefined);
      socket.on('close', () => onward.destroy());
      if (!swallows) sockets.add(socket);
    });
    await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve));
    ends.push(() => {
      for (const socket of sockets) socket.destroy();
      network.close();
    });
    const address = network.address();
    const place = `redis://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
    const store = open({ place, timeoutMs: 300 });
    await close(store, 0);
    swallows = true;
    expect((await failureOf(store.switch.read(site))).message).toContain('no answer within 300 ms');
    expect((await store.switch.read(site)).switch.epoch).toBe(1);
  });

  it('is over once connections that were ended are opened again', async () => {
    const store = open();
    await close(store, 0);
    for (const id of await connectionsOf('portcullis-store')) await admin.client('KILL', 'ID', id);
    await store.switch.read(site).catch(() => undefined);
    expect((await store.switch.read(site)).switch.epoch).toBe(1);
  });

  it('is a replica, or a memory that is full, by its name', async () => {
    const store = open();
    await close(store, 0);
    await admin.replicaof('127.0.0.1', 1);
    try {
      expect((await failureOf(close(store, 1))).message).toContain('is a replica, which takes no writes');
    } finally {
      await admin.replicaof('NO', 'ONE');
    }
    await admin.config('SET', 'maxmemory', '1');
    try {
      const { message } = await failureOf(close(store, 1));
      expect(message).toContain('has no memory left');
      expect(message).toContain('Nothing of this operation was stored');
    } finally {
      await admin.config('SET', 'maxmemory', '0');
    }
    expect((await close(store, 1)).kind).toBe('changed');
  });

  it('is warned of, where a Redis may forget', async () => {
    const warnings: string[] = [];
    const uncaught: unknown[] = [];
    const note = (error: unknown) => void uncaught.push(error);
    process.on('unhandledRejection', note);
    // F06: who is told may fail in any way; that ended the process.
    const onWarning = (message: string): never => {
      warnings.push(message);
      if (warnings.length > 1) return Promise.reject(new Error('not told')) as never;
      throw new Error('not told');
    };
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    try {
      await open({ onWarning }).switch.read(site);
      await expect.poll(() => warnings.join()).toContain('maxmemory-policy allkeys-lru');
    } finally {
      await admin.config('SET', 'maxmemory-policy', 'noeviction');
    }
    expect(warnings.join()).toContain('it writes no append-only file');
    expect(warnings.length).toBe(2);
    process.off('unhandledRejection', note);
    expect(uncaught).toEqual([]);
  });
});

describe('a client that goes its own way', () => {
  it('and sends again what it had no answer to, changes nothing twice and calls nobody a loser', async () => {
    const twice = clientThat(admin, async (send) => {
      await send();
      return send();
    });
    const store = open({ client: twice });
    const { kind, state } = await close(store, 0);
    expect([kind, state.switch.epoch]).toEqual(['changed', 1]);
    await store.passes.create(passOf('p'), recordOf('a', 2));
    expect((await store.passes.redeem(site, passOf('p').tokenHash, recordOf('a', 3)))?.id).toBe('p');
    await store.instances.report(site, reportOf('i'));
    expect(await store.instances.remove(site, 'i', recordOf('a', 4))).toBe(true);
    const owner = operatorOf('ada', site);
    const first = { onlyFirst: true, record: recordOf('a', 5) };
    expect(await store.operators.create(site, owner, first)).toBe('created');
    expect(await store.keys.create(apiKeyOf('k', site), recordOf('a', 6))).toBe(true);
    expect(await store.keys.revoke(site, 'k', recordOf('a', 7))).toBe(true);
    expect(await store.transitions.claim(site, { id: 'c', leaseMs: 60_000 })).toBe(true);
    const write = {
      conductorId: 'c',
      expectedVersion: 0,
      transition: transitionOf(),
      record: recordOf('a', 8),
    };
    expect(await store.transitions.write(site, write)).toBe('written');
    await store.processes.report(site, [processOf('p')]);
    expect(await store.processes.remove(site, { worker: 'mails', id: 'p' }, recordOf('a', 9))).toBe(true);
    const records = await store.audit.read(site, { limit: 10 });
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await store.switch.version(site)).epoch).toBe(2);
  });

  it('and sends a decision an hour after what it rests on was read, decides anew', async () => {
    const clock = createTestClock();
    const late = clientThat(admin, async (send, count) => {
      const answer = await send();
      // Between the reading and the commit of the redemption.
      if (count === 3) clock.advance(3_600_000);
      return answer;
    });
    const store = open({ client: late, clock });
    const expiresAt = clock.wallMs() + 60_000;
    await store.passes.create({ ...passOf('p'), expiresAt }, recordOf('a', 1));
    expect(await store.passes.redeem(site, passOf('p').tokenHash, recordOf('a', 2))).toBe(null);
    expect((await store.audit.head(site, 'a'))?.sequence).toBe(1);
  });
});

describe('a sign of life', () => {
  it('that a client of the application sends when nobody waits for it any more is none', async () => {
    const store = open();
    await store.instances.report(site, reportOf('i'));
    const seen = async () => (await store.instances.list(site))[0]?.seenAt;
    const before = await seen();
    let sent: Promise<unknown> = Promise.resolve();
    const late = clientThat(admin, async (send, count) => {
      if (count === 1) return send();
      // As one that was cut off, and keeps what it could not send.
      sent = new Promise((resolve) => setTimeout(() => resolve(send()), 600));
      return sent;
    });
    const { message } = await failureOf(
      open({ client: late, timeoutMs: 200 }).instances.report(site, reportOf('i')),
    );
    expect(message).toContain('no answer within 200 ms');
    expect(await sent).toContain('late');
    expect(await seen()).toBe(before);
  });
});

describe('somebody who comes between', () => {
  it('the sight of a session and its end is not undone by it', async () => {
    const other = open();
    const ada = operatorOf('ada', site);
    await other.operators.create(site, ada, { onlyFirst: true, record: recordOf('a', 1) });
    await other.sessions.open(sessionOf('1', ada), { operatorVersion: 1, record: null });
    const slow = clientThat(admin, async (send, count) => {
      // Between the reading and the commit.
      if (count === 2) await other.sessions.end(site, { id: '1' }, null);
      return send();
    });
    await open({ client: slow }).sessions.seen(site, '1', { seenAt: 5, expiresAt: Number.MAX_SAFE_INTEGER });
    expect(await other.sessions.list(site)).toEqual([]);
  });
});

it('a primary that became a replica is left: its name may lead to another one', async () => {
  const store = open({ place: `redis://127.0.0.1:${port}` });
  await close(store, 0);
  const connections = async () =>
    String(await admin.client('LIST'))
      .split('\n')
      .filter((line) => /name=portcullis-store /.test(line))
      .map((line) => /^id=(\d+)/.exec(line)?.[1]);
  const before = await connections();
  await admin.config('SET', 'replica-serve-stale-data', 'yes');
  await admin.replicaof('127.0.0.1', 1);
  try {
    await expect(close(store, 1)).rejects.toThrow('is a replica');
    await expect(close(store, 1)).rejects.toThrow('is a replica');
    expect((await connections()).filter((id) => before.includes(id))).toEqual([]);
  } finally {
    await admin.replicaof('NO', 'ONE');
  }
});

describe('hints', () => {
  it('come again after the connection that listens was ended, with one for what was missed', async () => {
    const [one, other] = [open(), open()];
    await close(one, 0);
    let heard = 0;
    other.switch.subscribe(site, () => {
      heard += 1;
    });
    const listening = 'portcullis-store-listening';
    await expect.poll(subscribers).toBe(1);
    for (const id of await connectionsOf(listening)) await admin.client('KILL', 'ID', id);
    await expect.poll(() => heard).toBe(1);
    await close(one, 1);
    await expect.poll(() => heard).toBe(2);
  });

  it('come to whoever subscribed just before the change, though the connection was not there yet', async () => {
    const [one, other] = [open({ client: admin }), open({ client: admin })];
    await other.switch.read(site);
    let heard = 0;
    other.switch.subscribe(site, () => {
      heard += 1;
    });
    await close(one, 0);
    await expect.poll(() => heard).toBe(1);
  });
});
