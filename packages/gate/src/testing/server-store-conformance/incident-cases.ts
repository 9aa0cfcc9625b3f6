import type { Incident, IncidentChannel } from '../../model/incident.ts';
import type { ServerStore } from '../../ports/server-store.ts';
import { advance, another, type StoreCases } from '../store-conformance/store-case.ts';
import { countRecords, incidentOf, seenIncidentOf, site } from './fixtures.ts';

const most = 1000;
const all = { limit: most };
const channels: readonly IncidentChannel[] = [
  'page',
  'text',
  'json',
  'json-rpc',
  'xml-rpc',
  'graphql',
  'exception',
];

export const incidentCases: StoreCases<ServerStore> = {
  title: 'incidents',
  cases: [
    {
      name: 'an incident comes back whole, to its own site, and raises no epoch',
      async run({ store }, expect) {
        const incident = incidentOf('K7Q2-9FMX', { path: '/bestellungen/größe/🚀', name: 'Ошибка「値」' });
        const unnamed = incidentOf('unnamed', { name: null, at: 0, status: 0, sealed: new Uint8Array() });
        expect(await store.incidents.add(site, incident, { most })).toBe(true);
        expect(await store.incidents.add(site, unnamed, { most })).toBe(true);
        expect(await store.incidents.find(site, 'K7Q2-9FMX')).toEqual(incident);
        expect(await store.incidents.find(site, 'unnamed')).toEqual(unnamed);
        for (const id of ['unknown', '', 'k7q2-9fmx', 'K7Q2']) {
          expect(await store.incidents.find(site, id), id).toBe(null);
        }
        expect(await store.incidents.find('another-site', 'K7Q2-9FMX')).toBe(null);
        expect(await store.incidents.recent('another-site', all)).toEqual([]);
        expect((await store.switch.version(site)).epoch).toBe(0);
        expect(await countRecords(store)).toBe(0);
      },
    },
    {
      name: 'every byte comes back as it was given, of a view too, up to a megabyte',
      async run({ store }, expect) {
        const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
        const large = Uint8Array.from({ length: 1024 * 1024 }, (_, index) => (index * 7919) % 251);
        const given = { every, view: every.subarray(10, 20), zeros: new Uint8Array(5), large };
        for (const [id, sealed] of Object.entries(given)) {
          await store.incidents.add(site, incidentOf(id, { sealed }), { most });
        }
        for (const [id, sealed] of Object.entries(given)) {
          const found = (await store.incidents.find(site, id))?.sealed;
          expect(found?.constructor, id).toBe(Uint8Array);
          expect(same(found, sealed), id).toBe(true);
        }
      },
    },
    {
      name: 'every channel can be stored',
      async run({ store }, expect) {
        for (const channel of channels) {
          await store.incidents.add(site, incidentOf(channel, { channel }), { most });
          expect((await store.incidents.find(site, channel))?.channel).toBe(channel);
        }
      },
    },
    {
      name: 'an id that is taken is refused whole, an expired one’s too, and is free on another site',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        const first = incidentOf('a', { expiresAt: now + 1000 });
        await store.incidents.add(site, first, { most });
        await store.incidents.add(site, incidentOf('older', { at: 1 }), { most });
        // Nothing is stored and nothing removed either.
        expect(await store.incidents.add(site, incidentOf('a', { path: '/other' }), { most: 1 })).toBe(false);
        expect(await store.incidents.find(site, 'a')).toEqual(first);
        expect((await store.incidents.recent(site, all)).length).toBe(2);
        expect(await store.incidents.add('another-site', incidentOf('a', { status: 502 }), { most })).toBe(
          true,
        );
        expect((await store.incidents.find(site, 'a'))?.status).toBe(500);
        advance(opened, 1000);
        expect(await store.incidents.add(site, incidentOf('a'), { most })).toBe(false);
        expect(await store.incidents.find(site, 'a')).toBe(null);
      },
    },
    {
      name: 'an incident ends at its time, exclusive, by the clock of the store',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        await store.incidents.add(site, incidentOf('a', { expiresAt: now + 86_400_000 }), { most });
        await store.incidents.add(site, incidentOf('b', { expiresAt: now + 86_400_001 }), { most });
        await store.incidents.add(site, incidentOf('past', { expiresAt: 1 }), { most });
        expect((await store.incidents.find(site, 'a'))?.id).toBe('a');
        expect(await recentIds(store)).toEqual(['a', 'b']);
        advance(opened, 86_400_000);
        expect(await store.incidents.find(site, 'a')).toBe(null);
        expect(await recentIds(store)).toEqual(['b']);
      },
    },
    {
      name: 'recent ones come newest first, then in order of id, without their bytes',
      async run({ store }, expect) {
        const ordered = [
          ['c', { at: 30, name: null }],
          ['a', { at: 20 }],
          ['b', { at: 20, path: '/b', channel: 'graphql' }],
          ['d', { at: 10, status: 404 }],
        ] as const;
        for (const [id, overrides] of ordered.toReversed()) {
          await store.incidents.add(site, incidentOf(id, overrides), { most });
        }
        await store.incidents.add('another-site', incidentOf('e', { at: 40 }), { most });
        const seen = ordered.map(([id, overrides]) => seenIncidentOf(id, overrides));
        const found = await store.incidents.recent(site, all);
        expect(found).toEqual(seen);
        expect(found.some((one) => 'sealed' in one)).toBe(false);
        expect(await store.incidents.recent(site, { limit: 2 })).toEqual(seen.slice(0, 2));
      },
    },
    {
      name: 'pages of any size miss and repeat nothing while new ones come and old ones go',
      async run({ store }, expect) {
        const ordered = ['g', 'a', 'b', 'c', 'd', 'f', 'e'];
        const times = [50, 40, 40, 40, 40, 30, 20];
        for (const [index, id] of ordered.entries()) {
          await store.incidents.add(site, incidentOf(id, { at: times[index] ?? 0 }), { most });
        }
        for (const limit of [1, 2, 3, 100]) {
          const found: string[] = [];
          let after: Pick<Incident, 'at' | 'id'> | undefined;
          for (let pages = 0; pages < 10; pages += 1) {
            const query = after === undefined ? { limit } : { limit, after };
            const page = await store.incidents.recent(site, query);
            found.push(...page.map(({ id }) => id));
            after = page.at(-1) ?? after;
            if (page.length === 0) break;
            const fresh = incidentOf(`new ${limit} ${pages}`, { at: 60 + pages });
            await store.incidents.add(site, fresh, { most });
          }
          expect(
            found.filter((id) => !id.startsWith('new')),
            `by ${limit}`,
          ).toEqual(ordered);
          expect(new Set(found).size, `by ${limit}`).toBe(found.length);
        }
        // A place stays one when who stood there is gone.
        expect(await recentIds(store, { at: 40, id: 'bb' })).toEqual(['c', 'd', 'f', 'e']);
        expect(await recentIds(store, { at: 20, id: 'e' })).toEqual([]);
      },
    },
    {
      name: 'the oldest of a site make room for new ones, and those of other sites stay',
      async run({ store }, expect) {
        await store.incidents.add('another-site', incidentOf('z', { at: 1 }), { most: 3 });
        for (const [index, id] of ['c', 'b', 'a', 'd'].entries()) {
          await store.incidents.add(site, incidentOf(id, { at: index === 3 ? 20 : 10 }), { most: 3 });
        }
        // Of those of one time, who comes last.
        expect(await recentIds(store)).toEqual(['d', 'a', 'b']);
        expect(await store.incidents.find(site, 'c')).toBe(null);
        expect(await store.incidents.add(site, incidentOf('late', { at: 5 }), { most: 3 })).toBe(true);
        expect(await recentIds(store)).toEqual(['d', 'a', 'b']);
        expect(await store.incidents.add(site, incidentOf('c', { at: 30 }), { most: 1 })).toBe(true);
        expect(await recentIds(store)).toEqual(['c']);
        expect((await store.incidents.find('another-site', 'z'))?.id).toBe('z');
      },
    },
    {
      name: 'expired ones take their place until they are forgotten',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        await store.incidents.add(site, incidentOf('a', { at: 30, expiresAt: now + 1000 }), { most: 2 });
        advance(opened, 1000);
        await store.incidents.add(site, incidentOf('b', { at: 10 }), { most: 2 });
        await store.incidents.add(site, incidentOf('c', { at: 20 }), { most: 2 });
        expect(await recentIds(store)).toEqual(['c']);
        expect(await store.incidents.forgetExpired(site, { atMost: 10 })).toBe(1);
        await store.incidents.add(site, incidentOf('d', { at: 15 }), { most: 2 });
        expect(await recentIds(store)).toEqual(['c', 'd']);
      },
    },
    {
      name: 'there are never more than asked for when 20 come at once, through two stores',
      async run(opened, expect) {
        const stores = [opened.store, await another(opened)];
        // Each id comes through both.
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, index) => {
            const at = Math.floor(index / 2);
            return stores[index % 2]?.incidents.add(site, incidentOf(`${at}`, { at }), { most: 5 });
          }),
        );
        expect(await recentIds(opened.store)).toEqual(['9', '8', '7', '6', '5']);
        for (let index = 10; index < 20; index += 2) {
          expect([results[index], results[index + 1]].filter(Boolean).length, `${index}`).toBe(1);
        }
      },
    },
    {
      name: 'what has expired is forgotten, what expired first before others, at most so many at once',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        const ends = { c: 1000, a: 2000, d: 3000, b: 4000 };
        for (const [id, ms] of Object.entries(ends)) {
          await store.incidents.add(site, incidentOf(id, { expiresAt: now + ms }), { most });
        }
        await store.incidents.add('another-site', incidentOf('z', { expiresAt: 1 }), { most });
        const forget = (atMost: number) => store.incidents.forgetExpired(site, { atMost });
        expect(await forget(10)).toBe(0);
        advance(opened, 3000);
        expect(await forget(2)).toBe(2);
        // The id of one that is forgotten is free again; of one that has only expired it is not.
        const isFree = (id: string) => store.incidents.add(site, incidentOf(id), { most });
        expect([await isFree('c'), await isFree('a'), await isFree('d')]).toEqual([true, true, false]);
        expect(await forget(2)).toBe(1);
        expect(await forget(2)).toBe(0);
        expect(await recentIds(store)).toEqual(['a', 'b', 'c']);
        expect(await store.incidents.forgetExpired('another-site', { atMost: 10 })).toBe(1);
      },
    },
  ],
};

async function recentIds(
  store: ServerStore,
  after?: Pick<Incident, 'at' | 'id'>,
): Promise<readonly string[]> {
  const query = after === undefined ? all : { ...all, after };
  return (await store.incidents.recent(site, query)).map(({ id }) => id);
}

/** Comparing a megabyte of numbers one by one takes a test runner seconds. */
function same(found: Uint8Array | undefined, given: Uint8Array): boolean {
  return found?.length === given.length && found.every((byte, index) => byte === given[index]);
}
