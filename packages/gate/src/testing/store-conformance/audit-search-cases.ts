import type { AuditKind, AuditRecord } from '../../model/audit.ts';
import type { AuditPlace, NewestFirstQuery, Store } from '../../ports/store.ts';
import { recordOf, site } from './fixtures.ts';
import type { StoreCases } from './store-case.ts';

type Search = Omit<NewestFirstQuery, 'newestFirst'>;

/** `[at, kind, actor]` of each record of each chain, in order of its sequence numbers. */
const written: Readonly<Record<string, readonly (readonly [number, AuditKind, string])[]>> = {
  a: [
    [10, 'switch.changed', 'ada'],
    [40, 'pass.created', 'ada'],
    [50, 'requests.refused', 'a'],
    [50, 'pass.created', 'mia'],
  ],
  b: [
    [20, 'requests.refused', 'b'],
    [50, 'switch.changed', 'mia'],
    [50, 'pass.revoked', 'ada'],
  ],
  // A clock that was set back: time and sequence number do not agree.
  c: [
    [60, 'switch.changed', 'ada'],
    [30, 'pass.created', 'ada'],
  ],
};

/** By time, then by sequence number, then by chain. */
const everything = ['c1', 'a4', 'a3', 'b3', 'b2', 'a2', 'c2', 'b1', 'a1'];

async function fill(store: Store): Promise<void> {
  for (const [chain, records] of Object.entries(written)) {
    await store.audit.append(
      site,
      records.map(([at, kind, actor], index) => recordOf(chain, index + 1, { at, kind, actor })),
    );
  }
  const elsewhere = { at: 55, kind: 'switch.changed', actor: 'ada' } as const;
  await store.audit.append('another-site', [recordOf('a', 1, elsewhere)]);
}

async function search(store: Store, query: Search): Promise<readonly string[]> {
  return (await store.audit.read(site, { newestFirst: true, ...query })).map(nameOf);
}

function nameOf({ chain, sequence }: AuditRecord): string {
  return `${chain}${sequence}`;
}

function placeOf({ at, chain, sequence }: AuditRecord): AuditPlace {
  return { at, chain, sequence };
}

