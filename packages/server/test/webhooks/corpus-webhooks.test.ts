import { createHash, createHmac } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { type PolicyInput, parseSettings } from '@portcullis/gate';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { startRecorder } from '../../../../test/support/recorder.ts';
import {
  type Arrived,
  type RunningSite,
  type RunningSiteOptions,
  startSite,
} from '../support/running-site.ts';
import { rawCall } from './raw-call.ts';
import { secret } from './signed-webhooks.ts';

// The cases of the corpus `urls` that are about webhooks, by their ids. Judged by what reaches the recording application.

const wait = { timeout: 20_000 };
const any = '/webhooks/any';
let site: RunningSite;
const digests: string[] = [];

async function start(policy: PolicyInput, options: RunningSiteOptions = {}): Promise<void> {
  await site?.close();
  site = await startSite({
    environment: { ANY_SECRET: secret },
    application: ({ body }, response) => {
      digests.push(sha256(Buffer.from(body, 'latin1')));
      response.writeHead(204).end();
    },
    ...options,
    policy,
  });
}

beforeEach(async () => {
  digests.length = 0;
  await start({ webhooks: [{ match: `POST ${any}` }] });
});
afterEach(() => site.close());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const headersOf = (arrived: Arrived | undefined): Arrived['headers'] => arrived?.headers ?? {};
const heldNow = async () =>
  (
    await site.control.get<{ held: readonly { id: string; bytes: number; lastAttempt: unknown }[] }>(
      '/webhooks/held?state=waiting',
    )
  ).held;

it('U088: where a delivery goes is the configuration’s, whatever the call, the settings and the store say', async () => {
  await site.on({});
  const inside = 'http://169.254.169.254';
  const head = `Host: 169.254.169.254\r\nX-Forwarded-Host: 169.254.169.254\r\nX-Original-URL: ${inside}/latest\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`;
  await rawCall(site.server.port, `POST ${inside}${any} HTTP/1.1\r\n${head}`);
  await rawCall(site.server.port, `POST ${any} HTTP/1.1\r\n${head}`);
  expect((await heldNow()).length).toBeGreaterThan(0);
  // While it runs nobody changes where the application is.
  expect(() => parseSettings({ upstream: inside })).toThrow(/upstream/);
  // Nothing that is stored of it can be read as a place, and none of it can be put in the place of another's.
  await site.send(any, { method: 'POST', body: '{"id":"last"}' });
  await site.stopServer();
  const database = new DatabaseSync(`${site.stateDirectory}/portcullis.sqlite`);
  const rows = database.prepare('select * from held_requests order by sequence').all();
  for (const row of rows) {
    const text = Object.values(row).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
    );
    expect(text.join(' ')).not.toMatch(/169\.254|http:/);
  }
  const [first] = rows;
  database
    .prepare('update held_requests set sealed = ? where sequence = (select max(sequence) from held_requests)')
    .run(first?.sealed ?? null);
  database.close();
  const elsewhere = await startRecorder();
  onTestFinished(() => elsewhere.close());
  await site.startServer({ upstream: elsewhere.origin });
  await site.off();
  await expect.poll(() => elsewhere.requests.length, wait).toBe(rows.length - 1);
  expect(new Set(elsewhere.requests.map(({ target }) => target))).toEqual(new Set([any]));
  for (const { headers, body } of elsewhere.requests) {
    expect(JSON.stringify(headers)).not.toContain('169.254');
    expect(body).toBe('{}');
  }
  const problems = async () => {
    const { held } = await site.control.get<{ held: readonly { lastAttempt: { problem: string } }[] }>(
      '/webhooks/held?state=failed',
    );
    return held.map(({ lastAttempt }) => lastAttempt.problem);
  };
  await expect.poll(problems, wait).toEqual([expect.stringContaining('cannot be decrypted')]);
  expect(site.arrived).toEqual([]);
});

