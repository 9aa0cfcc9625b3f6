import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGate, type Gate, type SiteState, silentLogger, untouchedSwitch } from '@portcullis/gate';
import { createHttpStore, type HttpStoreOptions } from '@portcullis/store/http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import {
  type Answer,
  type AnsweringServer,
  type AnsweringServerOptions,
  answerJson,
  startAnsweringServer,
} from './answering-server.ts';

const key = `pcl_${'k'.repeat(43)}`;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(answer: Answer, options?: AnsweringServerOptions): Promise<AnsweringServer> {
  const server = await startAnsweringServer(answer, options);
  closers.push(() => server.close());
  return server;
}

function open(url: string, options: Partial<HttpStoreOptions> = {}) {
  const store = createHttpStore({ url, key, ...options });
  closers.push(() => store.close());
  return store;
}

async function failureOf(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; shown: string }> {
  try {
    await promise;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    // As a logger shows it, causes and all.
    const shown = [error, (error as Error).cause]
      .map((one) => `${String(one)} ${JSON.stringify(one)}`)
      .join('\n');
    return { code, message, shown };
  }
  throw new Error('it did not fail');
}

const problem = (status: number, code: string, detail: string): Answer => {
  return (_request, response) => answerJson(response, { code, detail, status }, status);
};
const version = { lineage: 'l', epoch: 3, windowId: null, since: 1 };
const unavailable = 'PORTCULLIS_STORE_UNAVAILABLE';

describe('createHttpStore', () => {
  it.each([
    ['an address that is none', { url: 'admin.example.com' }, /url: expected the address/],
    ['another protocol', { url: 'ftp://admin.example.com' }, /url: expected the address/],
    ['a password in the address', { url: 'https://ada:pw@admin.example.com' }, /without user/],
    ['a query', { url: 'https://admin.example.com/?a' }, /without user, query/],
    ['plain http to another machine', { url: 'http://admin.example.com' }, /expected https/],
    ['what only looks like this machine', { url: 'http://127.0.0.1.example.com' }, /expected https/],
    ['no key', { url: 'https://admin.example.com', key: '' }, /key: expected a key/],
    ['half a key', { url: 'https://admin.example.com', key: key.slice(0, 20) }, /key: expected a key/],
    ['a time that is none', { url: 'https://admin.example.com', timeoutMs: 0 }, /timeoutMs/],
  ])('refuses %s', (_what, options, message) => {
    const start = () => createHttpStore({ key, ...options });
    expect(start).toThrow(message);
    expect(start).toThrow(expect.objectContaining({ code: 'PORTCULLIS_CONFIG_INVALID' }));
    expect(start).not.toThrow(/kkkk/);
  });

  it('takes plain http on this machine, and elsewhere by a word', async () => {
    for (const url of [
      'http://localhost:1',
      'http://127.8.9.1:1',
      'http://[::1]:1',
      'http://admin.localhost:1/ops',
    ])
      await open(url).close();
    await open('http://10.0.0.7:8081', { allowInsecure: true }).close();
  });

  it('names instances by the key, and differently by another one', () => {
    const named = open('http://localhost:1').nameOf?.('web-1') ?? '';
    expect(named).toMatch(/^[0-9a-f]{16}:web-1$/);
    expect(open('http://localhost:1', { key: `pcl_${'j'.repeat(43)}` }).nameOf?.('web-1')).not.toBe(named);
  });
});

