import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
beforeAll(async () => {
  site = await startSite();
  await site.on({ mode: 'read-only' });
});
afterAll(() => site.close());

it('does not hand the session of the console to the application, in any mode', async () => {
  const cookie =
    'a=1; __Host-portcullis-console-default=secret; __Host-portcullis-console-shop.provider=secret; b=2';
  await site.send('/', { headers: { Cookie: cookie } });
  await site.off();
  await site.send('/', { headers: { Cookie: cookie } });
  await site.on({ mode: 'read-only' });
  expect(site.arrived.splice(0).map(({ headers }) => headers.cookie)).toEqual(['a=1; b=2', 'a=1; b=2']);
});

it('does not hand the cookie of a pass to the application, and leaves the others as they are', async () => {
  const cookie = 'a=1; __Host-portcullis-pass=v1.x.y; b="2"';
  await site.send('/', { headers: { Cookie: cookie } });
  await site.send('/', { headers: { Cookie: cookie, Accept: 'text/html' } });
  await site.send('/', { headers: { Cookie: '__Host-portcullis-pass=v1.x.y' } });
  await site.send('/', { headers: { Cookie: 'a=1;b=2' } });
  expect(site.arrived.map(({ headers }) => headers.cookie)).toEqual([
    'a=1; b="2"',
    'a=1; b="2"',
    undefined,
    'a=1;b=2',
  ]);
});
