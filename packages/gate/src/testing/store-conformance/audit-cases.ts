import { recordOf, sealOf, site } from './fixtures.ts';
import { codeOf, type StoreCases } from './store-case.ts';

const unwritable = 'PORTCULLIS_AUDIT_UNWRITABLE';

export const auditCases: StoreCases = {
  title: 'audit',
  cases: [
    {
      name: 'records come back as they were, in order of (chain, sequence), each site its own',
      async run({ store }, expect) {
        await store.audit.append(site, [recordOf('b', 1), recordOf('b', 2)]);
        await store.audit.append(site, [recordOf('a', 1)]);
        await store.audit.append('another-site', [recordOf('a', 1), recordOf('a', 2)]);
        await store.audit.append(site, [recordOf('b', 3)]);
        await store.audit.append(site, []);
        expect(await store.audit.read(site, { limit: 10 })).toEqual([
          recordOf('a', 1),
          recordOf('b', 1),
          recordOf('b', 2),
          recordOf('b', 3),
        ]);
        expect(await store.audit.chains(site)).toEqual(['a', 'b']);
        expect(await store.audit.chains('a-third-site')).toEqual([]);
      },
    },
    {
      name: 'reading takes a chain, a place to go on from, and a limit',
      async run({ store }, expect) {
        for (const chain of ['a', 'b']) {
          await store.audit.append(site, [recordOf(chain, 1), recordOf(chain, 2), recordOf(chain, 3)]);
        }
        const cases = [
          { query: { chain: 'b', limit: 10 }, found: ['b1', 'b2', 'b3'] },
          { query: { chain: 'b', after: Number.MIN_SAFE_INTEGER, limit: 10 }, found: ['b1', 'b2', 'b3'] },
          { query: { chain: 'b', after: 1, limit: 10 }, found: ['b2', 'b3'] },
          { query: { chain: 'b', after: 1, limit: 1 }, found: ['b2'] },
          { query: { chain: 'b', after: 3, limit: 10 }, found: [] },
          { query: { after: 2, limit: 10 }, found: ['a3', 'b3'] },
          { query: { limit: 4 }, found: ['a1', 'a2', 'a3', 'b1'] },
          { query: { chain: 'c', limit: 10 }, found: [] },
        ];
        for (const { query, found } of cases) {
          const records = await store.audit.read(site, query);
          const names = records.map(({ chain, sequence }) => `${chain}${sequence}`);
          expect(names, JSON.stringify(query)).toEqual(found);
        }
      },
    },
    {
      name: 'the head of a chain is its newest record; a new chain has none',
      async run({ store }, expect) {
        expect(await store.audit.head(site, 'a')).toBe(null);
        const records = Array.from({ length: 12 }, (_, index) => recordOf('a', index + 1));
        await store.audit.append(site, records);
        await store.audit.append(site, [recordOf('b', 1)]);
        expect(await store.audit.head(site, 'a')).toEqual(recordOf('a', 12));
        expect(await store.audit.head('another-site', 'a')).toBe(null);
      },
    },
    {
      name: 'a record that is taken, leaves a gap or starts above 1 is refused, with all that came with it',
      async run({ store }, expect) {
        await store.audit.append(site, [recordOf('a', 1), recordOf('a', 2)]);
        const batches = [
          [recordOf('a', 2)],
          [recordOf('a', 1)],
          [recordOf('a', 4)],
          [recordOf('a', 3), recordOf('a', 5)],
          [recordOf('a', 3), recordOf('a', 3)],
          [recordOf('a', 3), recordOf('a', 4), recordOf('a', 2)],
          [recordOf('b', 2)],
          [recordOf('b', 0)],
          [recordOf('b', 1), recordOf('c', 1)],
          [recordOf('b', 1), recordOf('c', 2)],
        ];
        for (const batch of batches) {
          const names = batch.map(({ chain, sequence }) => `${chain}${sequence}`).join(' ');
          expect(await codeOf(store.audit.append(site, batch)), names).toBe(unwritable);
        }
        expect(await store.audit.read(site, { limit: 10 })).toEqual([recordOf('a', 1), recordOf('a', 2)]);
      },
    },
    {
      name: 'of 20 records for the same place exactly one is stored',
      async run({ store }, expect) {
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            codeOf(store.audit.append(site, [recordOf('a', 1, { actor: `racer-${index}` })])),
          ),
        );
        expect(results.filter((result) => result === unwritable).length).toBe(19);
        const stored = await store.audit.read(site, { limit: 10 });
        expect(stored.length).toBe(1);
        const [first] = stored;
        expect(results[Number(first?.actor.split('-')[1])] === unwritable).toBe(false);
      },
    },
    {
      name: 'seals come back in order; a newer seal of the same head replaces, of another head stays beside',
      async run({ store }, expect) {
        const older = sealOf('a', 2, { at: 1, signature: 'old' });
        const newer = sealOf('a', 2, { at: 2, signature: 'new' });
        const forked = sealOf('a', 2, { at: 3, hash: 'another hash' });
        for (const seal of [sealOf('b', 1), older, newer, older, forked, sealOf('a', 1)]) {
          await store.audit.seal(site, seal);
        }
        await store.audit.seal('another-site', sealOf('z', 1));
        expect(await store.audit.seals(site)).toEqual([sealOf('a', 1), newer, forked, sealOf('b', 1)]);
      },
    },
  ],
};