describe('a server that does not do what it is asked', () => {
  it.each<[string, Answer, RegExp]>([
    [
      'a key it does not know',
      problem(401, 'PORTCULLIS_SIGN_IN_NEEDED', 'No.'),
      /does not know this key.*key create/,
    ],
    [
      'a key of another scope',
      problem(403, 'PORTCULLIS_FORBIDDEN', 'This needs a key with the scope gate; this one has read.'),
      /scope gate; this one has read.*key create NAME --scope gate/,
    ],
    [
      'another site',
      problem(404, 'PORTCULLIS_NOT_FOUND', 'This server guards the site "blog", not "shop".'),
      /guards the site "blog".*Name its site instead of "shop"/,
    ],
    [
      'a version without these routes',
      problem(404, 'PORTCULLIS_NOT_FOUND', 'No such route: GET /v1/sites/shop/gate/version.'),
      /version that has no store for gates: bring it up to date/,
    ],
    ['too much at once', problem(429, 'PORTCULLIS_TOO_MANY_TRIES', 'Too much.'), /refused \(Too much\.\)/],
    ['a store that is away', problem(503, unavailable, 'Its disk is full.'), /Its disk is full/],
    [
      'a page',
      (_q, response) => response.end('<html>hello</html>'),
      /no Portcullis server.*address of its console/,
    ],
    [
      'a page that says no',
      (_q, response) => response.writeHead(404).end('nothing'),
      /no Portcullis server.*status 404/,
    ],
    [
      'JSON of something else',
      (_q, response) => answerJson(response, { epoch: 'many' }),
      /no Portcullis server/,
    ],
    [
      'half an answer',
      (_q, response) => answerJson(response, { lineage: 'l', epoch: 1 }),
      /windowId should be/,
    ],
    [
      'bytes that are no text',
      (_q, response) => response.end(Buffer.from([0x22, 0xff, 0x22])),
      /no Portcullis server/,
    ],
    [
      'another problem',
      (_q, response) => response.writeHead(500, { 'Content-Type': 'application/problem+json' }).end('{'),
      /no Portcullis server.*status 500/,
    ],
  ])('%s: says so, and what to do', async (_what, answer, message) => {
    const server = await serve(answer);
    const failure = await failureOf(open(server.url).switch.version('shop'));
    expect(failure).toMatchObject({ code: unavailable, message: expect.stringMatching(message) });
    expect(failure.message).toContain(server.url);
    expect(failure.shown).not.toContain('kkkk');
  });

  it('answers for another site: nothing of it is taken', async () => {
    const state: SiteState = { lineage: 'l', now: 1, switch: untouchedSwitch('blog'), passes: [] };
    const server = await serve((_request, response) => answerJson(response, state));
    expect((await failureOf(open(server.url).switch.read('shop'))).message).toMatch(
      /for the site "blog".*for "shop"/,
    );
  });

  it('sends it elsewhere: nobody else gets the key', async () => {
    const other = await serve((_request, response) => answerJson(response, version));
    const server = await serve((request, response) => {
      response.writeHead(307, { Location: `${other.url}${request.url}` }).end();
    });
    expect((await failureOf(open(server.url).switch.version('shop'))).message).toMatch(/status 307/);
    expect(other.asked).toEqual([]);
  });

  it('is late, or never ends: it is given up, head or body', async () => {
    const silent = await serve(() => undefined);
    const endless = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"lineage":');
    });
    for (const { url } of [silent, endless]) {
      const { switch: switches, passes } = open(url, { timeoutMs: 100 });
      expect(await failureOf(switches.version('shop'))).toMatchObject({
        code: unavailable,
        message: expect.stringMatching(/no answer within 100 ms\)\. Look whether it is busy/),
      });
      expect((await failureOf(passes.claim('shop', 'k', 1))).message).toMatch(
        /Whether this operation was stored is not known/,
      );
    }
  });

  it('is not there, has no name, or a certificate that nobody trusts', async () => {
    const tls = join(import.meta.dirname, '../../server/test/proxy/tls');
    const [cert, tlsKey] = ['first.cert.pem', 'first.key.pem'].map((name) =>
      readFileSync(join(tls, name), 'utf8'),
    );
    const secure = await serve((_request, response) => answerJson(response, version), {
      tls: { cert: cert ?? '', key: tlsKey ?? '' },
    });
    const plain = await serve((_request, response) => answerJson(response, version));
    const closed = `http://127.0.0.1:${await freePort()}`;
    const cases: readonly (readonly [string, RegExp])[] = [
      [closed, /ECONNREFUSED.*whether `portcullis up` runs there, with its console/],
      ['https://nobody.invalid', /(?:ENOTFOUND|EAI_AGAIN).*Look whether its name is right/],
      [secure.url, /certificate.*NODE_EXTRA_CA_CERTS/],
      [plain.url.replace('http:', 'https:'), /Look whether it speaks https at this port/],
    ];
    for (const [url, message] of cases) {
      const { audit } = open(url);
      const failure = await failureOf(audit.append('shop', []));
      expect(failure, url).toMatchObject({ code: unavailable, message: expect.stringMatching(message) });
      // Nothing was sent, so nothing was stored.
      expect(failure.message, url).not.toContain('not known');
    }
    expect([secure.asked, plain.asked]).toEqual([[], []]);
  });

  it('breaks a kept connection: what may be asked twice is, and nothing else', async () => {
    const server = await serve((request, response, count) => {
      if (count % 2 === 1) request.socket.destroy();
      else answerJson(response, { ...version, now: 5, claimed: true });
    });
    const { switch: switches, passes } = open(server.url);
    expect(await switches.version('shop')).toEqual(version);
    expect(server.asked).toHaveLength(2);
    expect((await failureOf(passes.claim('shop', 'k', 1))).message).toMatch(
      /Whether this operation was stored/,
    );
    expect(server.asked).toHaveLength(3);
  });

  it('has a store whose record did not follow: the code is kept, and no other', async () => {
    for (const [code, expected] of [
      ['PORTCULLIS_AUDIT_UNWRITABLE', 'PORTCULLIS_AUDIT_UNWRITABLE'],
      ['PORTCULLIS_STORE_CORRUPT', 'PORTCULLIS_STORE_CORRUPT'],
      ['PORTCULLIS_PASS_REFUSED', unavailable],
      ['constructor', unavailable],
    ] as const) {
      const server = await serve(problem(503, code, 'No.'));
      expect((await failureOf(open(server.url).audit.append('shop', []))).code, code).toBe(expected);
    }
  });

  it('fails with its request in its words: the key is not among them', async () => {
    const fetch: typeof globalThis.fetch = async (_url, init) => {
      throw new TypeError(`cannot send ${JSON.stringify(init?.headers)}`);
    };
    const failure = await failureOf(open('http://localhost:1', { fetch }).switch.version('shop'));
    expect(failure.shown).toContain('Bearer …');
    expect(failure.shown).not.toContain('kkkk');
  });

  it('knows fields that are not known here: they are left out', async () => {
    const server = await serve((_request, response) => answerJson(response, { ...version, weather: 'fair' }));
    expect(await open(server.url).switch.version('shop')).toEqual(version);
  });
});

