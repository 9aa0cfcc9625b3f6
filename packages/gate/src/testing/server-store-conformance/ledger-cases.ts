import { type LedgerEntry, otherKinds } from '../../model/ledger.ts';
import type { LedgerKey, ServerStore } from '../../ports/server-store.ts';
import { another, type StoreCases } from '../store-conformance/store-case.ts';
import { entryOf, site } from './fixtures.ts';

const all = { windowId: 'w1', limit: 1000 };

export const ledgerCases: StoreCases<ServerStore> = {
  title: 'ledger',
  cases: [
    {
      name: 'entries come back whole, of their own window and site',
      async run({ store }, expect) {
        const entries = [
          entryOf('/a', { count: 3, firstAt: 1, lastAt: 9, actor: 'grace' }),
          entryOf('/b', { count: 2, reference: null }),
        ];
        await store.ledger.add(site, entries);
        await store.ledger.add(site, [entryOf('/c', { windowId: 'w2' })]);
        await store.ledger.add('another-site', [entryOf('/d')]);
        await store.ledger.add(site, []);
        expect(await store.ledger.read(site, all)).toEqual(entries);
        expect(await store.ledger.read(site, { ...all, windowId: 'w3' })).toEqual([]);
        expect((await store.switch.version(site)).epoch).toBe(0);
      },
    },
    {
      name: 'what is there of the same key grows: counts add up, times widen, the newest reference stays',
      async run({ store }, expect) {
        const first = { count: 3, firstAt: 20, lastAt: 30, reference: 'second' };
        const older = { count: 4, firstAt: 10, lastAt: 15, reference: 'first' };
        const newer = { count: 5, firstAt: 40, lastAt: 50, reference: 'third' };
        await store.ledger.add(site, [entryOf('/a', first), entryOf('/a', older)]);
        expect(await store.ledger.read(site, all)).toEqual([
          entryOf('/a', { count: 7, firstAt: 10, lastAt: 30, reference: 'second' }),
        ]);
        await store.ledger.add(site, [entryOf('/a', newer)]);
        expect(await store.ledger.read(site, all)).toEqual([
          entryOf('/a', { count: 12, firstAt: 10, lastAt: 50, reference: 'third' }),
        ]);
        const others = [
          { windowId: 'w2' },
          { method: 'PUT' },
          { route: '/A' },
          { actor: 'a' },
          { rule: 'b' },
        ];
        await store.ledger.add(
          site,
          others.map((other) => entryOf('/a', other)),
        );
        expect((await store.ledger.read(site, all)).map(({ count }) => count)).toEqual([12, 1, 1, 1, 1]);
      },
    },
    {
      name: 'nothing is lost when 20 add at once, through two stores',
      async run(opened, expect) {
        const stores = [opened.store, await another(opened)];
        await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            stores[index % 2]?.ledger.add(site, [
              entryOf('/a', { count: 2, firstAt: index, lastAt: index + 1, reference: `${index}` }),
              entryOf(`/${index}`),
            ]),
          ),
        );
        const [most, ...others] = await opened.store.ledger.read(site, all);
        expect(most).toEqual(entryOf('/a', { count: 40, firstAt: 0, lastAt: 20, reference: '19' }));
        expect(others.length).toBe(20);
      },
    },
    {
      name: 'a window has at most so many kinds, and every write beyond them is counted with the others',
      async run({ store }, expect) {
        const bound = { mostKinds: 2 };
        const others = (change: Partial<LedgerEntry>) =>
          entryOf('', { ...otherKinds, reference: null, ...change });
        await store.ledger.add(site, [entryOf('/a'), entryOf('/b'), entryOf('/c', { count: 3 })], bound);
        await store.ledger.add(
          site,
          [entryOf('/d', { count: 4, firstAt: 1, lastAt: 1_800_000_000_000 })],
          bound,
        );
        // What has a place keeps it, and every window has its own.
        await store.ledger.add(site, [entryOf('/a', { count: 9 })], bound);
        await store.ledger.add(site, [entryOf('/c', { windowId: 'w2' })], bound);
        const [first, ...rest] = await store.ledger.read(site, all);
        expect([first?.route, first?.count]).toEqual(['/a', 10]);
        expect(rest).toEqual([others({ count: 7, firstAt: 1, lastAt: 1_800_000_000_000 }), entryOf('/b')]);
        const sums = async () => (await store.ledger.windows(site)).map((of) => [of.entries, of.refused]);
        expect(await sums()).toEqual([
          [3, 18],
          [1, 1],
        ]);
        // Whoever could not keep them apart says so himself; they take no place.
        await store.ledger.add(site, [others({ windowId: 'w2' }), entryOf('/a', { windowId: 'w2' })], bound);
        expect((await store.ledger.read(site, { ...all, windowId: 'w2' })).map(({ route }) => route)).toEqual(
          ['', '/a', '/c'],
        );
        // Without a bound there is room again.
        await store.ledger.add(site, [entryOf('/d')]);
        expect(await sums()).toEqual([
          [4, 19],
          [3, 3],
        ]);
      },
    },
    {
      name: 'most often refused first, then by method, route, actor and rule, page by page',
      async run({ store }, expect) {
        const ordered = [
          entryOf('/z', { count: 10 }),
          entryOf('/z', { count: 9, method: 'DELETE' }),
          entryOf('/a', { count: 9 }),
          entryOf('/a', { count: 9, rule: 'z' }),
          entryOf('/a', { count: 9, actor: 'a', rule: 'a' }),
          entryOf('/b', { count: 9 }),
          entryOf('/a', { count: 1, method: 'A' }),
        ];
        await store.ledger.add(site, [...ordered].reverse());
        expect(await store.ledger.read(site, all)).toEqual(ordered);
        expect(await store.ledger.read(site, { ...all, order: 'count', limit: 2 })).toEqual(
          ordered.slice(0, 2),
        );
        expect(await store.ledger.read(site, { ...all, limit: 3, skip: 2 })).toEqual(ordered.slice(2, 5));
        expect(await store.ledger.read(site, { ...all, skip: 7 })).toEqual([]);
      },
    },
    {
      name: 'an export by key misses and repeats nothing, of any page size, while counts grow',
      async run({ store }, expect) {
        const ordered = [
          entryOf('/z', { method: 'DELETE' }),
          entryOf('/a', { actor: '' }),
          entryOf('/a', { actor: 'a', rule: 'a' }),
          entryOf('/a', { actor: 'a', rule: 'b' }),
          entryOf('/a', { actor: 'b', rule: 'a' }),
          entryOf('/b', { actor: '' }),
          entryOf('/a', { method: 'PUT' }),
        ];
        await store.ledger.add(site, [...ordered].reverse());
        for (const limit of [1, 2, 3, 100]) {
          const found: LedgerEntry[] = [];
          let after: LedgerKey | undefined;
          for (let pages = 0; pages < 10; pages += 1) {
            const page = await store.ledger.read(site, { order: 'key', windowId: 'w1', after, limit });
            found.push(...page);
            const last = page.at(-1);
            if (last === undefined) break;
            after = last;
            // The last one becomes the most refused of all: ordered by counts it would move to the front.
            await store.ledger.add(site, [{ ...last, count: 100 }]);
          }
          expect(found.map(keyOf), `by ${limit}`).toEqual(ordered.map(keyOf));
        }
        const nowhere = { method: 'POST', route: '/a', actor: 'a', rule: 'aa' };
        const behind = await store.ledger.read(site, { ...all, order: 'key', after: nowhere });
        expect(behind.map(keyOf)).toEqual(ordered.slice(3).map(keyOf));
      },
    },
    {
      name: 'windows are summed up, newest first',
      async run({ store }, expect) {
        expect(await store.ledger.windows(site)).toEqual([]);
        await store.ledger.add(site, [
          entryOf('/a', { windowId: 'w1', count: 3, firstAt: 5, lastAt: 30 }),
          entryOf('/b', { windowId: 'w1', count: 4, firstAt: 10, lastAt: 20 }),
          entryOf('/a', { windowId: 'w2', count: 1, firstAt: 40, lastAt: 50 }),
          entryOf('/b', { windowId: 'w0', count: 1, firstAt: 1, lastAt: 50 }),
        ]);
        await store.ledger.add(site, [entryOf('/a', { windowId: 'w1', count: 2, firstAt: 7, lastAt: 25 })]);
        await store.ledger.add('another-site', [entryOf('/a')]);
        expect(await store.ledger.windows(site)).toEqual([
          { windowId: 'w0', entries: 1, refused: 1, firstAt: 1, lastAt: 50 },
          { windowId: 'w2', entries: 1, refused: 1, firstAt: 40, lastAt: 50 },
          { windowId: 'w1', entries: 2, refused: 9, firstAt: 5, lastAt: 30 },
        ]);
      },
    },
    {
      name: 'what was last refused before a time is forgotten, the oldest first, at most so many at once',
      async run({ store }, expect) {
        const routes = async () => (await store.ledger.read(site, all)).map(({ route }) => route);
        await store.ledger.add(
          site,
          ['/a', '/b', '/c', '/d'].map((route, index) =>
            entryOf(route, { firstAt: 1 + index, lastAt: 10 + index }),
          ),
        );
        await store.ledger.add(site, [entryOf('/a', { windowId: 'w2', firstAt: 1, lastAt: 2 })]);
        await store.ledger.add('another-site', [entryOf('/a', { firstAt: 1, lastAt: 1 })]);
        expect(await store.ledger.forget(site, { before: 2, atMost: 10 })).toBe(0);
        expect(await store.ledger.forget(site, { before: 12, atMost: 2 })).toBe(2);
        expect(await routes()).toEqual(['/b', '/c', '/d']);
        expect(await store.ledger.forget(site, { before: 12, atMost: 2 })).toBe(1);
        expect(await routes()).toEqual(['/c', '/d']);
        expect(await store.ledger.windows(site)).toEqual([
          { windowId: 'w1', entries: 2, refused: 2, firstAt: 1, lastAt: 13 },
        ]);
        await store.ledger.add(site, [entryOf('/c', { firstAt: 20, lastAt: 21, count: 5 })]);
        expect(await store.ledger.forget(site, { before: 14, atMost: 10 })).toBe(1);
        expect(await store.ledger.windows(site)).toEqual([
          { windowId: 'w1', entries: 1, refused: 6, firstAt: 1, lastAt: 21 },
        ]);
        expect(await store.ledger.forget(site, { before: 100, atMost: 10 })).toBe(1);
        expect(await store.ledger.windows(site)).toEqual([]);
        expect((await store.ledger.read('another-site', all)).length).toBe(1);
      },
    },
  ],
};

function keyOf({ method, route, actor, rule }: LedgerEntry): readonly string[] {
  return [method, route, actor, rule];
}
