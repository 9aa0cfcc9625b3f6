import type { ServerStore } from '../../ports/server-store.ts';
import { advance, codeOf, type StoreCases } from '../store-conformance/store-case.ts';
import { keyOf, recordOf, site } from './fixtures.ts';

export const keyCases: StoreCases<ServerStore> = {
  title: 'keys',
  cases: [
    {
      name: 'a key comes back whole, with its record, and raises no epoch',
      async run({ store }, expect) {
        const key = keyOf('1', {
          scopes: ['read', 'switch', 'settings', 'passes', 'audit'],
          expiresAt: Number.MAX_SAFE_INTEGER,
          lastUsedAt: 7,
        });
        const record = recordOf('a', 1, { kind: 'key.created' });
        expect(await store.keys.create(key, record)).toBe(true);
        expect(await store.keys.create(keyOf('2', { scopes: [] }), recordOf('a', 2))).toBe(true);
        expect(await store.keys.find(site, key.tokenHash)).toEqual(key);
        expect(await store.keys.list(site)).toEqual([key, keyOf('2', { scopes: [] })]);
        expect((await store.audit.read(site, { limit: 1 }))[0]).toEqual(record);
        expect((await store.switch.version(site)).epoch).toBe(0);
        for (const token of ['unknown', '', 'TOKEN OF 1', '1']) {
          expect(await store.keys.find(site, token), token).toBe(null);
        }
        expect(await store.keys.find('another-site', key.tokenHash)).toBe(null);
        expect(await store.keys.list('another-site')).toEqual([]);
      },
    },
    {
      name: 'the list has every key in order of creation, ended ones too',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        const keys = [
          keyOf('c', { createdAt: 1 }),
          keyOf('b', { createdAt: 2, expiresAt: now + 1000 }),
          keyOf('a', { createdAt: 2 }),
        ];
        for (const [index, key] of keys.entries()) await store.keys.create(key, recordOf('a', index + 1));
        await store.keys.revoke(site, 'a', recordOf('a', 4));
        advance(opened, 1000);
        const listed = await store.keys.list(site);
        expect(listed.map(({ id, revokedAt }) => [id, revokedAt !== null])).toEqual([
          ['c', false],
          ['a', true],
          ['b', false],
        ]);
      },
    },
    {
      name: 'a key ends at its time, exclusive, by the clock of the store',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        await store.keys.create(keyOf('1', { expiresAt: now + 3_600_000 }), recordOf('a', 1));
        expect((await store.keys.find(site, 'token of 1'))?.id).toBe('1');
        advance(opened, 3_600_000);
        expect(await store.keys.find(site, 'token of 1')).toBe(null);
      },
    },
    {
      name: 'a key is revoked once, with its record, and opens nothing any more',
      async run({ store }, expect) {
        await store.keys.create(keyOf('1'), recordOf('a', 1));
        await store.keys.create(keyOf('2'), recordOf('a', 2));
        const before = await store.switch.read(site);
        expect(await store.keys.revoke('another-site', '1', recordOf('a', 3))).toBe(false);
        expect(await store.keys.revoke(site, 'nobody', recordOf('a', 3))).toBe(false);
        expect(await store.keys.revoke(site, '1', recordOf('a', 3))).toBe(true);
        expect(await store.keys.revoke(site, '1', recordOf('a', 4))).toBe(false);
        const after = await store.switch.read(site);
        expect(await store.keys.find(site, 'token of 1')).toBe(null);
        const revokedAt = (await store.keys.list(site))[0]?.revokedAt ?? 0;
        expect(before.now <= revokedAt && revokedAt <= after.now).toBe(true);
        expect((await store.keys.find(site, 'token of 2'))?.id).toBe('2');
        expect((await store.audit.head(site, 'a'))?.sequence).toBe(3);
      },
    },
    {
      name: 'an id or token that is stored already is refused, a revoked one’s too',
      async run({ store }, expect) {
        await store.keys.create(keyOf('1'), recordOf('a', 1));
        await store.keys.revoke(site, '1', recordOf('a', 2));
        for (const key of [keyOf('1', { tokenHash: 'fresh' }), keyOf('2', { tokenHash: 'token of 1' })]) {
          expect(await store.keys.create(key, recordOf('a', 3))).toBe(false);
        }
        expect((await store.keys.list(site)).length).toBe(1);
        expect((await store.audit.head(site, 'a'))?.sequence).toBe(2);
        expect(await store.keys.create(keyOf('1', { site: 'another-site' }), recordOf('a', 1))).toBe(true);
      },
    },
    {
      name: 'the time of the last use moves forward, and never back',
      async run({ store }, expect) {
        await store.keys.create(keyOf('1'), recordOf('a', 1));
        await store.keys.create(keyOf('2'), recordOf('a', 2));
        const lastUsed = async () => (await store.keys.list(site)).map(({ lastUsedAt }) => lastUsedAt);
        await store.keys.used(site, '1', 100);
        expect(await lastUsed()).toEqual([100, null]);
        await store.keys.used(site, '1', 90);
        await store.keys.used(site, 'nobody', 200);
        await store.keys.used('another-site', '1', 200);
        expect(await lastUsed()).toEqual([100, null]);
        await store.keys.used(site, '1', 110);
        expect(await lastUsed()).toEqual([110, null]);
      },
    },
    {
      name: 'a key whose record cannot be written is not created or revoked',
      async run({ store }, expect) {
        await store.keys.create(keyOf('1'), recordOf('a', 1));
        for (const record of [recordOf('a', 1), recordOf('a', 3), recordOf('b', 2)]) {
          const attempts = [
            () => store.keys.create(keyOf('2'), record),
            () => store.keys.revoke(site, '1', record),
          ];
          for (const attempt of attempts) expect(await codeOf(attempt())).toBe('PORTCULLIS_AUDIT_UNWRITABLE');
        }
        expect(await store.keys.list(site)).toEqual([keyOf('1')]);
      },
    },
  ],
};
