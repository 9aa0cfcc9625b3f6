import type { PolicyInput } from '@portcullis/gate';
import { afterEach, describe, expect, it } from 'vitest';
import { type Rights, whoGetsIn } from '../../src/control/who-gets-in.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../support/small-shop.ts';

let site: RunningSite;
afterEach(() => site.close());

const start = async (policy: PolicyInput) => {
  site = await startSite({ application: smallShop, policy });
};
const networks = [
  { name: 'office', cidr: '203.0.113.0/24' },
  { name: 'vpn', cidr: 'fd00::/8' },
];
const word = (rights: Rights | null) => {
  if (rights === null) return '-';
  return rights.now === rights.closed ? rights.now : `${rights.now}/${rights.closed}`;
};

/** A line for each person: what is said of each path, and of where the caller is. */
async function table(address: string | null = null): Promise<string[]> {
  const { mode, paths, people } = await whoGetsIn(site.server.gate, address);
  return [
    [mode, ...paths.map(({ kind, names }) => [kind, ...names].join(' '))].join(', '),
    ...people.map(({ kind, rights, here }) => [kind, ...rights.map(word), word(here)].join(', ')),
  ];
}

describe('who gets in', () => {
  it('is everybody while the site is open, and beside it who it is when closed', async () => {
    await start(smallShopPolicy);
    expect(await table()).toEqual([
      `open, anywhere, host ${adminHost}, own-pass`,
      'admin, write/read, write, write, -',
      'support, write/read, write/read, write/read, -',
      'write-pass, write/read, write, -, -',
      'read-pass, write/read, write/read, -, -',
      'visitor, write/none, write/none, -, -',
    ]);
  });

  it('tells by the address of the caller what he may do from there', async () => {
    await start({ ...smallShopPolicy, trusted: { networks } });
    await site.on({});
    expect(await table('fd00::7')).toEqual([
      'read-only, anywhere, network office vpn, own-pass',
      'admin, read, write, write, write',
      'support, read, read, read, read',
      'write-pass, read, write, -, write',
      'read-pass, read, read, -, read',
      'visitor, read/none, read/none, -, read/none',
    ]);
    expect((await table('198.51.100.7')).map((line) => line.split(', ').at(-1))).toEqual([
      'own-pass',
      'read',
      'read',
      'read',
      'read',
      'read/none',
    ]);
  });

  it('follows what the policy says of roles, and knows people by name', async () => {
    await start({
      ...smallShopPolicy,
      health: ['/', '/who-gets-in-not'],
      bypass: {
        write: ['support'],
        writeByRoleAlone: ['support'],
        allowed: { subjects: ['maria'], write: true },
      },
    });
    await site.on({ mode: 'closed' });
    expect(await table()).toEqual([
      `closed, anywhere, host ${adminHost}, own-pass`,
      'admin, read, read, read, -',
      'support, write, write, write, -',
      'allowed, read, write, write, -',
      'write-pass, read, read, -, -',
      'read-pass, read, read, -, -',
      'visitor, none, none, -, -',
    ]);
  });

  it('knows nobody by a sign-in where the policy has no identity', async () => {
    await start({ bypass: { allowed: { subjects: ['maria'] } } });
    await site.on({ mode: 'closed' });
    expect(await table()).toEqual([
      'closed, anywhere, own-pass',
      'write-pass, read, -, -',
      'read-pass, read, -, -',
      'visitor, none, -, -',
    ]);
  });
});

it('is what happens to requests that come so', async () => {
  await start(smallShopPolicy);
  await site.on({ mode: 'closed' });
  const happens = async (cookie: string, host?: string) => {
    const as = { headers: { cookie }, ...(host !== undefined && { host }) };
    const wrote = await site.send('/orders', { ...as, method: 'POST', body: 'a=1' });
    const read = await site.send('/orders', as);
    return wrote.status === 200 ? 'write' : read.status === 200 ? 'read' : 'none';
  };
  const { people } = await whoGetsIn(site.server.gate, null);
  const claimed = (kind: string) => people.find((person) => person.kind === kind)?.rights.map(word);
  const sessions = { admin: 'session=ada', support: 'session=sam', visitor: 'session=mia' };
  for (const [kind, cookie] of Object.entries(sessions)) {
    const seen = [await happens(cookie), await happens(cookie, adminHost)];
    expect([kind, claimed(kind)?.slice(0, 2)]).toEqual([kind, seen]);
  }
});
