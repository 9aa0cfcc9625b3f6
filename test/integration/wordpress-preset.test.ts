import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../../packages/server/test/support/running-site.ts';
import { type BreakagePlace, breakages, breakIt } from '../support/wordpress/breakages.ts';
import { changedRows } from '../support/wordpress/changed-rows.ts';
import { isWordpressLeftOut, startWordpress, type Wordpress } from '../support/wordpress/start-wordpress.ts';
import { visitWordpress, type WordpressVisitor } from '../support/wordpress/wordpress-visitor.ts';

const adminHost = 'admin.example.com';
const page = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };
const places: readonly BreakagePlace[] = ['page', 'late', 'ajax', 'rest'];

/** What no restricted browser may see of an error. */
const traces =
  /Stack trace|Uncaught |mu-plugins|breakages\.php|reporting\.internal|on line <b>|wpdberror|WordPress database error|#0 \\?\//;

/** A real WordPress behind a real server with the preset alone: who somebody is, WordPress itself says. */
describe.skipIf(isWordpressLeftOut())('WordPress behind its preset', () => {
  let wordpress: Wordpress;
  let site: RunningSite;
  const members = new Map<string, WordpressVisitor>();
  const stranger = (): WordpressVisitor => visitWordpress(site.server.port, `localhost:${site.server.port}`);

  beforeAll(async () => {
    wordpress = await startWordpress();
    site = await startSite({
      policy: { trusted: { adminHosts: [adminHost] } },
      config: { upstream: wordpress.url, preset: 'wordpress' },
    });
    wordpress.configure({ siteUrl: `http://localhost:${site.server.port}`, cron: 'off' });
    for (const name of ['admin', 'editor'] as const) {
      const visitor = stranger();
      await visitor.signIn(wordpress.users[name]);
      await visitor.takeNonce();
      members.set(name, visitor);
    }
  });
  afterAll(async () => {
    await site?.close();
    await wordpress?.stop();
  });

  const member = (name: string): WordpressVisitor => members.get(name) ?? stranger();

  async function changesOf(act: () => Promise<unknown>) {
    const before = await wordpress.contents();
    await act();
    return changedRows(before, await wordpress.contents()).filter(
      ({ name }) => !/^_(?:site_)?transient_/.test(name),
    );
  }

  describe('read-only', () => {
    beforeEach(() => site.on({}));
    afterEach(() => site.off());

    const post = { title: 'Written in the window', status: 'publish' };

    it('lets an administrator write who comes by the trusted host', async () => {
      const [nonce] = [await member('admin').takeNonce()];
      const cookie = [...member('admin').cookies.values()]
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ');
      const write = (host: string) =>
        site.send('/wp-json/wp/v2/posts', {
          method: 'POST',
          host,
          headers: { Cookie: cookie, 'X-WP-Nonce': nonce ?? '', 'Content-Type': 'application/json' },
          body: JSON.stringify(post),
        });
      expect(await changesOf(() => write(`localhost:${site.server.port}`))).toEqual([]);
      expect(await changesOf(() => write(adminHost))).toContainEqual(
        expect.objectContaining({ table: 'wp_posts', kind: 'added' }),
      );
    });

    it('keeps an editor from writing, and from nothing else', async () => {
      const changes = await changesOf(async () => {
        expect(await member('editor').rest('POST', '/wp-json/wp/v2/posts', post)).toMatchObject({
          status: 503,
        });
      });
      expect(changes).toEqual([]);
      expect((await member('editor').rest('GET', '/wp-json/wp/v2/users/me?context=edit')).status).toBe(200);
    });

    it('lets in by the role that WordPress itself says, when closed', async () => {
      await site.on({ mode: 'closed' });
      expect((await member('admin').get('/', page)).status).toBe(200);
      expect((await member('editor').get('/', page)).status).toBe(503);
      expect((await stranger().get('/', page)).status).toBe(503);
      expect((await stranger().get('/wp-login.php', page)).status).toBe(200);
    });
  });

  describe('production mode', () => {
    const turnProduction = (to: 'on' | 'off') =>
      site.control.post(`/production/${to}`, { reason: 'test', actor: 'tester' });

    beforeAll(async () => {
      wordpress.configure({ debug: true, displayErrors: true, saveQueries: true });
      await turnProduction('on');
    });
    afterAll(() => turnProduction('off'));

    const cases = breakages.flatMap((kind) => places.map((place) => [kind, place] as const));
    it.each(cases)('hides %s in %s, and not from an administrator', async (kind, place) => {
      const path = breakIt(kind, place);
      const shown = await member('admin').get(path, page);
      for (const visitor of [stranger(), member('editor')]) {
        const received = await visitor.get(path, page);
        expect(received.body).not.toMatch(traces);
        if (!traces.test(shown.body)) continue;
        expect(received.headers['x-powered-by']).toBeUndefined();
      }
    });

    it('shows them to an administrator: else the test above would prove nothing', async () => {
      const shown = await Promise.all(
        cases.map(([kind, place]) => member('admin').get(breakIt(kind, place), page)),
      );
      const leaking = shown.filter(({ body }) => traces.test(body));
      expect(leaking.length).toBeGreaterThan(cases.length / 2);
    });

    it('words for people stay readable', async () => {
      const refused = await stranger().get(breakIt('business', 'rest'), page);
      expect([refused.status, JSON.parse(refused.body)]).toEqual([
        409,
        expect.objectContaining({ code: 'stock_gone', message: 'Only two of them are left.' }),
      ]);
      const wrong = await stranger().postForm('/wp-login.php', {
        log: wordpress.users.admin.login,
        pwd: 'wrong',
      });
      expect(wrong.body).toMatch(/The password you entered for the username.*is incorrect/);
      const missing = await stranger().get('/?p=987654', page);
      expect([missing.status, missing.body]).toEqual([404, expect.stringContaining('</html>')]);
    });

    it.each([
      '/phpinfo.php',
      '/wp-admin/install.php',
      '/wp-config.php.bak',
      '/.env',
      '/readme.html',
      '/adminer.php',
    ])('%s is shut for everybody', async (path) => {
      for (const visitor of [stranger(), member('admin')]) {
        const { status, headers, body } = await visitor.get(path, page);
        // The gate's own: WordPress says 404 itself of what is not there.
        expect([status, headers['portcullis-reference'], body]).toEqual([
          404,
          expect.any(String),
          expect.not.stringMatching(/wp-content|WordPress/),
        ]);
      }
    });

    it('switches of Xdebug do not arrive', async () => {
      const received = await stranger().get('/?XDEBUG_SESSION_START=1&p=1', page);
      expect([received.status, received.headers.location]).toEqual([302, '/?p=1']);
    });

    it('pages that are no errors are left as they are, but for the style sheet', async () => {
      const pages = ['/', '/?p=1', '/wp-login.php', '/wp-json/wp/v2/posts', '/?feed=rss2'];
      const read = async () => {
        const bodies: string[] = [];
        for (const path of pages) bodies.push((await stranger().get(path, page)).body);
        return bodies;
      };
      const masked = await read();
      await turnProduction('off');
      const plain = await read();
      await turnProduction('on');
      // Debian's WordPress is older than its PHP, and says so where errors are displayed.
      const deprecated = /(?:<br \/>\n<b>Deprecated<\/b>: .*<br \/>\n)+/;
      const told = /<br \/>\n<p role="alert">[^<]*<\/p>\n(?:<br \/>\n\n)*/;
      const style = /<link[^>]*production\.css[^>]*>/;
      expect(masked.map((body) => style.test(body))).toEqual([true, false, true, false, false]);
      for (const [index, body] of masked.entries()) {
        const received = body.replace(style, '').replace(told, '');
        expect([pages[index], received]).toEqual([pages[index], plain[index]?.replace(deprecated, '')]);
      }
    });
  });
});
