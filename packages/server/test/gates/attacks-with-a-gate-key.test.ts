import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import {
  type AuditRecord,
  deriveKeyBytes,
  gateName,
  hashPassToken,
  type InstanceReport,
} from '@portcullis/gate';
import { createHttpStore } from '@portcullis/store/http';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hashOf } from '../../src/operators/token.ts';
import { patience, reportOf } from '../support/beside-the-server.ts';
import { storeOf } from '../support/mounted-handlers.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

/** Whoever stole the key of an application's gates, and what it is worth to him. */
const secret = Buffer.alloc(32, 'not his');
let auditKey: Uint8Array;
beforeAll(async () => {
  auditKey = await deriveKeyBytes(secret, 'audit');
});

let site: RunningSite;
let stolen = { id: '', token: '' };
let other = { id: '', token: '' };
beforeEach(async () => {
  site = await startSite({ secret: secret.toString('base64url') });
  stolen = await makeKey('shop');
  other = await makeKey('blog');
});
afterEach(() => site.close());

async function makeKey(name: string): Promise<{ id: string; token: string }> {
  const wanted = { name, scopes: ['gate'], expiresInDays: null, actor: 'ada' };
  const { key, token } = await site.control.post<{ key: { id: string }; token: string }>('/keys', wanted);
  return { id: key.id, token };
}