export const auditSearchCases: StoreCases = {
  title: 'audit search',
  cases: [
    {
      name: 'the newest records come first: by time, by sequence number, by chain',
      async run({ store }, expect) {
        expect(await search(store, { limit: 10 })).toEqual([]);
        await fill(store);
        expect(await search(store, { limit: 100 })).toEqual(everything);
        expect(await search(store, { limit: 4 })).toEqual(everything.slice(0, 4));
        const [newest] = await store.audit.read(site, { newestFirst: true, limit: 1 });
        expect(newest).toEqual(recordOf('c', 1, { at: 60, kind: 'switch.changed', actor: 'ada' }));
      },
    },
    {
      name: 'kinds, actor and times narrow the search, together too',
      async run({ store }, expect) {
        await fill(store);
        const cases: readonly (readonly [Omit<Search, 'limit'>, readonly string[]])[] = [
          [{ kinds: ['switch.changed'] }, ['c1', 'b2', 'a1']],
          [{ kinds: ['pass.revoked', 'pass.created'] }, ['a4', 'b3', 'a2', 'c2']],
          [{ kinds: ['pass.created', 'pass.created'] }, ['a4', 'a2', 'c2']],
          [{ kinds: ['key.created'] }, []],
          [{ kinds: [] }, []],
          [{ actor: 'ada' }, ['c1', 'b3', 'a2', 'c2', 'a1']],
          [{ actor: 'mia' }, ['a4', 'b2']],
          [{ actor: 'Ada' }, []],
          [{ actor: '' }, []],
          [{ actor: 'ada', kinds: ['switch.changed', 'pass.revoked'] }, ['c1', 'b3', 'a1']],
          [{ from: 40 }, ['c1', 'a4', 'a3', 'b3', 'b2', 'a2']],
          [{ to: 40 }, ['c2', 'b1', 'a1']],
          [{ from: 40, to: 50 }, ['a2']],
          [{ from: 50, to: 40 }, []],
          [{ from: 30, to: 51, actor: 'ada', kinds: ['pass.created', 'pass.revoked'] }, ['b3', 'a2', 'c2']],
        ];
        for (const [query, found] of cases) {
          expect(await search(store, { ...query, limit: 100 }), JSON.stringify(query)).toEqual(found);
          expect(await search(store, { ...query, limit: 2 }), JSON.stringify(query)).toEqual(
            found.slice(0, 2),
          );
        }
      },
    },
    {
      name: 'page follows page without a gap or a repetition, of any size, among records of one time too',
      async run({ store }, expect) {
        await fill(store);
        const searches: readonly (readonly [Omit<Search, 'limit'>, readonly string[]])[] = [
          [{}, everything],
          [
            { kinds: ['pass.created', 'pass.revoked', 'requests.refused'] },
            ['a4', 'a3', 'b3', 'a2', 'c2', 'b1'],
          ],
          [{ actor: 'ada' }, ['c1', 'b3', 'a2', 'c2', 'a1']],
          [{ from: 20, to: 60 }, everything.slice(1, -1)],
        ];
        for (const [query, found] of searches) {
          for (const limit of [1, 2, 3]) {
            const names: string[] = [];
            let before: AuditPlace | undefined;
            for (let pages = 0; pages <= found.length; pages += 1) {
              const page = await store.audit.read(site, { newestFirst: true, ...query, before, limit });
              names.push(...page.map(nameOf));
              const last = page.at(-1);
              if (last === undefined || page.length < limit) break;
              before = placeOf(last);
            }
            expect(names, `${JSON.stringify(query)} by ${limit}`).toEqual(found);
          }
        }
      },
    },
    {
      name: 'a page goes on from a place where no record is, and records that come later do not move it',
      async run({ store }, expect) {
        await fill(store);
        const places: readonly (readonly [AuditPlace, readonly string[]])[] = [
          [{ at: 1000, chain: '', sequence: 0 }, everything],
          [{ at: 50, chain: 'b', sequence: 4 }, everything.slice(2)],
          [{ at: 50, chain: '', sequence: 3 }, everything.slice(2)],
          [{ at: 45, chain: 'z', sequence: 9 }, everything.slice(5)],
          [{ at: 10, chain: 'a', sequence: 1 }, []],
          [{ at: 0, chain: 'z', sequence: 9 }, []],
        ];
        for (const [before, found] of places) {
          expect(await search(store, { before, limit: 100 }), JSON.stringify(before)).toEqual(found);
        }
        await store.audit.append(site, [recordOf('d', 1, { at: 70 })]);
        const before = { at: 50, chain: 'b', sequence: 3 };
        expect(await search(store, { before, limit: 2 })).toEqual(['b2', 'a2']);
      },
    },
    {
      name: 'of 500 records of one time and several kinds every page is right',
      async run({ store }, expect) {
        const kinds = ['pass.created', 'pass.redeemed', 'pass.revoked'] as const;
        for (const chain of ['a', 'b']) {
          const records = Array.from({ length: 250 }, (_, index) =>
            recordOf(chain, index + 1, { at: 7, kind: kinds[index % 3], actor: 'ada' }),
          );
          await store.audit.append(site, records);
        }
        const expected = Array.from({ length: 250 }, (_, index) => 250 - index)
          .filter((sequence) => (sequence - 1) % 3 !== 2)
          .flatMap((sequence) => [`a${sequence}`, `b${sequence}`]);
        const query = { kinds: ['pass.redeemed', 'pass.created'], actor: 'ada' } as const;
        const found: string[] = [];
        let before: AuditPlace | undefined;
        for (let pages = 0; pages < 20; pages += 1) {
          const page = await store.audit.read(site, { newestFirst: true, ...query, before, limit: 49 });
          found.push(...page.map(nameOf));
          const last = page.at(-1);
          if (last === undefined) break;
          before = placeOf(last);
        }
        expect(found).toEqual(expected);
      },
    },
  ],
};
