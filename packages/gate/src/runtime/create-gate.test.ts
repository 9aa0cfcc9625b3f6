import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rawRequest } from '../../test/support/decide-fixtures.ts';
import {
  createTestClock,
  createTestHost,
  createTestLogger,
  createTestStore,
  instance,
  quietRounds,
  site,
  type TestClock,
  type TestLogger,
  type TestStore,
} from '../../test/support/gate-fixtures.ts';
import { createPassToken, deriveKeyBytes, hashPassToken, importSigningKey } from '../identity/index.ts';
import { passCookieName } from '../model/header.ts';
import type { Pass } from '../model/pass.ts';
import type { RawRequest } from '../model/request.ts';
import type { IdentitySource } from '../ports/identity-source.ts';
import { passOf, recordOf } from '../testing/store-conformance/fixtures.ts';
import { createGate } from './create-gate.ts';
import type { Gate } from './gate.ts';
import type { CreateGateOptions } from './gate-options.ts';
import { verifyDecision } from './signing/decision-header.ts';

const secret = new Uint8Array(32).fill(7);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const leaseMs = 5_000;

let clock: TestClock;
let store: TestStore;
let logger: TestLogger;
const gates: Gate[] = [];

beforeEach(() => {
  clock = createTestClock();
  store = createTestStore(clock);
  logger = createTestLogger();
});

afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.close();
});

async function start(options: Partial<CreateGateOptions> = {}): Promise<Gate> {
  const gate = await createGate({
    site,
    policy: {},
    store: store.store,
    host: createTestHost().host,
    secrets: [secret],
    instance,
    clock,
    logger,
    ...quietRounds,
    leaseMs,
    ...options,
  });
  gates.push(gate);
  return gate;
}

let passes = 0;
async function createPass(gate: Gate, more: Partial<Pass> = {}): Promise<Pass> {
  passes += 1;
  const expiresAt = clock.wallMs() + hourMs;
  const pass = passOf(`p${passes}`, { createdAt: clock.wallMs(), expiresAt, ...more });
  await store.store.passes.create(pass, recordOf(`pass ${passes}`, 1));
  await gate.refresh();
  return pass;
}

/** The role of somebody with the cookie of this pass. */
async function roleWith(gate: Gate, cookie: string): Promise<string> {
  const raw = rawRequest('GET /', { headers: ['Cookie', `${passCookieName}=${cookie}`] });
  const { decision } = await gate.judge(raw);
  return decision.kind === 'own' ? 'own' : decision.standing.role;
}

const errors = () => logger.lines.filter(({ level }) => level === 'error').map(({ message }) => message);
async function answerTo(gate: Gate, line: string) {
  const { status, headers, body } = await gate.answer(await gate.judge(rawRequest(line)));
  return { status, headers: Object.fromEntries(headers), body: String(body) };
}
const own = (route: string) => `/.well-known/portcullis/${route}`;

// Behind a balancer whoever opens his link at once may meet another server than the one that made it.
it('a pass that was made elsewhere a moment ago is found, and a token of nobody is not', async () => {
  const gate = await start();
  const [token, other] = [1, 2].map((first) =>
    createPassToken(Uint8Array.from({ length: 32 }, (_, index) => index + first)),
  );
  const tokenHash = (await hashPassToken(token)) ?? '';
  const made = passOf('elsewhere', {
    createdAt: clock.wallMs(),
    expiresAt: clock.wallMs() + hourMs,
    tokenHash,
  });
  await store.store.passes.create(made, recordOf('elsewhere', 1));
  expect((await answerTo(gate, `GET ${own('pass')}?token=${token}`)).status).toBe(200);
  expect((await answerTo(gate, `GET ${own('pass')}?token=${other}`)).status).toBe(403);
  store.failing.add('look');
  expect((await answerTo(gate, `GET ${own('pass')}?token=${token}`)).status).toBe(200);
  expect((await answerTo(gate, `GET ${own('pass')}?token=${other}`)).status).toBe(403);
});