interface Answered {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

async function ask(path: string, body?: unknown, token = stolen.token): Promise<Answered> {
  const response = await fetch(`${site.server.consoleUrl}v1/sites/default/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Answered['json'] };
}

const nameOf = (id: string, { token } = stolen) => gateName(hashOf(token), id);
const report = (id: string, changes: object = {}) => ({
  ...reportOf({}),
  id,
  takesProcesses: false,
  ...changes,
});

/** As whoever has the secret, too, writes one. */
function signed(record: Partial<AuditRecord>, key = auditKey): AuditRecord {
  const { chain = nameOf('web-1'), sequence = 1, kind = 'bypass.used', data = '{}' } = record;
  const at = 1_700_000_000_000;
  const [actor, previousHash] = ['ada', '0'.repeat(64)];
  const text = JSON.stringify([chain, sequence, at, kind, actor, data, previousHash]);
  const hash = createHmac('sha256', key).update(text).digest('hex');
  return { chain, sequence, at, kind, actor, data, previousHash, hash };
}

const listed = async (): Promise<readonly string[]> => {
  const store = storeOf(site);
  try {
    return (await store.instances.list('default')).map(({ id }) => id);
  } finally {
    await store.close();
  }
};

describe('with a stolen key of the scope gate', () => {
  it('nothing but the routes of gates is reached', async () => {
    const attempts: readonly (readonly [path: string, body?: unknown])[] = [
      ['on', { mode: 'open', reason: 'x', force: true }],
      ['off', { anyway: true }],
      ['passes', { subject: 'mallory', scope: 'write', ttlMs: 3_600_000 }],
      ['keys', { name: 'more', scopes: ['switch'], expiresInDays: null }],
      ['status'],
      ['audit?limit=10'],
      ['instances/x/remove', { reason: 'x' }],
      ['workers/token', { worker: 'mail' }],
      ['settings'],
      ['events'],
    ];
    for (const [path, body] of attempts) expect((await ask(path, body)).status, path).toBe(403);
    expect((await site.control.get<{ switch: { epoch: number } }>('/status')).switch.epoch).toBe(0);
  });

  it('nobody speaks for an instance of a server or of another key', async () => {
    const own = site.server.gate.instance.id;
    await ask('gate/report', report(nameOf('web-1', other)), other.token);
    const theirs = [own, nameOf('web-1', other), 'web-1', `${nameOf('web-1').toUpperCase()}`, ''];
    for (const id of theirs) {
      expect(await ask('gate/report', report(id)), id).toMatchObject({
        status: 403,
        json: { code: 'PORTCULLIS_FORBIDDEN' },
      });
      expect((await ask('gate/leave', { id })).status, id).toBe(403);
      expect((await ask(`gate/audit/head?chain=${encodeURIComponent(id)}`)).status, id).toBe(403);
    }
    expect([...(await listed())].sort()).toEqual([nameOf('web-1', other), own].sort());
    expect((await ask('gate/report', report(nameOf('web-1')))).status).toBe(200);
    expect((await ask('gate/audit/chains')).json).toEqual({ chains: [] });
  });

  it('no record is taken that the secret did not sign, of another’s chain, or of what only a server puts on record', async () => {
    const own = site.server.gate.instance.id;
    const head = async () => (await ask(`gate/audit/head?chain=${encodeURIComponent(nameOf('web-1'))}`)).json;
    const refused: readonly AuditRecord[] = [
      signed({}, new Uint8Array(32).fill(1)),
      { ...signed({}), actor: 'mallory' },
      { ...signed({}), hash: '' },
      signed({ chain: own, sequence: 2 }),
      signed({ chain: nameOf('web-1', other) }),
      signed({ kind: 'switch.changed' }),
      signed({ kind: 'pass.redeemed' }),
      signed({ kind: 'operator.signed-in' }),
    ];
    for (const record of refused) {
      const { status, json } = await ask('gate/audit/append', { records: [signed({}), record] });
      expect([status, json.code], JSON.stringify(record)).toEqual([403, 'PORTCULLIS_FORBIDDEN']);
    }
    expect(await head()).toEqual({ head: null });
    const seal = {
      chain: nameOf('web-1'),
      sequence: 1,
      hash: 'f'.repeat(64),
      at: 1,
      signature: 'f'.repeat(64),
    };
    expect((await ask('gate/audit/seal', seal)).status).toBe(403);
    expect((await ask('gate/audit/append', { records: [signed({})] })).status).toBe(200);
    expect(await head()).toEqual({ head: signed({}) });
    // A second gate of the same name, or a replay, is no second record.
    expect((await ask('gate/audit/append', { records: [signed({})] })).json.code).toBe(
      'PORTCULLIS_AUDIT_UNWRITABLE',
    );
    await site.server.gate.audit.flush();
    expect((await site.control.post<{ findings: unknown[] }>('/audit/verify', {})).findings).toEqual([]);
  });

  it('a pass is neither read nor used up', async () => {
    const wanted = { subject: 'mia', scope: 'write', ttlMs: 3_600_000, actor: 'ada' };
    const { link } = await site.control.post<{ link: string }>('/passes', wanted);
    const token = new URL(link).searchParams.get('token') ?? '';
    const tokenHash = await hashPassToken(token);
    const { json } = await ask('gate/state');
    expect(JSON.stringify(json)).not.toContain(token);
    expect(json.passes).toMatchObject([{ tokenHash, redeemedAt: null }]);
    const forged = signed({ kind: 'pass.redeemed' }, new Uint8Array(32).fill(1));
    const other = signed({ kind: 'bypass.used' });
    for (const record of [forged, other]) {
      expect((await ask('gate/redeem', { tokenHash, record })).status).toBe(403);
    }
    expect((await ask('gate/state')).json.passes).toMatchObject([{ redeemedAt: null }]);
    const genuine = { tokenHash, record: signed({ kind: 'pass.redeemed' }) };
    expect((await ask('gate/redeem', genuine)).json).toMatchObject({ pass: { subject: 'mia' } });
  });

  it('keys that are used up once are confirmations alone, for a day at most, and few', async () => {
    const key = `confirmation:${'a'.repeat(32)}`;
    const now = Date.now();
    for (const [claimed, expiresAt] of [
      ['anything', now],
      [`${key}0`, now],
      [key, now + 25 * 3_600_000],
    ] as const) {
      expect((await ask('gate/claim', { key: claimed, expiresAt })).status, claimed).toBe(400);
    }
    const claim = (count: number) =>
      ask('gate/claim', { key: `confirmation:${String(count).padStart(32, '0')}`, expiresAt: now + 60_000 });
    const statuses: number[] = [];
    for (let count = 0; count < 25; count += 1) {
      const some = await Promise.all(Array.from({ length: 20 }, (_, index) => claim(20 * count + index)));
      statuses.push(...some.map(({ status }) => status));
    }
    expect(statuses.slice(0, 200).every((status) => status === 200)).toBe(true);
    expect(statuses).toContain(429);
    // Another application goes on.
    expect((await ask('gate/claim', { key, expiresAt: now + 60_000 }, other.token)).json).toEqual({
      claimed: true,
    });
  });

  it('instances are at most a hundred, and none outlives its process for long or holds up processes', async () => {
    for (const changes of [
      { leaseMs: 3_600_000 },
      { leaseMs: 0 },
      { takesProcesses: true },
      { effectiveAreas: { a: 'off' } },
      { host: 'x'.repeat(254) },
      { host: 'web\nenforced' },
      { policyDigest: 'as the server has it' },
      { writesInFlight: [{ method: 'POST', path: '/a\nmissing', ageMs: 1 }] },
      { version: '1\u001b[2J' },
      { id: nameOf('web\u202e1') },
    ]) {
      const { status } = await ask('gate/report', report(nameOf('web-1'), changes));
      expect(status, JSON.stringify(changes)).toBe(400);
    }
    for (let count = 0; count < 100; count += 1) {
      expect((await ask('gate/report', report(nameOf(`web-${count}`)))).status).toBe(200);
    }
    expect(await ask('gate/report', report(nameOf('one-more')))).toMatchObject({
      status: 400,
      json: { detail: expect.stringContaining('100 instances') },
    });
    expect((await ask('gate/report', report(nameOf('web-99')))).status).toBe(200);
    expect((await ask('gate/report', report(nameOf('a', other)), other.token)).status).toBe(200);
    expect((await ask('gate/leave', { id: nameOf('web-0') })).json).toEqual({ left: true });
    expect((await ask('gate/report', report(nameOf('one-more')))).status).toBe(200);
    const ofShell = await site.control
      .post('/gate/leave', { id: nameOf('web-1') })
      .catch((error) => error.code);
    expect(ofShell).toBe('PORTCULLIS_FORBIDDEN');
  });

  it('a body is taken only as long as it says to be, and never longer than a thousand records', async () => {
    const { port } = new URL(site.server.consoleUrl ?? '');
    const statusOf = (lines: readonly string[], body: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          const head = [`POST /v1/sites/default/gate/leave HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...lines];
          socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
        });
        socket.once('error', reject);
        socket.once('data', (data) => {
          socket.destroy();
          resolve(data.toString().split(' ')[1] ?? '');
        });
      });
    const common = [`Authorization: Bearer ${stolen.token}`, 'Content-Type: application/json'];
    expect(await statusOf([...common, 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n')).toBe('400');
    expect(await statusOf([...common, 'Content-Length: 999999999'], '{')).toBe('429');
    expect(await statusOf([...common, 'Content-Length: 17000000'], '{')).toBe('400');
  });

  it('whoever revokes it ends it all at once', async () => {
    const store = createHttpStore({ url: site.server.consoleUrl ?? '', key: stolen.token });
    let hints = 0;
    try {
      store.switch.subscribe('default', () => {
        hints += 1;
      });
      await vi.waitUntil(() => hints > 0, patience);
      await site.control.post(`/keys/${stolen.id}/revoke`, { actor: 'ada' });
      await expect(store.switch.version('default')).rejects.toMatchObject({
        code: 'PORTCULLIS_STORE_UNAVAILABLE',
        message: expect.stringMatching(/does not know this key/),
      });
      const leave: Partial<InstanceReport> = { id: nameOf('web-1') };
      expect((await ask('gate/leave', leave)).status).toBe(401);
      expect((await ask('gate/events')).status).toBe(401);
    } finally {
      await store.close();
    }
  });
});

it('a real server refuses in the words that createHttpStore makes advice of', async () => {
  const url = site.server.consoleUrl ?? '';
  const wanted = { name: 'reader', scopes: ['read'], expiresInDays: null, actor: 'ada' };
  const reader = await site.control.post<{ token: string }>('/keys', wanted);
  const messageOf = async (key: string, asked: string): Promise<string> => {
    const store = createHttpStore({ url, key });
    const message = await store.switch.version(asked).then(
      () => 'it did not refuse',
      (error: Error) => error.message,
    );
    await store.close();
    return message;
  };
  expect(await messageOf(reader.token, 'default')).toMatch(/this one has read.*key create NAME --scope gate/);
  expect(await messageOf(stolen.token, 'blog')).toMatch(/guards the site "default".*instead of "blog"/);
  // As a server of a version without these routes says it.
  expect((await ask('gate/of-tomorrow')).json.detail).toMatch(/^No such route/);
});
