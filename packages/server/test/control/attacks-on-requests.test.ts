import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ConsoleBrowser,
  openBrowser,
  password,
  startWithOwnerAndViewer,
} from '../support/console-browser.ts';
import { cookiesOf, openSocket, sessionCookie } from '../support/raw-console.ts';
import type { RunningSite } from '../support/running-site.ts';

// What attackers tried on the entrance of the console: names, other origins, and requests that can be read in two ways.

let site: RunningSite;
let owner: ConsoleBrowser;
let viewer: ConsoleBrowser;
beforeAll(async () => {
  ({ site, owner, viewer } = await startWithOwnerAndViewer());
});
afterAll(() => site.close());

async function sendRaw(lines: readonly string[], body = ''): Promise<string> {
  const { socket, all } = openSocket(owner.port);
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  return all;
}

const statusLines = (text: string): string[] => text.match(/HTTP\/1\.1 \d{3}/g) ?? [];
const host = (): string => `Host: 127.0.0.1:${owner.port}`;

describe('a name that was bent to this host', () => {
  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1:PORT.evil.example',
    'localhost.:PORT',
    '127.0.0.1.:PORT',
    '2130706433:PORT',
    '0.0.0.0:PORT',
    '127.1:PORT',
    'x@127.0.0.1:PORT',
    '127.0.0.1:PORT,evil.example',
  ])('%s gets nothing, with the cookie', async (name) => {
    const headers = { Host: name.replace('PORT', String(owner.port)) };
    const answer = await owner.send('GET', '/session', { headers });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain('ada');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a page of another origin', () => {
  const reads = ['/session', '/status', '/audit/export?format=csv', '/ledger/export?format=csv', '/events'];

  it.each(reads.flatMap((path) => ['cross-site', 'same-site'].map((from) => [path, from] as const)))(
    'does not read %s, %s',
    async (path, from) => {
      for (const [mode, destination] of [
        ['no-cors', 'script'],
        ['navigate', 'document'],
        ['navigate', 'iframe'],
        ['cors', 'empty'],
      ] as const) {
        const headers = {
          'Sec-Fetch-Site': from,
          'Sec-Fetch-Mode': mode,
          'Sec-Fetch-Dest': destination,
        };
        const answer = await owner.send('GET', path, { headers });
        expect(answer.json, `${mode} ${destination}`).toMatchObject({ code: 'PORTCULLIS_FOREIGN_REQUEST' });
      }
    },
  );

  it.each(['http://127.0.0.1:PORT/', 'https://127.0.0.1:PORT', 'HTTP://127.0.0.1:PORT', 'http://127.0.0.1'])(
    'is no page of ours by the origin %s',
    async (origin) => {
      const headers = { Origin: origin.replace('PORT', String(owner.port)) };
      const answer = await owner.send('POST', '/sign-out', { body: { everywhere: true }, headers });
      expect(answer.json).toMatchObject({ code: 'PORTCULLIS_FOREIGN_REQUEST' });
    },
  );

  it('neither signs anybody in, nor begins at a provider, nor frames a page', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' };
    const framed = { ...headers, 'Sec-Fetch-Dest': 'iframe', Accept: 'text/html' };
    const document = { ...headers, 'Sec-Fetch-Dest': 'document' };
    const from = openBrowser(site);
    const body = { name: 'ada', password };
    expect((await from.send('POST', '/sign-in', { body, headers: document })).status).toBe(403);
    expect((await from.send('GET', '/sign-in/provider', { headers: document })).status).toBe(403);
    expect((await from.send('GET', '//', { headers: framed })).status).toBe(403);
    expect(from.cookies.size).toBe(0);
  });

  it('that plants a second cookie signs nobody in', async () => {
    const own = owner.cookies.get(sessionCookie) ?? '';
    for (const cookie of [
      `${sessionCookie}=${own}; ${sessionCookie}=${'A'.repeat(43)}`,
      `${sessionCookie}=${own}; ${sessionCookie}=${own}`,
      `${sessionCookie.toLowerCase()}=${own}`,
      `${sessionCookie}x=${own}`,
    ]) {
      const answer = await openBrowser(site).send('GET', '/session', { headers: { Cookie: cookie } });
      expect(answer.status, cookie.slice(0, 60)).toBe(401);
    }
  });
});

describe('a request that can be read in two ways', () => {
  it.each([
    '/v1/sites/default/session/',
    '/v1/sites/default//session',
    '//v1/sites/default/session',
    '/v1/sites/default/session%2f',
    '/v1/sites/default/%73ession',
    '/v1/sites/%64efault/session',
    '/v1/sites/DEFAULT/session',
    '/V1/sites/default/session',
    '/v1/sites/default/session;x=1',
    '/v1/sites/default/../default/session',
    '/v1/sites/default/x/%2e%2e/session',
    '/v1\\sites\\default\\session',
    'http://127.0.0.1/v1/sites/default/session',
  ])('GET %s is no route', async (target) => {
    const text = await sendRaw([
      `GET ${target} HTTP/1.1`,
      host(),
      `Cookie: ${cookiesOf(owner)}`,
      'Connection: close',
    ]);
    expect(text).toMatch(/^HTTP\/1\.1 4/);
    expect(text).not.toContain('"operator"');
  });

  const inside = (): string => `GET /v1/sites/default/session HTTP/1.1\r\n${host()}\r\n\r\n`;
  const post = (): string => `POST /v1/sites/default/sign-out HTTP/1.1\r\n${host()}`;

  it.each([
    ['two lengths', ['Content-Length: 4', 'Content-Length: 90']],
    ['length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked']],
    ['a bent coding', ['Transfer-Encoding: xchunked']],
    ['a list of lengths', ['Content-Length: 4, 90']],
    ['a signed length', ['Content-Length: +4']],
    ['a folded header', ['X-A: b', ' Content-Length: 4']],
    ['a second Host', ['Host: evil.example', 'Content-Length: 0']],
  ])('with %s is refused, and nothing behind it is another one', async (_, lines) => {
    const text = await sendRaw([post(), ...lines, 'Connection: close'], `{}\r\n${inside()}`);
    expect(statusLines(text)).toHaveLength(1);
    expect(text).toMatch(/^HTTP\/1\.1 4/);
  });

  it('that is refused before its body was read leaves no second one', async () => {
    const body = inside().repeat(3);
    const lines = [post(), 'Content-Type: application/json', `Content-Length: ${body.length}`];
    const text = await sendRaw([...lines, 'Connection: close'], body);
    expect(statusLines(text)).toEqual(['HTTP/1.1 401']);
  });

  it.each(['CONNECT', 'TRACE', 'HEAD', 'OPTIONS', 'QUERY', 'get'])('by %s reads nothing', async (method) => {
    const lines = [`${method} /v1/sites/default/session HTTP/1.1`, host(), `Cookie: ${cookiesOf(owner)}`];
    const text = await sendRaw([...lines, 'Connection: close']);
    expect(text).toMatch(/^HTTP\/1\.1 4/);
    expect(text).not.toContain('"operator"');
  });

  it('has the method that it is sent with', async () => {
    const headers = { 'X-HTTP-Method-Override': 'DELETE', 'X-Original-URL': '/v1/sites/default/operators' };
    expect((await viewer.send('GET', '/session', { headers })).json).toMatchObject({
      operator: { name: 'vera' },
    });
  });
});
