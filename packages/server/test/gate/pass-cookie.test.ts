import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
beforeAll(async () => {
  site = await startSite();
  await site.on({ mode: 'read-only' });
});
afterAll(() => site.close());

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
