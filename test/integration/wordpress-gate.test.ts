import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordpressPolicy } from '../../packages/gate/src/presets/wordpress/wordpress-policy.ts';
import { type RunningSite, startSite } from '../../packages/server/test/support/running-site.ts';
import { eventually } from '../support/sites.ts';
import { type Change, changedRows } from '../support/wordpress/changed-rows.ts';
import { isWordpressLeftOut, startWordpress, type Wordpress } from '../support/wordpress/start-wordpress.ts';
import { visitWordpress, type WordpressVisitor } from '../support/wordpress/wordpress-visitor.ts';

const adminHost = 'admin.example.com';

/** A real WordPress behind a real server with the preset; judged by what the database holds. */
describe.skipIf(isWordpressLeftOut())('WordPress, read-only', () => {
  let wordpress: Wordpress;
  let site: RunningSite;
  let visitor: WordpressVisitor;

  beforeAll(async () => {
    wordpress = await startWordpress();
    site = await startSite({
      policy: {
        ...wordpressPolicy,
        identity: [
          {
            kind: 'header',
            subject: 'x-auth-user',
            role: { header: 'x-auth-role', map: { administrator: 'admin' } },
          },
        ],
        trusted: { proxies: ['127.0.0.1/32'], adminHosts: [adminHost] },
      },
      config: { upstream: wordpress.url },
    });
    // Its own calls of wp-cron.php come through the gate, as they do where a name leads there.
    wordpress.configure({ siteUrl: `http://localhost:${site.server.port}`, cron: 'off' });
  });
  afterAll(async () => {
    await site?.close();
    await wordpress?.stop();
  });
  beforeEach(() => {
    visitor = visitWordpress(site.server.port, `localhost:${site.server.port}`);
  });
  afterEach(async () => {
    wordpress.configure({ cron: 'off' });
    await site.off();
  });

  /** Without caches that end by their time, which page views make. */
  async function changesOf(act: () => Promise<unknown>): Promise<readonly Change[]> {
    const before = await wordpress.contents();
    await act();
    const changes = changedRows(before, await wordpress.contents());
    return changes.filter(({ name }) => !/^_(?:site_)?transient_/.test(name));
  }

  async function signedIn(name: keyof Wordpress['users']): Promise<WordpressVisitor> {
    const own = visitWordpress(site.server.port, `localhost:${site.server.port}`);
    await own.signIn(wordpress.users[name]);
    await own.takeNonce();
    return own;
  }

  const strangers: readonly (readonly [string, (by: WordpressVisitor) => Promise<unknown>])[] = [
    ['a comment', (by) => comment(by, wordpress.postId)],
    [
      'a comment by REST',
      (by) => by.rest('POST', '/wp-json/wp/v2/comments', { post: wordpress.postId, content: 'Hello' }),
    ],
    [
      'a trackback',
      (by) =>
        by.postForm('/opening-hours/trackback/', { url: 'http://example.org/', title: 'I', excerpt: 'x' }),
    ],
    ['a form of a plugin', (by) => by.postForm('/wp-admin/admin-ajax.php', { action: 'send_message' })],
    [
      'a form of a plugin, otherwise',
      (by) => by.postForm('/wp-admin/admin-post.php', { action: 'send_message' }),
    ],
    ['a basket', (by) => by.postForm('/?wc-ajax=add_to_cart', { product_id: '7' })],
    ['a mail fetched', (by) => by.get('/wp-mail.php')],
    ['an account activated', (by) => by.get('/wp-activate.php?key=abc')],
    ['an installation', (by) => by.get('/wp-admin/install.php?step=2')],
    ['an upgrade', (by) => by.get('/wp-admin/upgrade.php?step=1')],
  ];

  it.each(strangers)('refuses %s', async (_, act) => {
    await site.on({});
    wordpress.clear();
    const changes = await changesOf(async () => {
      expect(await act(visitor)).toMatchObject({ status: 503 });
    });
    expect(changes).toEqual([]);
    expect(wordpress.mails()).toEqual([]);
  });

  const members: readonly (readonly [string, (by: WordpressVisitor) => Promise<unknown>])[] = [
    ['a post by REST', (by) => by.rest('POST', '/wp-json/wp/v2/posts', { title: 'New', status: 'publish' })],
    [
      'a post by REST, as a route in the query',
      (by) => by.rest('POST', '/?rest_route=/wp/v2/posts', { title: 'New', status: 'publish' }),
    ],
    [
      'a post by REST, that says to be a read',
      (by) => by.rest('GET', '/wp-json/wp/v2/posts?_method=POST&title=New&status=publish'),
    ],
    [
      'a batch',
      (by) =>
        by.rest('POST', '/wp-json/batch/v1', {
          requests: [{ path: '/wp/v2/posts', method: 'POST', body: { title: 'New' } }],
        }),
    ],
    ['a post by XML-RPC', (by) => by.xmlRpc('blogger.newPost', '', 1, 'ada', 'ada-password', 'New', 1)],
    ['a heartbeat', (by) => by.postForm('/wp-admin/admin-ajax.php', { action: 'heartbeat', 'data[x]': '1' })],
    ['a look at the dashboard', (by) => by.get('/wp-admin/')],
    ['a new post', (by) => by.get('/wp-admin/post-new.php')],
    ['a look into the editor', (by) => by.get(`/wp-admin/post.php?post=${wordpress.postId}&action=edit`)],
    ['rules written anew', (by) => by.get('/wp-admin/options-permalink.php')],
    ['a page of a plugin', (by) => by.get('/wp-admin/admin.php?page=anything')],
  ];

  it.each(members)('refuses an admin of WordPress whom the gate does not know: %s', async (_, act) => {
    const admin = await signedIn('admin');
    await site.on({});
    const changes = await changesOf(async () => {
      expect(await act(admin)).toMatchObject({ status: 503 });
    });
    expect(changes).toEqual([]);
  });

  it('would have written all of that', async () => {
    const admin = await signedIn('admin');
    expect(await changesOf(() => comment(visitor, wordpress.postId))).not.toEqual([]);
    for (const name of [
      'a post by REST',
      'a batch',
      'a post by XML-RPC',
      'a new post',
      'rules written anew',
    ]) {
      const act = members.find(([what]) => what === name)?.[1];
      expect([name, await changesOf(async () => act?.(admin))]).not.toEqual([name, []]);
    }
  });

  it.each([
    ['/', 'Corner Shop'],
    ['/opening-hours/', 'We open at nine.'],
    ['/?s=hours', 'Opening hours'],
    ['/feed/', '<title>Opening hours</title>'],
    ['/comments/feed/', '<rss'],
    ['/wp-sitemap.xml', '<sitemapindex'],
    ['/wp-json/wp/v2/posts', 'opening-hours'],
    ['/?rest_route=/wp/v2/posts', 'opening-hours'],
    ['/wp-json/wp/v2/search?search=hours', 'Opening hours'],
    ['/wp-login.php', 'name="pwd"'],
    ['/wp-admin/css/login.min.css', 'body'],
    ['/xmlrpc.php?rsd', '<engineName>WordPress'],
  ])('shows %s, and nothing is written', async (target, text) => {
    await site.on({});
    const changes = await changesOf(async () => {
      const { status, body } = await visitor.get(target);
      expect([status, body]).toEqual([200, expect.stringContaining(text)]);
    });
    expect(changes).toEqual([]);
  });

  it('lets people sign in, who read more then', async () => {
    await site.on({});
    const changes = await changesOf(async () => {
      const editor = await signedIn('editor');
      const draft = await editor.rest('GET', `/wp-json/wp/v2/posts/${wordpress.draftId}?context=edit`);
      expect(JSON.parse(draft.body)).toMatchObject({ title: { raw: 'Not yet' } });
      expect((await editor.get(`/?p=${wordpress.draftId}&preview=true`)).body).toContain('Soon.');
    });
    expect(changes).toEqual([{ table: 'wp_usermeta', kind: expect.any(String), name: 'session_tokens' }]);
  });

  it.each(xmlRpcReads())('lets the XML-RPC method %s through, which changes nothing', async (method) => {
    await site.on({});
    wordpress.clear();
    const { login, password } = wordpress.users.admin;
    const { status, body } = await visitor.xmlRpc(
      method,
      ...xmlRpcParams(method, login, password, wordpress.postId),
    );
    expect([status, body]).toEqual([200, expect.stringContaining('<methodResponse>')]);
    expect(body).not.toContain('does not exist.</string>');
    expect(wordpress.statements().filter((statement) => !statement.includes('_transient_'))).toEqual([]);
  });

  it('names every page of wp-admin that its package has, or it only reads', async () => {
    const folder = join(wordpress.folder, 'site', 'wp-admin');
    const written = new Set((wordpressPolicy.routes ?? []).map(({ match }) => match.split('/').at(-1)));
    const pages = readdirSync(folder).filter((name) => name.endsWith('.php') && !written.has(name));
    expect(pages.sort()).toEqual(readingAdminPages);
    const admin = visitWordpress(wordpress.port, `localhost:${site.server.port}`);
    await admin.signIn(wordpress.users.admin);
    const changes = await changesOf(async () => {
      for (const page of pages) await admin.get(`/wp-admin/${page}`);
    });
    expect(changes).toEqual([]);
  });

  it('keeps a page view from running what is due, where WordPress calls itself through the gate', async () => {
    const admin = await signedIn('admin');
    const post = await admin.rest('POST', '/wp-json/wp/v2/posts', { title: 'We moved', status: 'publish' });
    const isDue = async () =>
      (await wordpress.contents()).wp_postmeta?.some(
        ({ meta_key, post_id }) => meta_key === '_pingme' && post_id === String(JSON.parse(post.body).id),
      );
    expect(await isDue()).toBe(true);
    await site.on({});
    wordpress.configure({ cron: 'visits' });
    wordpress.clear();
    await visitor.get('/');
    // The page view itself writes that it called: the gate lets a GET through and sees no more of it.
    expect(wordpress.statements().join('\n')).toContain("'_transient_doing_cron'");
    expect(await eventually(async () => !(await isDue()), 20)).toBe(false);
    expect(await visitor.get('/wp-cron.php')).toMatchObject({ status: 503 });
    expect(await isDue()).toBe(true);
  });

  it('lets an administrator of the gate write, by identity and path', async () => {
    await site.on({});
    const insider = { 'x-auth-user': 'ada', 'x-auth-role': 'administrator', 'x-forwarded-for': '192.0.2.7' };
    const { login, password } = wordpress.users.admin;
    const send = (host: string) =>
      site.send('/xmlrpc.php', {
        method: 'POST',
        host,
        headers: { 'Content-Type': 'text/xml', ...insider },
        body: `<?xml version="1.0"?><methodCall><methodName>blogger.newPost</methodName><params>${['', '1', login, password, 'By ada', '1'].map((text) => `<param><value><string>${text}</string></value></param>`).join('')}</params></methodCall>`,
      });
    expect(await changesOf(() => send(`localhost:${site.server.port}`))).toEqual([]);
    expect(await changesOf(() => send(adminHost))).toContainEqual(
      expect.objectContaining({ table: 'wp_posts', kind: 'added' }),
    );
  });

  // All of it happens at the path where people sign in: what is let in there is listed by its action.
  it.each([
    ['registering', '/wp-login.php?action=register', { user_login: 'mallory', user_email: 'm@example.org' }],
    ['a key for a lost password', '/wp-login.php', { action: 'lostpassword', user_login: 'emil' }],
    ['registering, said twice', '/wp-login.php?action=login', { action: 'register', user_login: 'mallory' }],
    ['registering, in odd spelling', '/wp-login.php', { ' action': 'register', user_login: 'mallory' }],
  ])('%s does not come in with signing in', async (_, target, form) => {
    await site.on({});
    expect(await changesOf(() => visitor.postForm(target, form))).toEqual([]);
  });
});

