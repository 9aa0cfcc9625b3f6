import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleBrowser, firstOwner, openBrowser } from '../support/console-browser.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
let browser: ConsoleBrowser;
let key: string;
beforeAll(async () => {
  site = await startSite({
    config: { console: { listen: { port: 0 }, publicUrl: 'https://console.example.com/ops/' } },
  });
  browser = await firstOwner(site);
  const scopes = ['read', 'switch'];
  const made = await browser.post('/keys', { name: 'robot', scopes, expiresInDays: null });
  key = String(made.json.token);
});
afterAll(() => site.close());

const epoch = async (): Promise<number> =>
  (await site.control.get<{ switch: { epoch: number } }>('/status')).switch.epoch;
const on = { mode: 'read-only', reason: 'test', force: true };

/** The bytes of a request, for what no client library sends. */
function raw(lines: readonly string[], connection = 'close'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(browser.port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    socket.write([...lines, `Connection: ${connection}`, '', ''].join('\r\n'));
  });
}

describe('a page of another site', () => {
  it.each([
    ['no token', { 'Portcullis-Console': '' }],
    ['a wrong token', { 'Portcullis-Console': 'A'.repeat(43) }],
    ['its own origin', { Origin: 'https://evil.example' }],
    ['no origin it wants to name', { Origin: 'null' }],
    ['the origin of another port', { Origin: 'http://127.0.0.1:1' }],
    ['an origin that only begins like ours', { Origin: 'https://console.example.com.evil.example' }],
    ['a fetch from another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a fetch from another port of this host', { 'Sec-Fetch-Site': 'same-site' }],
    ['a POST that was typed', { 'Sec-Fetch-Site': 'none' }],
  ])('cannot switch with the cookie and %s', async (_, headers) => {
    const before = await epoch();
    const answer = await browser.send('POST', '/on', { body: on, headers });
    expect(answer.json).toMatchObject({ code: 'PORTCULLIS_FOREIGN_REQUEST', status: 403 });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(await epoch()).toBe(before);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json, text/plain',
    'text/plain; application/json',
    '',
  ])('cannot switch with the forms that browsers send unasked: %j', async (type) => {
    const before = await epoch();
    const answer = await browser.send('POST', '/on', {
      text: JSON.stringify(on),
      headers: { 'Content-Type': type },
    });
    expect(answer.json).toMatchObject({ code: 'PORTCULLIS_USAGE', status: 400 });
    expect(await epoch()).toBe(before);
  });

  it('gets no permission when it asks first', async () => {
    const answer = await browser.send('OPTIONS', '/on', {
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('cannot sign anybody in', async () => {
    const answer = await openBrowser(site).send('POST', '/sign-in', {
      body: { name: 'ada', password: 'whatever it is' },
      headers: { Origin: 'https://evil.example' },
    });
    expect(answer.json).toMatchObject({ code: 'PORTCULLIS_FOREIGN_REQUEST' });
  });

  it('cannot read in a frame or a script, and may link to the console', async () => {
    const from = (mode: string, destination: string, path: string) =>
      browser.send('GET', path, {
        headers: {
          Accept: 'text/html',
          'Sec-Fetch-Site': 'cross-site',
          'Sec-Fetch-Mode': mode,
          'Sec-Fetch-Dest': destination,
        },
      });
    expect((await from('no-cors', 'script', '/status')).status).toBe(403);
    expect((await from('navigate', 'document', '/status')).status).toBe(403);
    expect((await from('navigate', 'iframe', '//traffic')).status).toBe(403);
    expect((await from('navigate', 'document', '//traffic')).status).not.toBe(403);
  });
});

describe('a name that was rebound to this machine', () => {
  it.each([
    'evil.example',
    'evil.example:8081',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example',
    '0.0.0.0',
  ])('is not answered: %s', async (host) => {
    const program: Readonly<Record<string, string>> = { Host: host, Authorization: `Bearer ${key}` };
    for (const headers of [{ Host: host }, program]) {
      const answer = await browser.send('GET', '/status', { headers });
      expect(answer.json).toMatchObject({ code: 'PORTCULLIS_HOST_UNKNOWN', status: 421 });
    }
    expect((await browser.send('GET', '//', { headers: { Host: host } })).status).toBe(421);
  });

  it('neither is a second Host, nor one in the target', async () => {
    const own = `127.0.0.1:${browser.port}`;
    const second = await raw(['GET /health HTTP/1.1', `Host: ${own}`, 'Host: evil.example']);
    expect(second).toMatch(/^HTTP\/1\.1 4\d\d/);
    const inTarget = await raw([`GET http://evil.example/health HTTP/1.1`, `Host: ${own}`]);
    expect(inTarget).toMatch(/^HTTP\/1\.1 404/);
  });

  it('its own names are: those of this machine, and that of publicUrl', async () => {
    for (const host of [`localhost:${browser.port}`, `127.0.0.1:${browser.port}`, 'console.example.com']) {
      expect((await browser.send('GET', '//health', { headers: { Host: host } })).status).toBe(200);
    }
    const origin = 'https://console.example.com';
    const answer = await browser.send('POST', '/explain', {
      body: { method: 'GET', url: '/' },
      headers: { Host: 'console.example.com', Origin: origin },
    });
    expect(answer.status).toBe(200);
  });
});

describe('a route', () => {
  const bearer = () => ({ Authorization: `Bearer ${key}` });

  it.each([
    '/v1/sites/default/status/',
    '/v1/sites/default//status',
    '/v1//sites/default/status',
    '/v1/sites/default/./status',
    '/v1/sites/default/x/../status',
    '/v1/sites/%64efault/status',
    '/v1/sites/default/st%61tus',
    '/v1/sites/default/%73tatus',
    '/v1/sites/default%2fstatus',
    '/V1/sites/default/status',
    '/v1/sites/default/Status',
    '/v1/sites/default/status;x=1',
    '/v1/sites/default',
    '/v1',
  ])('has one spelling: %s is none', async (path) => {
    const answer = await raw([
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${browser.port}`,
      `Authorization: Bearer ${key}`,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 404/);
    expect(answer).toContain('PORTCULLIS_NOT_FOUND');
  });

  it('with a backslash is none either', async () => {
    const answer = await raw([
      'GET /v1/sites/default\\status HTTP/1.1',
      `Host: 127.0.0.1:${browser.port}`,
      `Authorization: Bearer ${key}`,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
  });

  it('has one method, and no header or query names another', async () => {
    for (const method of ['HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND']) {
      expect((await browser.send(method, '/status', { headers: bearer() })).status, method).toBe(404);
    }
    const before = await epoch();
    const answer = await browser.send('GET', '/on?_method=POST', {
      headers: { ...bearer(), 'X-HTTP-Method-Override': 'POST' },
    });
    expect(answer.status).toBe(404);
    expect(await epoch()).toBe(before);
  });

  it('of another site is none of this server', async () => {
    const answer = await browser.send('GET', '//v1/sites/other/status', { headers: bearer() });
    expect(answer.json).toMatchObject({ code: 'PORTCULLIS_NOT_FOUND' });
    expect((await browser.send('GET', '//v1/sites/other/status', { headers: { Cookie: '' } })).status).toBe(
      401,
    );
  });

  it('takes what it declares, and says what else came', async () => {
    const more = await browser.post('/on', { ...on, modus: 'closed' });
    expect(more.json).toMatchObject({ code: 'PORTCULLIS_USAGE', detail: expect.stringContaining('modus') });
    const broken = await browser.send('POST', '/on', { text: '{"mode":' });
    expect(broken.json).toMatchObject({ code: 'PORTCULLIS_USAGE', detail: 'The body is not valid JSON.' });
    const long = await browser.post('/sign-out', { everywhere: false, more: 'x'.repeat(70_000) });
    expect(long.json).toMatchObject({ code: 'PORTCULLIS_USAGE', detail: expect.stringContaining('at most') });
    expect((await browser.get('/session')).status).toBe(200);
  });

  it('upgrades to nothing', async () => {
    const answer = await raw(
      [
        'GET /health HTTP/1.1',
        `Host: 127.0.0.1:${browser.port}`,
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        `Authorization: Bearer ${key}`,
      ],
      'Upgrade',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
  });
});

describe('every answer', () => {
  it.each(['//health', '/status', '/nowhere', '//', '//enrol', '//assets/none.js'])(
    'says what a browser may do with it: %s',
    async (path) => {
      const { headers } = await browser.send('GET', path, { headers: { Accept: 'text/html' } });
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': 'max-age=31536000',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
      expect(headers['cache-control']).toMatch(/no-store|no-cache/);
    },
  );

  it('that refuses for want of a session says how to come with a key', async () => {
    const answer = await openBrowser(site).get('/status');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });
});