describe('the events of a server', () => {
  /** Each answers one connection, in order; after them nobody listens. */
  async function listenTo(streams: readonly ((response: Parameters<Answer>[1]) => void)[]) {
    let hints = 0;
    const server = await serve((_request, response, count) => {
      const stream = streams[count - 1];
      if (stream === undefined) return answerJson(response, {}, 404);
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      stream(response);
    });
    // Nothing but what it hears ends a connection here.
    const store = open(server.url, { timeoutMs: 60_000 });
    store.switch.subscribe('shop', () => {
      hints += 1;
    });
    return { server, hints: () => hints };
  }
  const told = (epoch: number, site = 'shop') => `event: epoch\ndata: ${JSON.stringify({ site, epoch })}\n\n`;

  it('are hints however they are cut, of this site alone, each once', async () => {
    const text = `retry: 2000\n\n${told(3)}: here\n\n${told(3)}${told(9, 'blog')}event: epoch\ndata: {\n\nevent: other\ndata: {"site":"shop","epoch":8}\n\n${told(4)}`;
    const { hints } = await listenTo([
      (response) => {
        let at = 0;
        const next = (): void => {
          if (at >= text.length) return;
          response.write(text.slice(at, at + 7), () => setImmediate(next));
          at += 7;
        };
        next();
      },
    ]);
    await vi.waitUntil(() => hints() === 2, { timeout: 20_000 });
  });

  it('break, and begin anew: everybody looks', async () => {
    const { hints, server } = await listenTo([
      (response) => response.write(told(3), () => response.destroy()),
      (response) => response.end(),
      (response) => response.write(told(3)),
    ]);
    await vi.waitUntil(() => server.asked.length === 3 && hints() >= 2, { timeout: 20_000 });
    expect(server.asked[2]).toBe('GET /v1/sites/shop/gate/events');
  });

  it('that have no end are none', async () => {
    const { server, hints } = await listenTo([
      (response) => response.write(`event: epoch\ndata: ${'x'.repeat(20_000)}`),
      (response) => response.write(told(1)),
    ]);
    await vi.waitUntil(() => server.asked.length >= 2 && hints() > 0, { timeout: 20_000 });
  });
});