/** Or no pages at all: libraries that do nothing when they are asked for. */
const readingAdminPages: readonly string[] = [
  'about.php',
  'admin-footer.php',
  'admin-functions.php',
  'admin-header.php',
  'authorize-application.php',
  'credits.php',
  'custom-background.php',
  'custom-header.php',
  'edit-form-advanced.php',
  'edit-form-blocks.php',
  'edit-form-comment.php',
  'edit-link-form.php',
  'edit-tag-form.php',
  'export.php',
  'freedoms.php',
  'install-helper.php',
  'link-add.php',
  'link-parse-opml.php',
  'load-scripts.php',
  'load-styles.php',
  'media-new.php',
  'menu-header.php',
  'menu.php',
  'moderation.php',
  'network.php',
  'options-discussion.php',
  'options-head.php',
  'options-media.php',
  'options-privacy.php',
  'options-reading.php',
  'options-writing.php',
  'plugin-install.php',
  'press-this.php',
  'privacy.php',
  'site-health-info.php',
  'term.php',
  'theme-install.php',
  'upgrade-functions.php',
  'user-new.php',
  'widgets-form-blocks.php',
  'widgets-form.php',
];

function xmlRpcReads(): readonly string[] {
  const rule = wordpressPolicy.routes?.find(({ match }) => match.endsWith('/xmlrpc.php'))?.calls;
  return rule?.protocol === 'xml-rpc' ? rule.read.filter((name) => typeof name === 'string') : [];
}

/** By generation of the interface, what is asked about comes first or last, or is no number. */
function xmlRpcParams(
  method: string,
  login: string,
  password: string,
  postId: number,
): readonly (string | number)[] {
  if (method === 'demo.addTwoNumbers') return [1, 2];
  if (/^(?:blogger|metaWeblog\.getPost$|mt\.getPostC)/.test(method)) return [postId, login, password];
  return /^wp\.get(?:Profile|Taxonomies|PostTypes)$/.test(method)
    ? [1, login, password]
    : [1, login, password, postId];
}

function comment(visitor: WordpressVisitor, postId: number): Promise<unknown> {
  return visitor.postForm('/wp-comments-post.php', {
    comment: `When do you close? ${Date.now()}`,
    author: 'Eve',
    email: 'eve@example.org',
    comment_post_ID: String(postId),
  });
}
