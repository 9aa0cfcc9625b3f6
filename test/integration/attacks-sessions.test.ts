import type { PolicyInput } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import type { RunningSite } from '../../packages/server/test/support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../../packages/server/test/support/small-shop.ts';
import { startForTest } from '../support/sites.ts';

// What several steps show of sessions.

let site: RunningSite;
async function start(options: Parameters<typeof startForTest>[0]): Promise<RunningSite> {
  site = await startForTest(options);
  return site;
}

/** As a browser keeps them: the last line of a name wins. */
function keep(jar: Map<string, string>, lines: readonly string[] | undefined): void {
  for (const line of lines ?? []) {
    const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
    if (/max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }
}

describe('an application that renews its session with every answer', () => {
  // Flask with permanent sessions (SESSION_REFRESH_EACH_REQUEST is its default), express-session with `rolling`,
  // Laravel: the cookie comes with the answer to the probe, too.
  const policy: PolicyInput = {
    ...smallShopPolicy,
    signIn: { page: '/login', routes: ['POST /login', 'POST /logout'] },
  };

  async function startRenewing(): Promise<Map<string, string>> {
    await start({
      policy,
      application: ({ method, target, headers }, response) => {
        // All of the session is in its cookie.
        const session = /session=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? 'guest';
        const next = target === '/login' && method === 'POST' ? 'ada' : session;
        const gone = target === '/logout' ? '; Max-Age=0' : '';
        response.setHeader('Set-Cookie', `session=${next}; Path=/; HttpOnly${gone}`);
        if (target === '/api/me') {
          response.writeHead(session === 'ada' ? 200 : 401, { 'Content-Type': 'application/json' });
          response.end(JSON.stringify(session === 'ada' ? { subject: 'ada', role: 'admin' } : {}));
          return;
        }
        response.writeHead(method === 'POST' ? 302 : 200, { 'Content-Type': 'text/html', Location: '/' });
        response.end(session);
      },
    });
    return new Map([['session', 'guest']]);
  }

  async function go(jar: Map<string, string>, method: string, target: string): Promise<number> {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
    const { status, headers } = await site.send(target, {
      method,
      host: adminHost,
      headers: { Accept: 'text/html', ...(cookie !== '' && { Cookie: cookie }) },
      ...(method === 'POST' && { body: 'a=1' }),
    });
    keep(jar, headers['set-cookie']);
    return status ?? 0;
  }

  it('signs people in during a window', async () => {
    const jar = await startRenewing();
    await site.on({ mode: 'read-only' });
    await go(jar, 'GET', '/login');
    await go(jar, 'POST', '/login');
    expect(jar.get('session')).toBe('ada');
  });

  it('signs people in while the site is closed', async () => {
    const jar = await startRenewing();
    await site.on({ mode: 'closed' });
    await go(jar, 'POST', '/login');
    expect(jar.get('session')).toBe('ada');
  });

  it('signs people out during a window', async () => {
    const jar = await startRenewing();
    jar.set('session', 'ada');
    await site.on({ mode: 'read-only' });
    await go(jar, 'POST', '/logout');
    expect(jar.get('session')).toBeUndefined();
  });
});

describe('who signs out', () => {
  async function statusAfterLeaving(
    switched: Record<string, unknown>,
    by = '/session',
  ): Promise<number | undefined> {
    let isSignedIn = true;
    await start({
      policy: {
        ...smallShopPolicy,
        signIn: { page: '/login', routes: ['POST /session', 'POST /admin/logout'] },
        routes: [{ match: '/admin/**', protected: true }],
        areas: { checkout: { routes: ['/cart/**'] } },
      },
      application: (arrived, response) => {
        if (arrived.target === by) isSignedIn = false;
        smallShop(isSignedIn ? arrived : { ...arrived, headers: {} }, response);
      },
    });
    await site.on(switched);
    const headers = { Cookie: 'session=ada' };
    const write = () => site.send('/cart/1', { method: 'POST', host: adminHost, headers, body: 'a=1' });
    expect((await write()).status).toBe(200);
    await site.send(by, { method: 'POST', host: adminHost, headers, body: 'out=1' });
    return (await write()).status;
  }

  it('is no insider any more where the whole site is read-only', async () => {
    expect(await statusAfterLeaving({ mode: 'read-only' })).toBe(503);
  });

  // Signing out is allowed there as an open route, and not as a sign-in: nobody forgets who it was.
  it('is no insider any more where one area is read-only', async () => {
    expect(await statusAfterLeaving({ mode: 'open', areas: { checkout: 'read-only' } })).toBe(503);
  });

  // As Django's admin has it: the way out lies below what is protected, so a bypass lets it through.
  it('is no insider any more after a way out below a protected route', async () => {
    expect(await statusAfterLeaving({ mode: 'read-only' }, '/admin/logout')).toBe(503);
  });
});
