import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { phpProduction } from '../../packages/gate/src/presets/php/php-policy.ts';
import { wordpressProduction } from '../../packages/gate/src/presets/wordpress/wordpress-policy.ts';
import { eventually } from '../support/sites.ts';
import { type Breakage, type BreakagePlace, breakIt } from '../support/wordpress/breakages.ts';
import { type Change, changedRows } from '../support/wordpress/changed-rows.ts';
import { isWordpressLeftOut, startWordpress, type Wordpress } from '../support/wordpress/start-wordpress.ts';
import { visitWordpress, type WordpressVisitor } from '../support/wordpress/wordpress-visitor.ts';

/** That the WordPress of the tests is a real one, and the facts about it that presets rest on. */
describe.skipIf(isWordpressLeftOut())('the WordPress of the tests', () => {
  let wordpress: Wordpress;
  let visitor: WordpressVisitor;

  beforeAll(async () => {
    wordpress = await startWordpress();
  });
  afterAll(() => wordpress?.stop());
  beforeEach(() => {
    wordpress.configure({ debug: false, displayErrors: false, hasDatabase: true, cron: 'off' });
    wordpress.clear();
    visitor = visitWordpress(wordpress.port);
  });

  /** What one thing changed, without what page views write by themselves: caches that end by their time. */
  async function changesOf(act: () => Promise<unknown>): Promise<readonly Change[]> {
    const before = await wordpress.contents();
    await act();
    const changes = changedRows(before, await wordpress.contents());
    return changes.filter(({ name }) => !/^_(?:site_)?transient_/.test(name));
  }

  it('is the version of the package, with its pages, feeds and REST', async () => {
    expect(wordpress.version).toMatch(/^\d+\.\d+/);
    const home = await visitor.get('/');
    expect(home.status).toBe(200);
    expect(home.body).toContain(`<meta name="generator" content="WordPress ${wordpress.version}" />`);
    expect((await visitor.get('/opening-hours/')).body).toContain('We open at nine.');
    expect((await visitor.get('/?s=hours')).body).toContain('Opening hours');
    expect((await visitor.get('/feed/')).body).toContain('<title>Opening hours</title>');
    expect((await visitor.get('/nothing/')).status).toBe(404);
  });

  it.each([
    '/wp-json/wp/v2/posts',
    '/index.php/wp-json/wp/v2/posts',
    '/?rest_route=/wp/v2/posts',
    '/index.php?rest_route=/wp/v2/posts',
    '/opening-hours/?rest_route=/wp/v2/posts',
    '/xyz?rest_route=%2Fwp%2Fv2%2Fposts',
  ])('answers REST at %s', async (target) => {
    const { status, body } = await visitor.get(target);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toContainEqual(expect.objectContaining({ slug: 'opening-hours' }));
  });

  it.each([
    ['admin', 200],
    ['editor', 403],
    ['author', 403],
    ['subscriber', 403],
  ] as const)('signs %s in, who gets %i for the settings', async (name, status) => {
    const user = wordpress.users[name];
    const changes = await changesOf(() => visitor.signIn(user));
    expect(changes).toEqual([{ table: 'wp_usermeta', kind: 'added', name: 'session_tokens' }]);
    // HASH is the MD5 of the site's URL.
    const hash = createHash('md5').update(wordpress.url).digest('hex');
    expect([...visitor.cookies.values()].map(({ name, path }) => `${name} ${path}`)).toEqual([
      'wordpress_test_cookie /',
      `wordpress_${hash} /wp-content/plugins`,
      `wordpress_${hash} /wp-admin`,
      `wordpress_logged_in_${hash} /`,
    ]);
    expect((await visitor.get('/wp-admin/options-general.php')).status).toBe(status);
    expect((await visitor.get('/wp-admin/profile.php')).body).toContain(user.email);
  });

  it('says who somebody is by the own cookie and a nonce, and writes nothing for it', async () => {
    const { subscriber } = wordpress.users;
    const me = '/wp-json/wp/v2/users/me?context=edit&_fields=username,roles';
    expect(await visitor.takeNonce()).toBeNull();
    await visitor.signIn(subscriber);
    wordpress.clear();
    expect((await visitor.rest('GET', me)).status).toBe(401);
    expect(await visitor.takeNonce()).toMatch(/^[\da-f]{10}$/);
    const known = await visitor.rest('GET', me);
    expect(JSON.parse(known.body)).toEqual({ username: subscriber.login, roles: ['subscriber'] });
    expect(wordpress.statements()).toEqual([]);

    // What a browser sends outside of wp-admin is enough for both questions.
    const [loggedIn] = [...visitor.cookies.values()].filter(({ name }) => name.includes('logged_in'));
    const alone = { Cookie: `${loggedIn?.name}=${loggedIn?.value}` };
    const nonce = (await visitor.get('/wp-admin/admin-ajax.php?action=rest-nonce', alone)).body;
    const asked = await visitWordpress(wordpress.port).get(me, { ...alone, 'X-WP-Nonce': nonce });
    expect(JSON.parse(asked.body)).toEqual({ username: subscriber.login, roles: ['subscriber'] });

    // A nonce belongs to a session: without it, or with one that has ended, it is an error of its own.
    for (const [key, cookie] of visitor.cookies) {
      const value = cookie.value.replace(/%7C\d+%7C/, '%7C1000000000%7C');
      visitor.cookies.set(key, { ...cookie, value });
    }
    expect((await visitor.rest('GET', me)).status).toBe(403);
    expect((await visitor.get(me)).status).toBe(401);
    expect(await visitor.takeNonce()).toBeNull();
    expect(wordpress.statements()).toEqual([]);
  });

  it('takes comments from everybody', async () => {
    const changes = await changesOf(() => comment(visitor, wordpress));
    expect(changes).toEqual([
      { table: 'wp_comments', kind: 'added', name: expect.any(String) },
      { table: 'wp_posts', kind: 'changed', name: 'opening-hours' },
    ]);
  });

  it.each([
    ['in the query', '/wp-login.php?action=register', {}],
    ['in the body', '/wp-login.php', { action: 'register' }],
    ['in the body, whatever the query says', '/wp-login.php?action=login', { action: 'register' }],
  ])('registers people where the action is %s', async (where, target, form) => {
    const login = `eve${where.length}`;
    const changes = await changesOf(() =>
      visitor.postForm(target, { ...form, user_login: login, user_email: `${login}@example.org` }),
    );
    expect(changes).toContainEqual({ table: 'wp_users', kind: 'added', name: login });
    expect(wordpress.mails()).toHaveLength(2);
  });

  it('writes and mails a key for a lost password', async () => {
    const changes = await changesOf(() =>
      visitor.postForm('/wp-login.php?action=lostpassword', { user_login: 'ada' }),
    );
    expect(changes).toEqual([{ table: 'wp_users', kind: 'changed', name: 'ada' }]);
    expect(wordpress.mails()).toMatchObject([{ to: 'ada@example.com' }]);
  });

  it('reads and writes by XML-RPC', async () => {
    const { login, password } = wordpress.users.admin;
    expect((await visitor.xmlRpc('demo.sayHello')).body).toContain('<string>Hello!</string>');
    expect(await changesOf(() => visitor.xmlRpc('wp.getPost', 1, login, password, wordpress.postId))).toEqual(
      [],
    );
    const removed = await changesOf(() =>
      visitor.xmlRpc('wp.deletePost', 1, login, password, wordpress.draftId),
    );
    expect(removed).toContainEqual(expect.objectContaining({ table: 'wp_posts', kind: 'changed' }));
  });

  it('runs what is due for a page view, after it has answered', async () => {
    await visitor.signIn(wordpress.users.editor);
    await visitor.takeNonce();
    await visitor.rest('POST', '/wp-json/wp/v2/posts', { title: 'We moved', status: 'publish' });
    const isDue = async () =>
      (await wordpress.contents()).wp_postmeta?.some(({ meta_key }) => meta_key === '_pingme');
    expect(await isDue()).toBe(true);
    wordpress.configure({ cron: 'visits' });
    wordpress.clear();
    await visitWordpress(wordpress.port).get('/');
    expect(wordpress.statements()[0]).toContain("'_transient_doing_cron'");
    expect(await eventually(async () => !(await isDue()))).toBe(true);
  });

  describe('where it breaks', () => {
    const trace = 'Stack trace:\n#0 ';
    const place = /site\/wp-content\/mu-plugins\/breakages\.php/;

    it.each<[Breakage, BreakagePlace, number, string]>([
      [
        'uncaught',
        'page',
        500,
        '<br />\n<b>Fatal error</b>:  Uncaught RuntimeException: Connection to reporting.internal',
      ],
      ['uncaught', 'late', 200, '<br />\n<b>Fatal error</b>:  Uncaught RuntimeException: '],
      ['uncaught', 'rest', 500, '<br />\n<b>Fatal error</b>:  Uncaught RuntimeException: '],
      ['fatal', 'page', 500, '<br />\n<b>Fatal error</b>:  Uncaught Error: Call to undefined function '],
      ['memory', 'page', 200, '<br />\n<b>Fatal error</b>:  Allowed memory size of '],
      ['warning', 'page', 200, '<br />\n<b>Warning</b>:  Undefined array key "customer" in <b>'],
      ['warning', 'rest', 200, '<br />\n<b>Warning</b>:  Undefined array key "customer" in <b>'],
      ['triggered', 'page', 200, '<br />\n<b>Warning</b>:  The import of orders.csv stopped'],
      [
        'deprecated',
        'page',
        200,
        '<br />\n<b>Deprecated</b>:  Function old_report is <strong>deprecated</strong>',
      ],
      [
        'wrong',
        'page',
        200,
        '<br />\n<b>Notice</b>:  Function register_report was called <strong>incorrectly</strong>',
      ],
      [
        'database',
        'page',
        200,
        '<div id="error"><p class="wpdberror"><strong>WordPress database error:</strong> [',
      ],
      [
        'database',
        'ajax',
        200,
        '<div id="error"><p class="wpdberror"><strong>WordPress database error:</strong> [',
      ],
      ['trace', 'page', 200, '<pre>#0 '],
    ])('shows it to everybody while debugging: %s, %s', async (kind, where, status, text) => {
      wordpress.configure({ debug: true, displayErrors: true });
      const received = await visitor.get(breakIt(kind, where));
      expect(received.status).toBe(status);
      expect(received.body).toContain(text);
      expect(signatureIn(received.body)).not.toBeNull();
      if (text.includes('Uncaught')) expect(received.body).toContain(trace);
      if (kind !== 'database' && kind !== 'deprecated' && kind !== 'wrong')
        expect(received.body).toMatch(place);
    });

    it.each(['/', '/opening-hours/', '/feed/', '/wp-json/', '/wp-login.php', '/wp-sitemap.xml'])(
      'finds no signature of the presets in %s',
      async (target) => {
        expect(signatureIn((await visitor.get(target)).body)).toBeNull();
      },
    );

    it.each<[Breakage, BreakagePlace]>([
      ['uncaught', 'page'],
      ['uncaught', 'ajax'],
      ['uncaught', 'rest'],
      ['fatal', 'page'],
      ['memory', 'page'],
    ])('says nothing of it otherwise: %s, %s', async (kind, where) => {
      const received = await visitor.get(breakIt(kind, where));
      expect(received.status).toBe(500);
      expect(received.body).toContain('<p>There has been a critical error on this website.</p>');
      expect(received.body).not.toMatch(place);
    });

    it.each<[Breakage | 'business' | 'technical', BreakagePlace, number, string]>([
      ['die', 'page', 403, '<div class="wp-die-message">Sorry, this coupon has expired.</div>'],
      // Words for people, and the status of a failure.
      ['error', 'page', 500, '<div class="wp-die-message">Only two of them are left.</div>'],
      ['die', 'ajax', 403, 'Sorry, this coupon has expired.'],
      ['error', 'ajax', 200, 'Only two of them are left.'],
      [
        'business',
        'rest',
        409,
        '{"code":"stock_gone","message":"Only two of them are left.","data":{"status":409}}',
      ],
      ['technical', 'rest', 500, '"trace":"#0 \\/'],
      // Debugging or not: what a program prints itself.
      ['trace', 'page', 200, '<pre>#0 /'],
    ])('speaks to people: %s, %s', async (kind, where, status, text) => {
      const received = await visitor.get(breakIt(kind, where));
      expect([received.status, received.body]).toEqual([status, expect.stringContaining(text)]);
    });

    it('has no database', async () => {
      wordpress.configure({ hasDatabase: false });
      const { status, body } = await visitor.get('/');
      expect([status, body]).toEqual([
        500,
        expect.stringContaining('<h1>Error establishing a database connection</h1>'),
      ]);
      wordpress.configure({ displayErrors: true, debug: true });
      expect((await visitor.get('/')).body).toContain(
        '<b>Warning</b>:  mysqli_real_connect(): (HY000/2002): ',
      );
      // What asks by script gets a page with the status of a success.
      expect((await visitor.get('/wp-admin/admin-ajax.php?action=heartbeat')).status).toBe(200);
    });
  });

  it('ends with the process that started it, however that ends', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'processes', 'hold-wordpress.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [told] = await once(child.stdout.setEncoding('utf8'), 'data');
    const { url, folder } = JSON.parse(told);
    expect((await fetch(url)).status).toBe(200);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await eventually(() => !existsSync(folder))).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
  });
});

/** The first of the presets that is there, with its end. */
/** What the presets, or what is known without one, take out of a page; null = nothing. */
function signatureIn(body: string): string | null {
  const signatures = [phpProduction, wordpressProduction].flatMap(({ errors }) => errors?.signatures ?? []);
  const found = signatures.find(({ text, until = '' }) => {
    const at = body.indexOf(text);
    return at >= 0 && body.includes(until, at + text.length);
  });
  return (
    found?.text ??
    /<b>(?:Warning|Notice|Deprecated)<\/b>: {2}[\s\S]*? on line <b>\d+<\/b><br \/>/.exec(body)?.[0] ??
    null
  );
}

function comment(visitor: WordpressVisitor, { postId }: Wordpress): Promise<unknown> {
  return visitor.postForm('/wp-comments-post.php', {
    comment: 'When do you close?',
    author: 'Eve',
    email: 'eve@example.org',
    comment_post_ID: String(postId),
  });
}