describe('a gate over HTTP', () => {
  const secret = new Uint8Array(32).fill(7);

  async function startGate(url: string, onStoreLost: 'keep' | 'closed' = 'keep'): Promise<Gate> {
    const gate = await createGate({
      site: 'shop',
      policy: { onStoreLost },
      store: open(url, { timeoutMs: 200 }),
      secrets: [secret],
      instance: { id: 'web-1', version: '1', host: 'h', processId: 1 },
      logger: silentLogger,
      pollIntervalMs: 20,
      leaseMs: 300,
      storeTimeoutMs: 200,
      flushIntervalMs: 2 ** 30,
      sealIntervalMs: 2 ** 30,
    });
    closers.push(() => gate.close());
    return gate;
  }

  /** A server in the state that a test gives it; null = it answers with garbage, and `silent` with nothing. */
  async function stateful(first: Partial<SiteState['switch']>) {
    const now: { state: Partial<SiteState['switch']> | 'garbage' | 'silent'; reported: string[] } = {
      state: first,
      reported: [],
    };
    const server = await serve((request, response) => {
      const { state } = now;
      if (state === 'silent') return;
      if (state === 'garbage') return void response.end('\u0000garbage');
      const current = { ...untouchedSwitch('shop'), ...state };
      const { epoch, windowId, since } = current;
      const path = request.url?.split('/gate/')[1] ?? '';
      if (path === 'version') return answerJson(response, { lineage: 'l', epoch, windowId, since });
      if (path === 'state')
        return answerJson(response, { lineage: 'l', now: 1, switch: current, passes: [] });
      if (path === 'report') return answerJson(response, { now: 1 });
      return answerJson(response, { code: 'PORTCULLIS_FORBIDDEN', detail: 'no' }, 403);
    });
    return { server, now };
  }
  const modeOf = (gate: Gate) => gate.view().snapshot.mode;

  it('keeps what it knows while the server answers garbage or nothing, and follows when it answers again', async () => {
    const { server, now } = await stateful({ epoch: 1, mode: 'read-only', windowId: 'w', since: 5 });
    const gate = await startGate(server.url);
    expect([modeOf(gate), gate.view().store, gate.instance.id]).toEqual([
      'read-only',
      'following',
      expect.stringMatching(/^[0-9a-f]{16}:web-1$/),
    ]);
    for (const [state, epoch] of [
      ['garbage', 2],
      ['silent', 5],
    ] as const) {
      now.state = state;
      await vi.waitUntil(() => gate.view().store === 'lost', { timeout: 20_000, interval: 5 });
      expect(modeOf(gate)).toBe('read-only');
      now.state = { epoch, mode: 'closed', windowId: 'w', since: 6 };
      await vi.waitUntil(() => gate.view().store === 'following' && modeOf(gate) === 'closed', {
        timeout: 20_000,
      });
      now.state = { epoch: epoch + 1, mode: 'read-only', windowId: 'w', since: 7 };
      await vi.waitUntil(() => modeOf(gate) === 'read-only', { timeout: 20_000 });
      now.state = { epoch: 1, mode: 'read-only', windowId: 'w', since: 5 };
      // Older than what is remembered: that is not followed.
      await vi.waitUntil(() => gate.view().store === 'contested', { timeout: 20_000 });
      now.state = { epoch: epoch + 2, mode: 'read-only', windowId: 'w', since: 8 };
      await vi.waitUntil(() => gate.view().store === 'following', { timeout: 20_000 });
    }
  });

  it('stays shut when a server that was put back says that the site is open', async () => {
    const { server, now } = await stateful({ epoch: 7, mode: 'closed', windowId: 'w', since: 5 });
    const gate = await startGate(server.url);
    now.state = { epoch: 6, mode: 'open' };
    await vi.waitUntil(() => gate.view().store === 'contested', { timeout: 20_000 });
    expect(modeOf(gate)).toBe('closed');
    now.state = { epoch: 8, mode: 'open', since: 9 };
    await vi.waitUntil(() => modeOf(gate) === 'open', { timeout: 20_000 });
  });

  it('starts without its server as its policy says, and follows once it is there', async () => {
    const port = await freePort();
    const gate = await startGate(`http://127.0.0.1:${port}`);
    expect([modeOf(gate), gate.view().snapshot.why]).toEqual(['read-only', 'never-seen']);
    const server = await serve(
      (request, response) => {
        const current = { ...untouchedSwitch('shop'), epoch: 1, mode: 'closed', windowId: 'w' };
        if (request.url?.endsWith('/state')) {
          answerJson(response, { lineage: 'l', now: 1, switch: current, passes: [] });
        } else answerJson(response, { lineage: 'l', epoch: 1, windowId: 'w', since: 0, now: 1 });
      },
      { port },
    );
    await vi.waitUntil(() => modeOf(gate) === 'closed', { timeout: 20_000 });
    expect(server.asked).toContain('POST /v1/sites/shop/gate/report');
  });

  it('turns stricter after its lease, where its policy says so', async () => {
    const { server, now } = await stateful({});
    const gate = await startGate(server.url, 'closed');
    const decision = async () => {
      const raw = {
        method: 'GET',
        target: '/',
        headers: ['Host', 'shop.example'],
        peer: null,
        httpVersion: '1.1',
        secure: false,
        upgrade: false,
      };
      return (await gate.judge(raw)).decision.kind;
    };
    expect(await decision()).toBe('allow');
    now.state = 'silent';
    await vi.waitUntil(async () => (await decision()) === 'refuse', { timeout: 20_000 });
    now.state = {};
    await vi.waitUntil(async () => (await decision()) === 'allow', { timeout: 20_000 });
  });
});
