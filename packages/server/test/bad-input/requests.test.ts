import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { type Application, type RunningSite, startSite } from '../support/running-site.ts';
import { smallShop, smallShopPolicy } from '../support/small-shop.ts';

let site: RunningSite;
afterEach(() => site.close());

/** Sends bytes as they are and gives back everything that came until the end. */
function exchange(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(site.server.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

describe('two Host lines', () => {
  it.each([
    ['open', 'GET', 'a.example\r\nHost: admin.example.com'],
    ['read-only', 'GET', 'a.example\r\nHost: a.example'],
    ['read-only', 'POST', 'a.example\r\nhost: admin.example.com'],
    ['closed', 'GET', 'admin.example.com\r\nHOST: a.example'],
  ])(
    'on a site that is %s are refused, and nothing reaches the application (%s)',
    async (mode, method, hosts) => {
      site = await startSite();
      if (mode !== 'open') await site.on({ mode });
      const answer = await exchange(
        `${method} /orders HTTP/1.1\r\nHost: ${hosts}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).not.toContain('200');
      expect(site.arrived).toEqual([]);
    },
  );
});

describe('a message', () => {
  const messageOf = (length: number) => ({ message: { en: 'x'.repeat(length) } });

  it('of 100 KB is refused with the limit, and changes nothing', async () => {
    site = await startSite();
    await expect(site.on({ notice: messageOf(100_000) })).rejects.toMatchObject({
      code: 'PORTCULLIS_NOTICE_INVALID',
      message: expect.stringMatching(/notice\.message\.en.*2,?000/s),
    });
    await expect(site.on({ reason: 'x'.repeat(100_000) })).rejects.toMatchObject({
      code: 'PORTCULLIS_USAGE',
    });
    expect((await site.control.get<SiteStatus>('/status')).switch.epoch).toBe(0);
    expect((await site.send('/orders', { method: 'POST', body: '' })).status).toBe(200);
  });

  it('as long as is allowed is shown, with what looks like HTML as text', async () => {
    site = await startSite();
    const text = `<script>alert(1)</script>${'x'.repeat(1_900)}`;
    await site.on({ mode: 'closed', notice: { message: { en: text } } });
    const { body } = await site.send('/orders', { headers: { Accept: 'text/html' } });
    expect(body).toContain('x'.repeat(1_900));
    expect(body).not.toContain('<script');
  });
});

describe('1,000 writes at once with made-up sessions', () => {
  it('reach the application not once, and ask it about at most 8 sessions at a time', async () => {
    let atOnce = 0;
    let mostAtOnce = 0;
    const slowToSay: Application = (arrived, response) => {
      if (arrived.target !== '/api/me') return smallShop(arrived, response);
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      response.once('close', () => {
        atOnce -= 1;
      });
      setTimeout(() => smallShop(arrived, response), 30);
    };
    site = await startSite({ application: slowToSay, policy: smallShopPolicy });
    await site.on({});
    site.arrived.splice(0);
    const statuses = new Map<number, number>();
    const writer = async () => {
      for (let count = 0; count < 20; count += 1) {
        const { status } = await site.send('/orders', {
          method: 'POST',
          body: 'a=1',
          host: 'admin.example.com',
          headers: { Cookie: `session=${randomBytes(8).toString('hex')}` },
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 50 }, writer));
    expect([...statuses]).toEqual([[503, 1_000]]);
    expect(site.arrived.filter(({ target }) => target !== '/api/me')).toEqual([]);
    expect(mostAtOnce).toBeGreaterThan(0);
    expect(mostAtOnce).toBeLessThanOrEqual(8);
    // Whoever is known still gets in.
    const write = {
      method: 'POST',
      body: 'a=1',
      host: 'admin.example.com',
      headers: { Cookie: 'session=ada' },
    };
    expect((await site.send('/orders', write)).status).toBe(200);
  });
});

describe('an application', () => {
  const broken: readonly (readonly [string, Application])[] = [
    [
      'that announces more than it sends',
      (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': '1000' });
        response.write('<p>half');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    [
      'that dies in the middle of a chunked body',
      (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/html' });
        response.write('<html><body><p>half');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ];
  it.each(broken)('%s is passed on as cut off, never as complete', async (_, application) => {
    site = await startSite({ application });
    for (const mode of ['open', 'read-only']) {
      if (mode !== 'open') await site.on({ mode });
      const headers = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document' };
      await expect(site.send('/orders', { headers })).rejects.toMatchObject({ code: 'ECONNRESET' });
    }
    expect(site.arrived).toHaveLength(2);
  });

  it('that is down gives a clear 502, while page, health and status still answer', async () => {
    const nobody = await unusedOrigin();
    site = await startSite({ config: { upstream: nobody } });
    const html = await site.send('/orders', { headers: { Accept: 'text/html' } });
    expect([html.status, html.headers['content-type']]).toEqual([502, 'text/html; charset=utf-8']);
    const json = await site.send('/orders', { headers: { Accept: 'application/json' } });
    expect(JSON.parse(json.body)).toMatchObject({
      type: 'urn:portcullis:error:upstream-unreachable',
      status: 502,
    });
    expect(json.body + html.body).not.toContain(nobody.slice('http://'.length));

    await site.on({ mode: 'closed', notice: { message: { en: 'Back soon' } } });
    const page = await site.send('/orders', { headers: { Accept: 'text/html' } });
    expect(page.status).toBe(503);
    expect(page.body).toContain('Back soon');
    expect((await site.send('/.well-known/portcullis/health')).status).toBe(200);
    await site.off();
    expect((await site.send('/orders')).status).toBe(502);
  });
});

/** An origin where nobody listens: taken and given back. */
async function unusedOrigin(): Promise<string> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