describe('a clock that is set', () => {
  // What was seen of the wrong time was kept for ever, while passes were issued by the right one.
  it('back to the right time kills no new pass', async () => {
    await store.change({ mode: 'closed' });
    const gate = await start();
    clock.jump(dayMs);
    await gate.judge(rawRequest('GET /'));
    clock.jump(-dayMs);
    const cookie = await gate.sealPass(await createPass(gate));
    expect(await roleWith(gate, cookie)).toBe('admin');
  });

  it('ahead and back kills no pass that was there before', async () => {
    await store.change({ mode: 'closed' });
    const gate = await start();
    const cookie = await gate.sealPass(await createPass(gate));
    clock.jump(dayMs);
    await gate.refresh();
    expect(await roleWith(gate, cookie)).toBe('visitor');
    clock.jump(-dayMs);
    await gate.refresh();
    expect(await roleWith(gate, cookie)).toBe('admin');
  });

  it.each([30_000, 2 * hourMs])('back by %s ms revives no pass that has ended', async (jump) => {
    await store.change({ mode: 'closed' });
    const gate = await start();
    const cookie = await gate.sealPass(await createPass(gate));
    clock.advance(hourMs);
    await gate.refresh();
    expect(await roleWith(gate, cookie)).toBe('visitor');
    clock.jump(-jump);
    await gate.refresh();
    expect(await roleWith(gate, cookie)).toBe('visitor');
  });

  it('back to the right time leaves decision headers that are believed', async () => {
    await store.change({ mode: 'read-only' });
    const gate = await start();
    const header = async () => gate.decisionHeader(await gate.judge(rawRequest('GET /')));
    clock.jump(dayMs);
    await header();
    clock.jump(-dayMs);
    const value = await header();
    const claims = await verifyDecision(value, {
      keys: [await importSigningKey(await deriveKeyBytes(secret, 'decision'))],
      site,
      nowMs: clock.wallMs(),
    });
    expect(claims).toMatchObject({ mode: 'read-only', expiresAt: clock.wallMs() + 60_000 });
  });
});

describe('what goes wrong beside a decision', () => {
  // A subscriber of the server that threw ended the process, and nobody after it was told.
  it('is no matter of the other subscribers, nor of the process', async () => {
    const gate = await start();
    const told: string[] = [];
    gate.subscribe(() => {
      throw new Error('a subscriber fails');
    });
    gate.subscribe(() => void told.push(gate.view().snapshot.mode));
    await store.change({ mode: 'closed' });
    await gate.refresh();
    await Promise.resolve();
    expect(told).toEqual(['closed']);
    expect(errors()).toHaveLength(1);
  });

  // What failed while deciding was asked for again while recording, outside of the part that never throws.
  it.each(['method', 'target', 'headers'] as const)(
    'a request whose %s cannot be read is refused',
    async (part) => {
      await store.change({ mode: 'closed' });
      const gate = await start();
      const raw: RawRequest = {
        ...rawRequest('GET /'),
        get [part](): never {
          throw new Error(`the ${part} cannot be read`);
        },
      };
      const { decision } = await gate.judge(raw);
      expect(decision).toMatchObject({ kind: 'refuse', status: 503, rule: { id: 'failure' } });
      expect(errors()[0]).toBe('deciding failed; the request is refused');
    },
  );

  // A regression: a session that the application had moved on was lost with the refusal.
  it('leaves a refusal the cookies that the probe was given', async () => {
    await store.change({ mode: 'closed' });
    let isBroken = false;
    const source: IdentitySource = {
      kind: 'callback',
      recognise(_, { passCookieOn }) {
        passCookieOn('session=moved-on');
        isBroken = true;
        return null;
      },
    };
    const gate = await start({ policy: { identity: [{ kind: 'callback' }] }, identity: [source] });
    const request = rawRequest('GET /', { headers: ['Cookie', 'session=1'] });
    const raw: RawRequest = {
      ...request,
      get method() {
        if (isBroken) throw new Error('the method cannot be read any more');
        return request.method;
      },
    };
    expect(await gate.judge(raw)).toMatchObject({
      decision: { kind: 'refuse', rule: { id: 'failure' } },
      setCookies: ['session=moved-on'],
    });
  });
});

