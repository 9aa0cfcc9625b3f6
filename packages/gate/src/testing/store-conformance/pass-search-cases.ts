import type { PassQuery } from '../../ports/store.ts';
import { passOf, recordOf, site, tokenHashOf } from './fixtures.ts';
import { advance, type StoreCases } from './store-case.ts';

export const passSearchCases: StoreCases = {
  title: 'searching passes',
  cases: [
    {
      name: 'a search gives one page, newest first, and how many fit',
      async run({ store }, expect) {
        const created = [
          ['a', 1],
          ['b', 2],
          ['d', 3],
          ['c', 3],
        ] as const;
        for (const [index, [id, createdAt]] of created.entries()) {
          await store.passes.create(passOf(id, { createdAt }), recordOf('a', index + 1));
        }
        await store.passes.create(passOf('a', { site: 'another-site' }), recordOf('a', 1));
        const idsOf = async (query: PassQuery) => {
          const { passes, total } = await store.passes.search(site, query);
          return [passes.map(({ id }) => id), total];
        };
        expect(await idsOf({ limit: 10 })).toEqual([['d', 'c', 'b', 'a'], 4]);
        expect(await idsOf({ limit: 2, skip: 1 })).toEqual([['c', 'b'], 4]);
        expect(await idsOf({ limit: 2, skip: 4 })).toEqual([[], 4]);
        expect(await idsOf({ limit: 10, id: 'b' })).toEqual([['b'], 1]);
        expect(await idsOf({ limit: 10, id: 'nobody' })).toEqual([[], 0]);
        const { passes } = await store.passes.search(site, { limit: 1, id: 'b' });
        expect(passes).toEqual([passOf('b', { createdAt: 2 })]);
      },
    },
    {
      name: 'a search finds passes by how they stand, by the clock of the store',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        const expiresAt = now + 3_600_000;
        await store.passes.create(passOf('brief', { createdAt: 1, expiresAt }), recordOf('a', 1));
        await store.passes.create(passOf('revoked', { createdAt: 2 }), recordOf('a', 2));
        await store.passes.create(passOf('good', { createdAt: 3 }), recordOf('a', 3));
        await store.passes.revoke(site, 'revoked', recordOf('a', 4));
        await store.passes.redeem(site, tokenHashOf('good'), recordOf('a', 5));
        const idsIn = async (state: 'good' | 'ended') => {
          const found = await store.passes.search(site, { state, limit: 10 });
          expect(found.total).toBe(found.passes.length);
          expect(found.now >= now).toBe(true);
          return found.passes.map(({ id }) => id);
        };
        expect([await idsIn('good'), await idsIn('ended')]).toEqual([['good', 'brief'], ['revoked']]);
        advance(opened, 3_600_000);
        expect([await idsIn('good'), await idsIn('ended')]).toEqual([['good'], ['revoked', 'brief']]);
      },
    },
    {
      name: 'a search finds passes by a part of their subject, in any case, and takes no sign for another',
      async run({ store }, expect) {
        const subjects = ['Jörg_Müller@shop.example', 'jorg100%@shop.example', "o'hara"];
        for (const [index, subject] of subjects.entries()) {
          await store.passes.create(
            passOf(`p${index}`, { subject, createdAt: index }),
            recordOf('a', index + 1),
          );
        }
        const found = async (search: string) =>
          (await store.passes.search(site, { search, limit: 10 })).passes.map(({ id }) => id);
        expect(await found('MÜLLER')).toEqual(['p0']);
        expect(await found('Shop')).toEqual(['p1', 'p0']);
        expect(await found('0%')).toEqual(['p1']);
        expect(await found('g_m')).toEqual(['p0']);
        expect(await found('%')).toEqual(['p1']);
        expect(await found("'")).toEqual(['p2']);
        expect(await found('')).toEqual(['p2', 'p1', 'p0']);
        expect(await found('nobody')).toEqual([]);
      },
    },
  ],
};
