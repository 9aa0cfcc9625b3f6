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
    beforeAll(async () => {
      wordpress.configure({ debug: true, displayErrors: true, saveQueries: true });
      await site.control.post('/production/on', { reason: 'test', actor: 'tester' });
    });
    afterAll(() => site.control.post('/production/off', { reason: 'test', actor: 'tester' }));

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
      const received = await stranger().get(breakIt('business'), page);
      const open = await member('admin').get(breakIt('business'), page);
      expect(received.status).toBe(open.status);
      expect(received.body).not.toMatch(traces);
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
        expect((await visitor.get(path, page)).status).toBe(404);
      }
    });

    it('switches of Xdebug do not arrive', async () => {
      const received = await stranger().get('/?XDEBUG_SESSION_START=1&p=1', page);
      expect([received.status, received.headers.location]).toEqual([302, '/?p=1']);
    });

    it('pages that are no errors are left as they are, but for the style sheet', async () => {
      const plain = await member('admin').get('/?p=1', page);
      const received = await stranger().get('/?p=1', page);
      expect(received.status).toBe(plain.status);
    });
  });
});
