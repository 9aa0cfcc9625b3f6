import { connect } from 'node:net';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createPassToken, hashPassToken, randomBytes } from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { printable } from '../../packages/server/src/cli/output.ts';
import { acceptOf } from '../../packages/server/src/proxy/websocket-handshake.ts';
import { dial } from '../../packages/server/test/proxy/wire.ts';
import {
  type Application,
  type RunningSite,
  startSite,
} from '../../packages/server/test/support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../../packages/server/test/support/small-shop.ts';

// What cannot be told in the JSON of an attacker: several steps, races, floods. `it` marks what is known not to hold.

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const passPath = '/.well-known/portcullis/pass';
const open: RunningSite[] = [];
let site: RunningSite;

async function start(more: Parameters<typeof startSite>[0] = {}): Promise<RunningSite> {
  const { policy = {}, ...rest } = more;
  const started = await startSite({
    application: smallShop,
    ...rest,
    policy: {
      ...smallShopPolicy,
      signIn: { page: '/login', routes: ['POST /login', 'POST /logout'] },
      routes: [{ match: 'POST /refund', sensitive: true }],
      ...policy,
    },
  });
  open.push(started);
  return started;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

interface Created {
  readonly pass: { readonly id: string };
  readonly link: string;
}

const createPass = (scope: 'read' | 'write', subject: string) =>
  site.control.post<Created>('/passes', { subject, scope, ttlMs: 3_600_000, actor: 'tester' });
const tokenOf = ({ link }: Created) => new URL(link).searchParams.get('token') ?? '';
const redeem = (token: string, headers: Record<string, string> = {}) =>
  site.send(passPath, { method: 'POST', body: `token=${token}`, headers: { ...form, ...headers } });
const cookieOf = (reply: { headers: { readonly 'set-cookie'?: string[] | undefined } }) =>
  reply.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
const holder = async (scope: 'read' | 'write', subject: string) =>
  cookieOf(await redeem(tokenOf(await createPass(scope, subject))));
const write = (cookie: string, host = 'localhost') =>
  site.send('/orders', { method: 'POST', body: 'a=1', host, headers: { ...form, Cookie: cookie } });
const writes = () => site.arrived.filter(({ method }) => method === 'POST').map(({ target }) => target);

describe('passes', () => {
  beforeEach(async () => {
    site = await start();
  });

  it('given to an admin by somebody else open nothing for the admin, nor for the giver', async () => {
    await site.on({ mode: 'read-only' });
    const cookie = await holder('write', 'mallory');
    expect((await write(`session=ada; ${cookie}`)).status).toBe(503);
    expect((await write(`session=mia; ${cookie}`)).status).toBe(503);
    expect((await write(cookie)).status).toBe(503);
    expect(writes()).toEqual([]);
  });

  it('of a support person give the path and not the role', async () => {
    await site.on({ mode: 'read-only' });
    const cookie = await holder('write', 'sam');
    expect((await write(`session=sam; ${cookie}`, adminHost)).status).toBe(503);
    expect(writes()).toEqual([]);
  });

  it('for reading write neither with an admin session nor from the admin host, whatever the method says', async () => {
    await site.on({ mode: 'read-only' });
    const cookie = await holder('read', 'ada');
    expect((await write(`session=ada; ${cookie}`)).status).toBe(503);
    expect((await write(cookie, adminHost)).status).toBe(503);
    const disguised = await site.send('/orders?_method=DELETE', {
      host: adminHost,
      headers: { Cookie: cookie },
    });
    expect(disguised.status).toBe(503);
    expect(site.arrived.filter(({ target }) => target.startsWith('/orders'))).toEqual([]);
  });

  it('two cookies of the name, in either order, count for nothing', async () => {
    await site.on({ mode: 'read-only' });
    const own = await holder('write', 'ada');
    const planted = await holder('write', 'mallory');
    expect((await write(`session=ada; ${own}; ${planted}`)).status).toBe(503);
    expect((await write(`session=ada; ${planted}; ${own}`)).status).toBe(503);
    expect((await write(`session=ada; ${own}; ${own}`)).status).toBe(503);
    expect((await write(`session=ada; ${own}`)).status).toBe(200);
  });

  it('redeemed before a window end with it', async () => {
    const cookie = await holder('write', 'mia@example.com');
    await site.on({ mode: 'read-only' });
    expect((await write(cookie, adminHost)).status).toBe(200);
    await site.off();
    await site.on({ mode: 'read-only' });
    expect((await write(cookie, adminHost)).status).toBe(503);
  });

  it('are not redeemed by scanners, prefetchers, other methods and other sites', async () => {
    await site.on({ mode: 'read-only' });
    const token = tokenOf(await createPass('read', 'mia@example.com'));
    const link = `${passPath}?token=${token}`;
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PROPFIND']) {
      await site.send(link, { method, headers: { Purpose: 'prefetch', 'X-HTTP-Method-Override': 'POST' } });
    }
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      await site.send(link, { method, body: `token=${token}`, headers: form });
    }
    await site.send(link, { method: 'POST', body: 'a=1', headers: form });
    const elsewhere: readonly Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'null' },
      { Origin: 'https://localhost.evil.example' },
      { Origin: `http://localhost:${site.server.port}@evil.example` },
    ];
    for (const headers of elsewhere) {
      expect((await redeem(token, headers)).headers['set-cookie']).toBeUndefined();
    }
    expect((await redeem(token)).status).toBe(200);
  });

  it('redeemed and revoked at the same moment open nothing afterwards', async () => {
    await site.on({ mode: 'closed' });
    const created = await createPass('read', 'mia@example.com');
    const [redeemed] = await Promise.all([
      redeem(tokenOf(created)),
      site.control.post(`/passes/${created.pass.id}/revoke`, { actor: 'tester' }),
    ]);
    const after = await site.send('/orders', { headers: { Cookie: cookieOf(redeemed) || 'a=b' } });
    expect(after.status).toBe(503);
  });

  it('are nowhere in records, pages and references', async () => {
    await site.on({ mode: 'closed' });
    const created = await createPass('read', 'mia@example.com');
    const token = tokenOf(created);
    const cookie = cookieOf(await redeem(token)).split('=')[1] ?? '';
    await redeem(token);
    await site.send(`/orders?token=${token}`, { method: 'POST', body: `token=${token}`, headers: form });
    const audit = JSON.stringify(await site.control.get('/audit?limit=100'));
    for (const secret of [token, cookie]) expect(audit).not.toContain(secret);
    expect(JSON.stringify(site.arrived)).not.toContain(cookie);
  });

  it('are redeemed once, also at two instances at the same moment', async () => {
    const file = join(site.stateDirectory, 'portcullis.sqlite');
    const other = await start({ config: { store: { kind: 'sqlite', file } } });
    await site.on({ mode: 'closed' });
    const token = tokenOf(await createPass('read', 'mia@example.com'));
    await expect
      .poll(async () => (await other.send(`${passPath}?token=${token}`)).status, { timeout: 5_000 })
      .toBe(200);
    const headers = form;
    const attempts = Array.from({ length: 4 }, () => [
      redeem(token),
      other.send(passPath, { method: 'POST', body: `token=${token}`, headers }),
    ]).flat();
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it.each<Record<string, string>>([
    { 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'shop.example' },
    { 'CF-Connecting-IP': '198.51.100.7' },
    { 'X-Client-IP': '198.51.100.7', 'X-Forwarded-Port': '80' },
  ])(
    'are not redeemed over plain HTTP through a proxy on the same machine that says %o',
    async (forwarded) => {
      await site.on({ mode: 'closed' });
      const reply = await redeem(tokenOf(await createPass('read', 'mia@example.com')), forwarded);
      expect(reply.status).toBe(403);
    },
  );

  it('of break-glass write alone only from this machine, not through a proxy on it', async () => {
    await site.on({ mode: 'read-only' });
    const token = createPassToken(randomBytes(32));
    await createHostState({ directory: site.stateDirectory }).addBreakGlassPass('default', {
      id: 'p1',
      tokenHash: (await hashPassToken(token)) ?? '',
      subject: 'break-glass:ada',
      reason: 'the sign-in is down',
      expiresAt: Date.now() + 3_600_000,
      redeemed: false,
    });
    await expect
      .poll(async () => (await site.send(`${passPath}?token=${token}`)).status, { timeout: 9_000 })
      .toBe(200);
    const cookie = cookieOf(await redeem(token));
    const headers = {
      ...form,
      Cookie: cookie,
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'shop.example',
    };
    expect((await site.send('/orders', { method: 'POST', body: 'a=1', headers })).status).toBe(503);
  });

  it('stay with the gate also while the site is open', async () => {
    const cookie = await holder('write', 'ada');
    await site.send('/orders', { headers: { Cookie: `theme=dark; ${cookie}` } });
    expect(site.arrived.at(-1)?.headers.cookie).toBe('theme=dark');
  });
});

