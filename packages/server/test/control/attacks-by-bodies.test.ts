import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ConsoleBrowser,
  openBrowser,
  password,
  startWithOwnerAndViewer,
} from '../support/console-browser.ts';
import { operatorNamed, operatorsOf } from '../support/raw-console.ts';
import type { RunningSite } from '../support/running-site.ts';

// What attackers tried with bodies of requests: members that are not theirs to say, depths, names that nobody sees, scripts.

let site: RunningSite;
let owner: ConsoleBrowser;
let viewer: ConsoleBrowser;
beforeAll(async () => {
  ({ site, owner, viewer } = await startWithOwnerAndViewer());
});
afterAll(() => site.close());

describe('a body', () => {
  it.each([
    ['role', '/enrolments', { code: 'x', name: 'eve', password, role: 'owner' }],
    ['stage', '/sign-in', { name: 'ada', password: 'x', stage: 'signed-in' }],
    ['tokenHash', '/keys', { name: 'k', scopes: ['read'], expiresInDays: 1, tokenHash: 'a' }],
    ['passwordHash', '/operators', { name: 'eve', role: 'viewer', passwordHash: 'a' }],
    ['actor', '/operators', { name: 'eve', role: 'viewer', actor: 'ada' }],
    ['confirmedAt', '/session/confirm', { password: 'x', confirmedAt: 1 }],
  ])('with %s, which is not its sender’s to say, is refused', async (_, path, body) => {
    expect((await owner.post(path, body)).json).toMatchObject({ code: 'PORTCULLIS_USAGE' });
    expect((await operatorsOf(site)).some(({ name }) => name === 'eve')).toBe(false);
  });

  it.each([
    ['deep', `{"name":${'['.repeat(30_000)}${']'.repeat(30_000)},"password":"x"}`],
    ['long', JSON.stringify({ name: 'ada', password: 'x'.repeat(70_000) })],
    ['wide', `{${Array.from({ length: 8_000 }, (_, index) => `"a${index}":0`).join()}}`],
    ['of a prototype', '{"__proto__":{"name":"ada","password":"x"}}'],
    ['of no JSON', '{"name":"ada",}'],
    ['of no object', '[]'],
  ])('of a stranger that is %s is refused in words', async (_, text) => {
    const answer = await openBrowser(site, { address: '198.51.100.1' }).send('POST', '/sign-in', { text });
    expect(answer.json).toMatchObject({ code: 'PORTCULLIS_USAGE', status: 400 });
    expect(Object.hasOwn(Object.prototype, 'password')).toBe(false);
  });

  it.each(['notice', 'reason', 'areas'])(
    'of a viewer that is deep in its %s is refused in words',
    async (member) => {
      const deep = `{"message":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
      const answer = await viewer.send('POST', '/previews', {
        text: `{"mode":"closed","${member}":${deep}}`,
      });
      expect(answer.status).toBe(400);
    },
  );

  it('names no area that is a part of every object', async () => {
    for (const area of ['__proto__', 'constructor', 'toString']) {
      const text = `{"mode":"open","reason":"x","force":true,"areas":{"${area}":"closed"}}`;
      const answer = await owner.send('POST', '/on', { text });
      const { switch: now } = await site.control.get<{ switch: { areas: object } }>('/status');
      expect(Object.keys(now.areas), `${area} ${answer.status}`).toEqual([]);
    }
    await site.off();
  });

  it('makes no preview that runs, leads or sends anything', async () => {
    const xss = '"><script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))';
    const notice = { message: { en: xss }, button: { label: { en: xss }, url: 'https://a.example/"x' } };
    const made = await viewer.post('/previews', { mode: 'closed', notice, reason: xss });
    expect(made.status).toBe(201);
    const page = await viewer.get(`/previews/${String(made.json.id)}`);
    expect(page.headers['content-security-policy']).toMatch(
      /form-action 'none'.*frame-ancestors 'self'; sandbox$/,
    );
    expect(page.body).not.toMatch(/<script|<img src=x|<a[^>]*href=/);
    expect(page.body).toContain('&lt;script&gt;');
    expect((await openBrowser(site).get(`/previews/${String(made.json.id)}`)).status).toBe(401);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' data:text/html,x',
    'vbscript:x',
    '//evil.example',
  ])('gives no button the address %j', async (url) => {
    const notice = { button: { label: { en: 'x' }, url } };
    const made = await viewer.post('/previews', { mode: 'closed', notice });
    expect(made.status).toBe(400);
  });
});

describe('a name', () => {
  // They stand in the audit.
  it.each(['ada\u0000', '\u202eada', 'ad\u200ba', 'ada\ud83d', 'ada\n2026', 'a\u3164da', '\u3164'])(
    'no operator and no key is called %j',
    async (name) => {
      const { id, version } = await operatorNamed(site, 'vera');
      const scopes = ['read'];
      const answers = [
        await owner.post('/operators', { name, role: 'viewer' }),
        await owner.send('PATCH', `/operators/${id}`, { body: { version, name } }),
        await owner.post('/keys', { name, scopes, expiresInDays: 1 }),
        await openBrowser(site).post('/enrolments', { code: 'x', name, password }),
      ];
      for (const { status, json } of answers) {
        expect({ status, code: json.code }).toEqual({ status: 400, code: 'PORTCULLIS_USAGE' });
      }
    },
  );
});
