import { afterEach, describe, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
afterEach(() => site.close());

const path = '/.well-known/portcullis/status';
const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'Accept-Language': 'de' };
const start = async () => {
  // Nothing listens there: the application is down.
  site = await startSite({
    config: { upstream: 'http://127.0.0.1:9' },
    policy: { page: { brand: 'Laden' } },
  });
};
const window = {
  mode: 'read-only',
  reason: 'secret reason',
  actor: 'jane',
  notice: { message: { de: 'Wir reparieren <img src=x onerror=alert(1)> **alles**', en: 'Repairs' } },
};

describe('the status for visitors, while the application is down', () => {
  it('is a page for people, in their language, with the design and the policy of the maintenance page', async () => {
    await start();
    await site.on(window);
    for (const target of [path, `${path}.html`]) {
      const { status, headers, body } = await site.send(target, { headers: browser });
      expect([target, status, headers['content-type'], headers['content-language']]).toEqual([
        target,
        200,
        'text/html; charset=utf-8',
        'de',
      ]);
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:/,
      );
      expect(body).toContain('Laden');
      expect(body).toContain('&lt;img src=x onerror=alert(1)&gt; <strong>alles</strong>');
      expect(body).not.toMatch(/<img|secret reason|jane/);
    }
  });

  it('is JSON for programs: mode, message, since and until', async () => {
    await start();
    const latest = Date.now() + 3_600_000;
    await site.on({ ...window, expected: { earliest: latest, latest, nextUpdateAt: null } });
    const { status, headers, body } = await site.send(path, { headers: { Accept: 'application/json' } });
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(body)).toMatchObject({
      mode: 'read-only',
      since: expect.stringMatching(/^20/),
      until: new Date(latest).toISOString(),
      message: { en: 'Repairs' },
    });
    expect(body).not.toMatch(/secret reason|jane/);
  });

  it('of an open site says so, and the page takes no writes', async () => {
    await start();
    const { status, body } = await site.send(`${path}.html`);
    expect([status, body.includes('Laden is open')]).toEqual([200, true]);
    expect((await site.send(`${path}.html`, { method: 'POST' })).status).toBe(405);
    expect((await site.send(path, { method: 'HEAD', headers: browser })).body).toBe('');
  });
});