describe('a confirmation', () => {
  const parts =
    '--A\r\nContent-Disposition: form-data; name="amount"\r\n\r\n5\r\n--B\r\nContent-Disposition: form-data; name="amount"\r\n\r\n5000\r\n--B--\r\n--A--\r\n';
  const refund = (headers: Record<string, string>, host = adminHost) =>
    site.send('/refund', {
      method: 'POST',
      host,
      body: parts,
      headers: { Cookie: 'session=ada', Accept: 'application/json', ...headers },
    });
  const confirm = async (asked: Record<string, string>, sent: Record<string, string>, host = adminHost) => {
    const { body } = await refund(asked);
    const token = String(JSON.parse(body).confirmation.token);
    return (await refund({ ...sent, 'Portcullis-Confirm': token }, host)).status;
  };
  const multipart = (boundary: string) => ({ 'Content-Type': `multipart/form-data; boundary=${boundary}` });
  beforeEach(async () => {
    site = await start();
    await site.on({ mode: 'read-only' });
  });

  it('is for the body as it is read', async () => {
    expect(await confirm(multipart('A'), multipart('A'))).toBe(200);
    expect(await confirm(multipart('A'), form)).toBe(428);
  });

  it('is for its window', async () => {
    const { body } = await refund(form);
    await site.off();
    await site.on({ mode: 'read-only' });
    const headers = { ...form, 'Portcullis-Confirm': String(JSON.parse(body).confirmation.token) };
    expect((await refund(headers)).status).toBe(428);
  });

  it('is nobody else’s, with the same token under another method', async () => {
    const { body } = await refund(form);
    const headers = { ...form, 'Portcullis-Confirm': String(JSON.parse(body).confirmation.token) };
    expect((await refund({ ...headers, 'X-HTTP-Method-Override': 'DELETE' })).status).toBe(428);
    expect(writes()).toEqual([]);
  });

  it('is not for the same bytes cut at another boundary', async () => {
    expect(await confirm(multipart('A'), multipart('B'))).toBe(428);
  });

  it('is not for the same bytes in another character set or coding', async () => {
    const coded = {
      'Content-Type': `${form['Content-Type']}; charset=utf-16`,
      'Content-Encoding': 'deflate',
    };
    expect(await confirm(form, coded)).toBe(428);
  });

  it('is not for the same route of another host', async () => {
    expect(await confirm(form, form, `${adminHost}:8443`)).toBe(428);
  });
});