it('U089, U090: the host is the application’s, and nothing of the connection it came by is delivered', async () => {
  await site.on({});
  const answer = await rawCall(
    site.server.port,
    `POST ${any} HTTP/1.1\r\nHost: internal\r\nTransfer-Encoding: chunked\r\nTE: trailers\r\nTrailer: X-Late\r\n`,
    'Keep-Alive: timeout=5\r\nProxy-Connection: close\r\nConnection: close, te\r\n\r\n',
    '3;x=1\r\n{"a\r\n',
    '5\r\n":1}\n\r\n0\r\nX-Late: 1\r\nHost: late\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 202 /);
  await site.off();
  await expect.poll(() => site.arrived.length, wait).toBe(1);
  const [arrived] = site.arrived;
  const headers = headersOf(arrived);
  expect(arrived?.body).toBe('{"a":1}\n');
  expect(headers.host).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(headers['content-length']).toBe('8');
  for (const name of ['transfer-encoding', 'te', 'trailer', 'keep-alive', 'proxy-connection', 'x-late'])
    expect([name, headers[name]]).toEqual([name, undefined]);
});

it('U091: Connection takes no signature away', async () => {
  await start({
    webhookProviders: { any: { signature: { header: 'x-signature' } } },
    webhooks: [{ match: `POST ${any}`, provider: 'any', secretFrom: 'ANY_SECRET' }],
  });
  await site.on({});
  const signature = createHmac('sha256', secret).update('{}').digest('hex');
  const call = {
    method: 'POST',
    body: '{}',
    headers: { Connection: 'X-Signature', 'X-Signature': signature },
  };
  expect((await site.send(any, call)).status).toBe(202);
  expect((await site.send(any, { ...call, body: '[]' })).status).toBe(401);
  await site.off();
  await expect.poll(() => site.arrived.length, wait).toBe(1);
  expect(headersOf(site.arrived[0])['x-signature']).toBe(signature);
});

it('U093: a gzip bomb is stored and delivered as it came, and never unpacked', async () => {
  await start({
    webhooks: [{ match: `POST ${any}`, order: { pointer: '/id' }, limits: { bodyBytes: 20_000_000 } }],
  });
  await site.on({});
  // 10 MB that are 10 GB: the same member again and again.
  const member = gzipSync(Buffer.alloc(10_000_000), { level: 9 });
  const bomb = Buffer.concat(Array.from({ length: Math.ceil(10_000_000 / member.length) }, () => member));
  const before = process.memoryUsage().rss;
  const headers = { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' };
  expect((await site.send(any, { method: 'POST', body: bomb, headers })).status).toBe(202);
  await site.off();
  await expect.poll(() => site.arrived.length, wait).toBe(1);
  expect(digests).toEqual([sha256(bomb)]);
  expect(headersOf(site.arrived[0])['content-encoding']).toBe('gzip');
  // Stored, read and delivered it is a few times its 10 MB, and far from 10 GB.
  expect(process.memoryUsage().rss - before).toBeLessThan(700_000_000);
});

it('U094: more than its limit is refused with 413, never acknowledged and then lost; as much as that is held', async () => {
  const limit = 50_000_000;
  await start({ webhooks: [{ match: `POST ${any}`, limits: { bodyBytes: limit } }] });
  await site.on({});
  const large = Buffer.alloc(51_000_000, 'x');
  const head = `POST ${any} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`;
  const announced = await rawCall(
    site.server.port,
    `${head}Content-Length: ${large.length}\r\n\r\n`,
    'x'.repeat(9_999),
  );
  expect(announced).toMatch(/^HTTP\/1\.1 413 /);
  const { length } = large;
  const chunked = await rawCall(
    site.server.port,
    `${head}Transfer-Encoding: chunked\r\n\r\n${length.toString(16)}\r\n`,
    large,
    '\r\n0\r\n\r\n',
  );
  expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  expect(chunked).not.toMatch(/HTTP\/1\.1 2/);
  expect(await heldNow()).toEqual([]);
  const most = large.subarray(0, limit);
  expect((await site.send(any, { method: 'POST', body: most })).status).toBe(202);
  // With its head, sealed.
  expect((await heldNow()).map(({ bytes }) => bytes > limit && bytes < limit + 1_000)).toEqual([true]);
  await site.off();
  await expect.poll(() => digests, wait).toEqual([sha256(most)]);
});

it('U096: the same delivery twice is held twice unless its rule says otherwise; then it is counted', async () => {
  const provider = { delivery: { header: 'x-delivery' } } as const;
  await start({
    webhookProviders: { naming: provider },
    webhooks: [
      { match: `POST ${any}`, provider: 'naming', deduplicate: false },
      { match: 'POST /webhooks/once', provider: 'naming' },
    ],
  });
  await site.on({});
  for (const target of [any, '/webhooks/once']) {
    for (const _ of [1, 2]) {
      const call = { method: 'POST', body: '{}', headers: { 'X-Delivery': 'd1' } };
      expect((await site.send(target, call)).status).toBe(202);
    }
  }
  const { webhooks } = await site.control.get<{ webhooks: readonly object[] }>('/webhooks');
  expect(webhooks).toMatchObject([
    { name: `POST ${any}`, waiting: 2, duplicates: 0 },
    { name: 'POST /webhooks/once', waiting: 1, duplicates: 1 },
  ]);
  await site.off();
  await expect
    .poll(() => site.arrived.map(({ target }) => target).toSorted(), wait)
    .toEqual([any, any, '/webhooks/once']);
});