describe('an instance whose lease is lost', () => {
  // Status, health and metrics called a site open that refused everything.
  it('says in status and health what it enforces', async () => {
    const gate = await start({ policy: { onStoreLost: 'closed' } });
    const told = async () => {
      const health = JSON.parse((await answerTo(gate, `GET ${own('health')}`)).body);
      const status = await answerTo(gate, `GET ${own('status')}`);
      return [health.mode, health.why, JSON.parse(status.body).mode, status.headers['Portcullis-Mode']];
    };
    expect(await told()).toEqual(['open', 'store', 'open', undefined]);
    clock.advance(leaseMs + 1);
    expect(await told()).toEqual(['closed', 'store-lost', 'closed', 'closed']);
    expect(gate.view().snapshot.mode).toBe('closed');
  });

  it('tells its subscribers of areas too', async () => {
    await store.change({ mode: 'closed', areas: { uploads: 'open' } });
    const gate = await start({
      policy: { onStoreLost: 'closed', areas: { uploads: { routes: ['/uploads/*'] } } },
    });
    const onChange = vi.fn();
    gate.subscribe(onChange);
    await gate.refresh();
    clock.advance(leaseMs + 1);
    expect(gate.view().snapshot.areas).toEqual({ uploads: 'closed' });
    await Promise.resolve();
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('tells its subscribers', async () => {
    const gate = await start({ policy: { onStoreLost: 'closed' } });
    const onChange = vi.fn();
    gate.subscribe(onChange);
    clock.advance(leaseMs + 1);
    await gate.judge(rawRequest('GET /'));
    await Promise.resolve();
    expect(onChange).toHaveBeenCalledTimes(1);
  });
});

it('subscribers are told of a pass that ends, because uploads may go on under it', async () => {
  await store.change({ mode: 'read-only' });
  const gate = await start();
  await createPass(gate);
  await Promise.resolve();
  const onChange = vi.fn();
  gate.subscribe(onChange);
  await gate.refresh();
  await Promise.resolve();
  expect(onChange).not.toHaveBeenCalled();
  clock.advance(hourMs);
  await gate.refresh();
  await Promise.resolve();
  expect(onChange).toHaveBeenCalledTimes(1);
});

describe('own routes', () => {
  it.each([
    ['POST', 'status', 'GET, HEAD'],
    ['OPTIONS', 'status', 'GET, HEAD'],
    ['DELETE', 'health', 'GET, HEAD'],
    ['POST', 'notice', 'GET, HEAD'],
    ['PUT', 'banner.css', 'GET, HEAD'],
    ['GET', 'leave', 'POST'],
    ['HEAD', 'leave', 'POST'],
    ['DELETE', 'pass', 'GET, HEAD, POST'],
  ])('refuse %s %s and name what they allow', async (method, route, allowed) => {
    const { status, headers } = await answerTo(await start(), `${method} ${own(route)}`);
    expect([status, headers.Allow, headers['Cache-Control']]).toEqual([405, allowed, 'no-store']);
  });

  it.each([
    ['GET', 'status', 200],
    ['HEAD', 'health', 200],
    ['GET', 'notice', 200],
    ['GET', 'banner.css', 200],
    ['POST', 'leave', 303],
    ['GET', 'nowhere', 404],
    ['POST', 'nowhere', 404],
    ['GET', 'constructor', 404],
  ])('answer %s %s with %i', async (method, route, status) => {
    expect((await answerTo(await start(), `${method} ${own(route)}`)).status).toBe(status);
  });
});

describe('createGate', () => {
  const source = (kind: IdentitySource['kind']): IdentitySource => ({ kind, recognise: () => null });
  const callback = { kind: 'callback' } as const;
  const jwt = {
    kind: 'jwt',
    from: { header: 'authorization' },
    algorithms: ['ES256'],
    issuer: 'https://id.example.org',
    audience: 'shop',
    jwksUrl: 'https://id.example.org/keys',
    role: { pointer: '/role', map: { boss: 'admin' } },
  } as const;

  // Administrators became visitors without a word.
  it.each([
    ['without the sources', [callback], []],
    ['with a source that is not named', [], [source('jwt')]],
    ['with another source', [callback], [source('jwt')]],
    ['with fewer sources', [callback, jwt], [source('callback')]],
    ['in another order', [callback, jwt], [source('jwt'), source('callback')]],
  ] as const)('refuses a policy with identity, %s', async (_, named, sources) => {
    const starting = start({ policy: { identity: named }, identity: sources });
    await expect(starting).rejects.toMatchObject({ code: 'PORTCULLIS_CONFIG_INVALID' });
  });

  it('takes the sources that the policy names, in its order', async () => {
    await start({
      policy: { identity: [jwt, callback] },
      identity: [source('jwt'), source('callback')],
    });
  });

  it('takes the clock of the machine when none is given', async () => {
    const { clock: _, ...withoutClock } = {
      site,
      policy: {},
      store: null,
      secrets: [secret],
      instance,
      clock,
    };
    const gate = await createGate(withoutClock);
    gates.push(gate);
    const answer = await gate.answer(await gate.judge(rawRequest(`GET ${own('health')}`)));
    expect(answer.status).toBe(200);
  });
});

describe('closing twice', () => {
  it('resolves the second time when the first has finished', async () => {
    const gate = await start();
    const order: string[] = [];
    const first = gate.close().then(() => void order.push('first'));
    const second = gate.close().then(() => void order.push('second'));
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
    expect((await store.store.audit.head(site, instance.id))?.kind).toBe('instance.stopped');
  });
});

describe('closing', () => {
  it('puts on record what was refused until then', async () => {
    await store.change({ mode: 'closed' });
    const gate = await start();
    await gate.judge(rawRequest('GET /orders/7'));
    await gate.close();
    const records = await store.store.audit.read(site, { limit: 10 });
    const refused = records.find(({ kind }) => kind === 'requests.refused');
    expect(refused?.data).toContain('"closed GET /orders/:id":1');
  });
});

describe('the calls of a job', () => {
  const draining = ['mails'];
  const call = async (gate: Gate, token: string, line = 'POST /orders') => {
    const raw = rawRequest(line, { headers: ['Portcullis-Worker', token] });
    const { decision } = await gate.judge(raw);
    return decision.kind === 'own' ? 'own' : `${decision.kind} ${decision.rule.id}`;
  };

  it('are let in while its worker is drained, and put on record', async () => {
    await store.change({ mode: 'read-only', draining });
    const gate = await start();
    const { value } = await gate.sealWorker('mails');
    expect(await call(gate, value)).toBe('allow worker');
    expect(await call(gate, (await gate.sealWorker('imports')).value)).toBe('refuse read-only-write');
    expect(await call(gate, `${value}, ${value}`)).toBe('refuse read-only-write');
    await gate.close();
    const records = await store.store.audit.read(site, { limit: 100 });
    const used = records.filter(({ kind }) => kind === 'bypass.used');
    expect(used.map(({ actor, data }) => [actor, JSON.parse(data).by])).toEqual([
      ['worker mails', 'worker mails'],
    ]);
  });

  it.each(['keep', 'read-only'] as const)(
    'are refused where it is not known whether it is drained, with onStoreLost %s',
    async (onStoreLost) => {
      await store.change({ mode: 'read-only', draining });
      const gate = await start({ policy: { onStoreLost } });
      const { value } = await gate.sealWorker('mails');
      clock.advance(leaseMs);
      expect(await call(gate, value)).toBe('allow worker');
      clock.advance(1);
      expect(await call(gate, value)).toBe('refuse read-only-write');
    },
  );

  it('are refused under a mode that is forced, which says more than the switch', async () => {
    await store.change({ mode: 'read-only', draining });
    const gate = await start({ environmentMode: 'read-only' });
    expect(await call(gate, (await gate.sealWorker('mails')).value)).toBe('refuse read-only-write');
  });

  it('are refused once it is drained, after a minute, and with the token of another secret', async () => {
    await store.change({ mode: 'read-only', draining });
    const gate = await start();
    const { value, expiresAt } = await gate.sealWorker('mails');
    const other = await start({ secrets: [new Uint8Array(32).fill(8)] });
    expect(await call(other, value)).toBe('refuse read-only-write');
    clock.advance(expiresAt - clock.wallMs());
    await gate.refresh();
    expect(await call(gate, value)).toBe('refuse read-only-write');
    const fresh = (await gate.sealWorker('mails')).value;
    expect(await call(gate, fresh)).toBe('allow worker');
    await store.change({ mode: 'read-only' });
    await gate.refresh();
    expect(await call(gate, fresh)).toBe('refuse read-only-write');
  });
});