describe('what lasts across a change', () => {
  it('a write pipelined behind a slow read is judged by the switch of its own time', async () => {
    let answer = () => {};
    const asked = Promise.withResolvers<void>();
    const application: Application = ({ target }, response) => {
      if (target !== '/slow') return void response.end('ok');
      answer = () => void response.end('slow');
      asked.resolve();
    };
    site = await start({ application });
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    client.send('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await asked.promise;
    await site.on({ mode: 'read-only' });
    client.send('POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na=1');
    answer();
    expect((await client.message()).start).toContain('200');
    expect((await client.message()).start).toContain('503');
    expect(writes()).toEqual([]);
  });

  it('a WebSocket of a pass ends when the pass is revoked', async () => {
    const key = 'dGhlIHNhbXBsZSBub25jZQ==';
    site = await start({
      onUpgrade(_, socket) {
        socket.on('error', () => socket.destroy()).on('end', () => socket.end());
        socket.resume();
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`,
        );
      },
    });
    await site.on({ mode: 'closed' });
    const created = await createPass('write', 'ada');
    const cookie = cookieOf(await redeem(tokenOf(created)));
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    client.send(
      `GET /live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nCookie: session=ada; ${cookie}\r\n\r\n`,
    );
    expect((await client.head()).start).toContain('101');
    await site.control.post(`/passes/${created.pass.id}/revoke`, { actor: 'tester' });
    await client.closed();
  });

  it('an event stream of a pass ends when the pass is revoked', async () => {
    site = await start({
      application: (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: 1\n\n');
      },
    });
    await site.on({ mode: 'closed' });
    const created = await createPass('read', 'mia@example.com');
    const cookie = cookieOf(await redeem(tokenOf(created)));
    const client = await dial(site.server.port);
    onTestFinished(() => client.destroy());
    client.send(`GET /events HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\n\r\n`);
    await client.until('data: 1');
    await site.control.post(`/passes/${created.pass.id}/revoke`, { actor: 'tester' });
    // The last chunk: the stream has ended in order.
    await client.until('\r\n0\r\n\r\n');
  });

  it('an admin who signs out in the window writes no more', async () => {
    const gone = new Set<string>();
    site = await start({
      application(arrived, response) {
        if (arrived.target === '/logout') gone.add('ada');
        if (arrived.target === '/api/me' && gone.has('ada')) return void response.writeHead(401).end();
        smallShop(arrived, response);
      },
    });
    await site.on({ mode: 'read-only' });
    expect((await write('session=ada', adminHost)).status).toBe(200);
    await site.send('/logout', { method: 'POST', body: 'a=1', headers: { ...form, Cookie: 'session=ada' } });
    expect((await write('session=ada', adminHost)).status).toBe(503);
  });

  it('an admin who signs out between two windows writes no more', async () => {
    const gone = new Set<string>();
    site = await start({
      application(arrived, response) {
        if (arrived.target === '/logout') gone.add('ada');
        if (arrived.target === '/api/me' && gone.has('ada')) return void response.writeHead(401).end();
        smallShop(arrived, response);
      },
    });
    await site.on({ mode: 'read-only' });
    expect((await write('session=ada', adminHost)).status).toBe(200);
    await site.off();
    await site.send('/logout', { method: 'POST', body: 'a=1', headers: { ...form, Cookie: 'session=ada' } });
    await site.on({ mode: 'read-only' });
    expect((await write('session=ada', adminHost)).status).toBe(503);
  });
});

describe('floods', () => {
  const ask = (head: string, from = '127.0.0.1') =>
    new Promise<string>((resolve) => {
      const socket = connect({ port: site.server.port, host: '127.0.0.1', localAddress: from });
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes.toString('latin1');
        if (text.includes('\r\n\r\n')) socket.destroy();
      });
      socket.on('error', () => socket.destroy()).on('close', () => resolve(text.slice(9, 12)));
      socket.write(head, 'latin1');
    });

  it('a cookie line of blanks takes no longer than another', async () => {
    site = await start();
    await site.on({ mode: 'read-only' });
    const line = `POST /orders HTTP/1.1\r\nHost: localhost\r\nCookie: a${' '.repeat(15_000)}b=1\r\nContent-Length: 0\r\n\r\n`;
    const began = performance.now();
    for (let index = 0; index < 3; index += 1) expect(await ask(line)).toBe('503');
    // A watchdog: without the blanks it takes a few milliseconds.
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('refused sign-ins leave nothing of their bodies in memory', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    site = await start();
    await site.on({ mode: 'read-only' });
    const value = 'X'.repeat(250);
    const asked = Array.from({ length: 250 }, () => Array.from({ length: 15 }, () => value));
    const body = JSON.stringify({ _method: asked });
    const head = `POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect(await ask(head + body)).toBe('503');
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 30; index += 1) await ask(head + body);
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  });

  it('made-up sessions from two addresses keep no insider of a third one outside', async () => {
    const held: (() => void)[] = [];
    site = await start({
      application(arrived, response) {
        const isMadeUp = arrived.target === '/api/me' && arrived.headers.cookie?.includes('session=x');
        if (isMadeUp) held.push(() => void response.writeHead(401).end());
        else smallShop(arrived, response);
      },
    });
    await site.on({ mode: 'closed' });
    const page = (session: string) =>
      `GET /orders HTTP/1.1\r\nHost: localhost\r\nCookie: session=${session}\r\n\r\n`;
    const flood = Array.from({ length: 8 }, (_, index) =>
      ask(page(`x${index}`), index < 6 ? '127.0.0.2' : '127.0.0.3'),
    );
    await expect.poll(() => held.length).toBe(8);
    const answer = await ask(page('ada'), '127.0.0.4');
    for (const release of held) release();
    await Promise.all(flood);
    expect(answer).toBe('200');
  });
});

describe('terminals', () => {
  it('get no commands by paths and names', () => {
    for (const text of ['a\u001b[2Jb', 'a\u009b2Jb', 'a\rb', 'a\u0007b', 'a\u0000b', 'a\u007fb']) {
      expect(printable(text)).not.toBe(text);
    }
  });

  it.each(['a\u202eb', 'a\u2066b'])('are not shown the letters of %j in another order', (text) => {
    expect(printable(text)).not.toBe(text);
  });
});

afterAll(() => expect(open).toEqual([]));
