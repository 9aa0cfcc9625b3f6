import { afterEach, describe, expect, it } from 'vitest';
import { createWordPressSource } from '../../src/identity/index.ts';
import type { WordPressInput } from '../../src/model/policy.ts';
import type { IdentitySource } from '../../src/ports/identity-source.ts';
import { contextFor, requestWith } from './start-probe.ts';
import { type Answer, sendJson, startUpstream, type Upstream } from './start-upstream.ts';

const hash = 'wordpress_logged_in_37d007a56d816107ce5b52c10342db37';
const nonces: Readonly<Record<string, string>> = {
  maria: '0123456789',
  ed: 'abcdef0123',
  nobody: 'ffffffffff',
};
const people: Readonly<Record<string, readonly string[]>> = {
  maria: ['administrator'],
  ed: ['editor', 'shop_manager'],
  nobody: [],
};

/** As admin-ajax.php, rest-api.php and class-wp-rest-users-controller.php of WordPress answer. */
const wordpress: Answer = ({ url, headers }, response) => {
  const [, login = ''] = /wordpress_logged_in_\w+=(\w+)%7C/.exec(headers.cookie ?? '') ?? [];
  const nonce = nonces[login];
  if (url === '/wp-admin/admin-ajax.php?action=rest-nonce') {
    response.writeHead(nonce === undefined ? 400 : 200, { 'content-type': 'text/html; charset=UTF-8' });
    response.end(nonce ?? '0');
  } else if (new URL(url, 'http://a').searchParams.get('rest_route') !== '/wp/v2/users/me') {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html>');
  } else if (headers['x-wp-nonce'] === undefined) {
    error(response, 401, 'rest_not_logged_in');
  } else if (headers['x-wp-nonce'] !== nonce) {
    error(response, 403, 'rest_cookie_invalid_nonce');
  } else {
    const isEdit = new URL(url, 'http://a').searchParams.get('context') === 'edit';
    sendJson(response, isEdit ? { username: login, roles: people[login] } : { id: 1, name: 'Maria' });
  }
};

function error(response: Parameters<Answer>[1], status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' });
  response.end(JSON.stringify({ code, message: '…', data: { status } }));
}

const opened: { upstream: Upstream; source: IdentitySource }[] = [];

afterEach(async () => {
  for (const { upstream, source } of opened.splice(0)) {
    source.close?.();
    await upstream.close();
  }
});

async function startSite(answer: Answer = wordpress, change: Partial<WordPressInput> = {}) {
  const upstream = await startUpstream(answer);
  const clock = { wallMs: () => 0, monotonicMs: () => 0 };
  const input: WordPressInput = { kind: 'wordpress', timeoutMs: 10_000, ...change };
  const source = createWordPressSource({ input, upstream: upstream.origin, clock });
  opened.push({ upstream, source });
  const ask = (cookie: string, passedOn?: string[]) =>
    source.recognise(requestWith('Host', 'blog.example', 'Cookie', cookie), contextFor(passedOn));
  return { upstream, source, ask };
}

const cookieOf = (login: string) => `wp-settings-1=x; ${hash}=${login}%7C1790000000%7Ctoken%7Cmac`;

describe('a WordPress', () => {
  it.each([
    ['maria', { role: 'admin', subject: 'maria', groups: ['administrator'] }],
    ['ed', { role: 'visitor', subject: 'ed', groups: ['editor', 'shop_manager'] }],
    ['nobody', { role: 'visitor', subject: 'nobody', groups: [] }],
    ['stranger', null],
  ])('says who %s is', async (login, expected) => {
    const { ask } = await startSite();
    expect(await ask(cookieOf(login))).toEqual(expected);
  });

  it('gives its roles as the policy maps them', async () => {
    const { ask } = await startSite(wordpress, { roles: { editor: 'support', shop_manager: 'allowed' } });
    expect(await ask(cookieOf('ed'))).toMatchObject({ role: 'support' });
    expect(await ask(cookieOf('maria'))).toMatchObject({ role: 'visitor' });
  });

  it('is asked twice, with the cookies of the caller, and once for all who come together', async () => {
    const { upstream, ask } = await startSite();
    await Promise.all(Array.from({ length: 100 }, () => ask(cookieOf('maria'))));
    expect(upstream.asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /wp-admin/admin-ajax.php?action=rest-nonce',
      'GET /?rest_route=/wp/v2/users/me&context=edit&_fields=username,roles',
    ]);
    for (const { headers } of upstream.asked) {
      expect(headers).toMatchObject({ cookie: cookieOf('maria'), 'x-forwarded-host': 'blog.example' });
    }
  });

  it('is not asked without its cookie, whose name ends in a hash', async () => {
    const { upstream, ask } = await startSite();
    expect(ask('wordpress_test_cookie=1; wp-settings-1=x')).toBeNull();
    expect(ask(`${cookieOf('maria')}; ${hash}=other`)).toBe('unsure');
    expect(upstream.asked).toHaveLength(0);
  });

  it('may set cookies with both answers', async () => {
    const { ask } = await startSite((asked, response) => {
      response.setHeader('set-cookie', asked.url.startsWith('/wp-admin') ? ['lang=1', 'seen=1'] : ['lang=2']);
      wordpress(asked, response);
    });
    const passedOn: string[] = [];
    expect(await ask(cookieOf('maria'), passedOn)).toMatchObject({ subject: 'maria' });
    expect(passedOn).toEqual(['seen=1', 'lang=2']);
  });

  const insteadOf =
    (path: string, status: number, body: string, type = 'application/json'): Answer =>
    (asked, response) => {
      if (!asked.url.startsWith(path)) return wordpress(asked, response);
      response.writeHead(status, { 'content-type': type, location: '/wp-login.php' }).end(body);
    };

  it.each<[string, Answer, unknown]>([
    ['signs out between the two', insteadOf('/?', 401, '{"code":"rest_not_logged_in"}'), null],
    ['is older and says nothing by status', insteadOf('/wp-admin', 200, '0', 'text/html'), null],
    ['redirects', insteadOf('/wp-admin', 302, ''), 'unsure'],
    [
      'answers with a page for the nonce',
      insteadOf('/wp-admin', 200, '<!doctype html>', 'text/html'),
      'unsure',
    ],
    ['has no such action', insteadOf('/wp-admin', 404, '<!doctype html>', 'text/html'), 'unsure'],
    ['refuses the nonce', insteadOf('/?', 403, '{"code":"rest_cookie_invalid_nonce"}'), 'unsure'],
    ['has its REST API switched off', insteadOf('/?', 404, '{"code":"rest_no_route"}'), 'unsure'],
    ['answers with a page for the user', insteadOf('/?', 200, '<!doctype html>', 'text/html'), 'unsure'],
    ['says no name', insteadOf('/?', 200, '{"roles":["administrator"]}'), 'unsure'],
    ['says no roles', insteadOf('/?', 200, '{"username":"maria"}'), 'unsure'],
    [
      'says roles that are none',
      insteadOf('/?', 200, '{"username":"maria","roles":{"0":"administrator"}}'),
      'unsure',
    ],
    ['fails', insteadOf('/?', 500, ''), 'unsure'],
    ['refuses for a while', insteadOf('/wp-admin', 429, ''), 'unsure'],
  ])('that %s', async (_, answer, expected) => {
    const { ask } = await startSite(answer);
    expect(await ask(cookieOf('maria'))).toBe(expected);
  });
});
