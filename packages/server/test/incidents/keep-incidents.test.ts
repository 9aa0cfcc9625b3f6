import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createIncidentSite, errorOf, keysOf } from './incident-site.ts';

const fourteenDaysMs = 14 * 24 * 60 * 60 * 1_000;
const reference = /^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/;

describe('an incident', () => {
  it('has its id at once, and is found by it afterwards, whole', async () => {
    const site = await createIncidentSite();
    const keeper = site.open();
    const id = keeper.keep(errorOf({ requestId: 'r-1' }));
    expect(id).toMatch(reference);
    await keeper.flush();
    const found = await keeper.find(id);
    expect(found).toEqual({
      id,
      at: 1_750_000_000_000,
      expiresAt: 1_750_000_000_000 + fourteenDaysMs,
      method: 'GET',
      path: '/orders/7…',
      status: 500,
      channel: 'page',
      name: 'builtins.ValueError',
      contents: {
        original: new TextEncoder().encode(
          '<h1>Internal Server Error</h1><pre>the-whole-original of /srv/app.py</pre>',
        ),
        isCut: false,
        subject: 'grace',
        role: 'visitor',
        clientAddress: '203.0.113.7',
        target: '/orders/7…',
        requestId: 'r-1',
      },
    });
  });

  it('is found however its id is written down, and nothing else is', async () => {
    const site = await createIncidentSite();
    const keeper = site.open();
    const id = keeper.keep(errorOf());
    await keeper.flush();
    const signs = id.replace('-', '');
    for (const written of [id.toLowerCase(), signs, ` ${signs.slice(0, 4)} ${signs.slice(4)}\n`, `(${id})`]) {
      expect((await keeper.find(written))?.id, written).toBe(id);
    }
    for (const written of ['', '-', 'AAAA-AAAA', id.slice(0, 8), `${id}2`, 'x'.repeat(1_000_000)]) {
      expect(await keeper.find(written), written.slice(0, 20)).toBeNull();
    }
    expect(await site.open({ site: 'another' }).find(id)).toBeNull();
  });

  it('lies encrypted on the disk: who reads the file learns what was seen of the request alone', async () => {
    const site = await createIncidentSite();
    const keeper = site.open();
    keeper.keep(errorOf({ subject: 'secret-subject', requestId: 'secret-request' }));
    keeper.keep(errorOf({ original: Buffer.from('the-whole-original \xff', 'latin1') }));
    await keeper.close();
    const bytes = site.onDisk();
    expect(bytes.includes('builtins.ValueError')).toBe(true);
    const hidden = ['the-whole-original', '/srv/app.py', 'secret-subject', 'secret-request', '203.0.113.7'];
    const inBase64 = Buffer.from('the-whole-original').toString('base64');
    for (const text of [...hidden, 'hunter2', inBase64, 'utf8', 'seven is no number']) {
      expect(bytes.includes(text), text).toBe(false);
    }
    // Nor text that is merely compressed: how each file of gzip begins.
    expect(bytes.includes(gzipSync('').subarray(0, 9))).toBe(false);
  });

  it('is encrypted anew each time, and cut after so many bytes', async () => {
    const site = await createIncidentSite();
    const keeper = site.open({ longestOriginalBytes: 10 });
    const ids = [keeper.keep(errorOf()), keeper.keep(errorOf())];
    await keeper.flush();
    const [first, second] = await Promise.all(ids.map((id) => site.store.find('shop', id)));
    expect(first?.sealed.subarray(1, 13)).not.toEqual(second?.sealed.subarray(1, 13));
    const { contents } = (await keeper.find(ids[0] ?? '')) ?? {};
    expect(contents?.isCut).toBe(true);
    expect(Buffer.from(contents?.original ?? []).toString()).toBe('<h1>Intern');
  });

  it('is opened with the key before, too, and found without its original when its key is gone', async () => {
    const site = await createIncidentSite();
    const before = site.open();
    const id = before.keep(errorOf());
    await before.flush();
    const rotated = site.open({ keys: await keysOf(2, 1) });
    expect((await rotated.find(id))?.contents?.subject).toBe('grace');
    const newId = rotated.keep(errorOf());
    await rotated.flush();
    expect((await before.find(newId))?.contents).toBeNull();
    const later = await site.open({ keys: await keysOf(3, 2) }).find(id);
    expect(later).toMatchObject({ id, status: 500, contents: null });
  });

  it('cannot be moved to another id or site, nor changed, without being noticed', async () => {
    const site = await createIncidentSite();
    const keeper = site.open();
    const stored = await site.store.find('shop', await kept());
    if (stored === null) throw new Error('nothing was stored');
    const forgeries: readonly (readonly [string, string, Uint8Array])[] = [
      ['shop', 'AAAA-AAAA', stored.sealed],
      ['other', stored.id, stored.sealed],
      ['shop', 'BBBB-BBBB', new Uint8Array()],
      ['shop', 'CCCC-CCCC', Uint8Array.of(1)],
    ];
    for (const [where, id, sealed] of forgeries) {
      await site.store.add(where, { ...stored, id, sealed }, { most: 100 });
      const found = await site.open({ site: where }).find(id);
      expect([found?.id, found?.contents], `${where} ${id}`).toEqual([id, null]);
    }
    for (const place of [0, 5, 40, stored.sealed.length - 1]) {
      const sealed = stored.sealed.with(place, (stored.sealed[place] ?? 0) ^ 2);
      const changed = { ...site.store, find: async () => ({ ...stored, sealed }) };
      expect((await site.open({ store: changed }).find(stored.id))?.contents, `${place}`).toBeNull();
    }
    expect((await keeper.find(stored.id))?.contents).not.toBeNull();

    async function kept(): Promise<string> {
      const id = keeper.keep(errorOf());
      await keeper.flush();
      return id;
    }
  });

  it('is listed newest first, page by page, makes room and expires', async () => {
    const site = await createIncidentSite();
    const keeper = site.open({ most: 3, lifetimeMs: 10_000 });
    const ids: string[] = [];
    for (let index = 0; index < 4; index += 1) {
      ids.unshift(keeper.keep(errorOf()));
      await keeper.flush();
      site.advance(1_000);
    }
    const page = await keeper.recent({ limit: 2 });
    expect(page.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const [, last] = page;
    if (last === undefined) throw new Error('there is no second one');
    expect((await keeper.recent({ limit: 2, after: last })).map(({ id }) => id)).toEqual(ids.slice(2, 3));
    expect(await keeper.find(ids[3] ?? '')).toBeNull();
    site.advance(8_000);
    expect(await keeper.find(ids[1] ?? '')).toBeNull();
    expect((await keeper.recent({ limit: 10 })).map(({ id }) => id)).toEqual(ids.slice(0, 1));
  });

  it('needs a key that is one', async () => {
    const site = await createIncidentSite();
    expect(() => site.open({ keys: [] })).toThrow('at least one key of 32 bytes to seal with, got none');
    expect(() => site.open({ keys: [new Uint8Array(16)] })).toThrow('16 bytes');
  });
});

describe('the log', () => {
  it('has one line of an incident, without its original and without secrets', async () => {
    const site = await createIncidentSite();
    const keeper = site.open();
    const token = 'mJ4xZq7Rk2Lw9Tn5Vb8Yc3Dd6Ff1G';
    const id = keeper.keep(errorOf({ target: `/reset/${token}?a=hunter2`, message: `no user of ${token}` }));
    await keeper.flush();
    expect(site.lines).toHaveLength(1);
    expect(site.lines[0]).toEqual({
      level: 40,
      site: 'shop',
      time: expect.any(String),
      incident: id,
      at: '2025-06-15T15:06:40.000Z',
      method: 'GET',
      path: '/reset/mJ4xZq7R…',
      status: 500,
      channel: 'page',
      name: 'builtins.ValueError',
      subject: 'grace',
      message: 'no user of mJ4xZq7R…',
      original: 'kept',
      msg: 'a technical error was kept from its reader; its original is kept',
    });
    const nameless = keeper.keep({ ...errorOf({ name: null, subject: null }), message: null });
    await keeper.flush();
    expect(site.lines[1]).toMatchObject({ incident: nameless, name: null, subject: null, message: null });
  });
});
