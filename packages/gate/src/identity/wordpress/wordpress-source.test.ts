import { expect, test } from 'vitest';
import { rawRequest } from '../../../test/support/decide-fixtures.ts';
import { createWordPressSource } from './wordpress-source.ts';

/** As WordPress does it: `wp_validate_auth_cookie` comes before `wp_validate_logged_in_cookie` (default-filters.php). */
const userOf = (cookie: string): string =>
  /(?:^|; )wordpress_1=(\w+)/.exec(cookie)?.[1] ??
  /(?:^|; )wordpress_logged_in_1=(\w+)/.exec(cookie)?.[1] ??
  '';

const wordpress: typeof globalThis.fetch = (input, init) => {
  const user = userOf(new Headers(init?.headers).get('cookie') ?? '');
  if (String(input).includes('rest-nonce')) return Promise.resolve(new Response('0123456789'));
  return Promise.resolve(
    Response.json({ username: user, roles: [user === 'boss' ? 'administrator' : 'editor'] }),
  );
};

// A regression: they alone decide where they are sent, and the answer about the other cookie was believed of them.
test('the answer about one user is not believed of another whose cookie of wp-admin counts first', async () => {
  const source = createWordPressSource({
    input: { kind: 'wordpress' },
    upstream: 'http://127.0.0.1:1',
    fetch: wordpress,
    clock: { wallMs: () => 0, monotonicMs: () => 0 },
  });
  const recognise = (cookie: string) =>
    source.recognise(rawRequest('GET /', { headers: ['Cookie', cookie] }), {
      clientAddress: '198.51.100.9',
      peerIsTrustedProxy: false,
      monotonicMs: 0,
      passCookieOn() {},
    });
  expect(await recognise('wordpress_logged_in_1=boss')).toMatchObject({ subject: 'boss' });
  expect(await recognise('wordpress_1=writer; wordpress_logged_in_1=boss')).toMatchObject({
    subject: 'writer',
  });
});
