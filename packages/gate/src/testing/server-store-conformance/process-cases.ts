import type { ProcessReported } from '../../model/process.ts';
import type { ServerStore } from '../../ports/server-store.ts';
import { advance, another, codeOf, reopen, type StoreCases } from '../store-conformance/store-case.ts';
import { hostileTexts } from '../store-conformance/value-cases.ts';
import { countRecords, recordOf, site } from './fixtures.ts';

const heard = (overrides: Partial<ProcessReported> = {}): ProcessReported => ({
  worker: 'mails',
  id: 'a',
  instance: 'server-1',
  agoMs: 0,
  said: '{"obeys":"running"}',
  ...overrides,
});

async function listed({ processes }: ServerStore, of = site) {
  return (await processes.list(of)).processes.map(({ worker, id, instance, said }) => ({
    worker,
    id,
    instance,
    said,
  }));
}

function withoutAge({ agoMs: _, ...rest }: ProcessReported) {
  return rest;
}

async function first({ processes }: ServerStore) {
  const [found] = (await processes.list(site)).processes;
  return found ?? { seenAt: Number.NaN, joinedAt: Number.NaN, said: 'there is none' };
}

export const processCases: StoreCases<ServerStore> = {
  title: 'processes',
  cases: [
    {
      name: 'a site that nobody heard any of has none, at the time of the store',
      async run({ store }, expect) {
        const { now } = await store.switch.read(site);
        await store.processes.report(site, []);
        const found = await store.processes.list(site);
        expect(found.processes).toEqual([]);
        expect(now <= found.now && found.now <= (await store.switch.read(site)).now).toBe(true);
      },
    },
    {
      name: 'are listed in order of worker and id, each site its own, with what they said',
      async run({ store }, expect) {
        const reports = [
          heard({ worker: 'z', id: 'b' }),
          heard({ worker: 'z', id: 'B' }),
          heard({ worker: 'a', id: 'ä', said: '{}' }),
          heard({ worker: 'a', id: 'b', instance: 'server-2' }),
        ];
        await store.processes.report(site, reports);
        await store.processes.report('another-site', [heard({ said: 'elsewhere' })]);
        const [zb, zB, aUmlaut, ab] = reports.map(withoutAge);
        expect(await listed(store)).toEqual([ab, aUmlaut, zB, zb]);
        expect(await listed(store, 'another-site')).toEqual([withoutAge(heard({ said: 'elsewhere' }))]);
      },
    },
    {
      name: 'were seen when they were heard, by the clock of the store, and joined when they were heard first',
      async run(opened, expect) {
        const { store } = opened;
        const before = (await store.switch.read(site)).now;
        await store.processes.report(site, [heard({ agoMs: 5_000.4 })]);
        const after = (await store.switch.read(site)).now;
        const one = await first(store);
        expect(before - 5_001 <= one.seenAt && one.seenAt <= after - 4_999).toBe(true);
        expect(one.joinedAt).toBe(one.seenAt);
        advance(opened, 60_000);
        await store.processes.report(site, [heard({ said: 'again' })]);
        const other = await first(store);
        expect([other.said, other.joinedAt]).toEqual(['again', one.joinedAt]);
        expect(other.seenAt >= before + 60_000).toBe(true);
      },
    },
    {
      name: 'what was heard earlier than that which stands changes nothing, whichever server says so',
      async run(opened, expect) {
        const { store } = opened;
        const [one, other] = [store, await another(opened)];
        await one.processes.report(site, [heard({ said: 'old', agoMs: 60_000 })]);
        await other.processes.report(site, [
          heard({ said: 'new', instance: 'server-2', agoMs: 30_000 }),
          heard({ id: 'b', said: 'old', agoMs: 60_000 }),
        ]);
        await one.processes.report(site, [
          heard({ said: 'late', agoMs: 50_000 }),
          heard({ id: 'b', said: 'new', agoMs: 30_000 }),
        ]);
        for (const each of [one, other]) {
          expect((await listed(each)).map(({ id, instance, said }) => [id, instance, said])).toEqual([
            ['a', 'server-2', 'new'],
            ['b', 'server-1', 'new'],
          ]);
        }
      },
    },
    {
      name: 'what was heard before the clock was set back keeps nothing out',
      async run(opened, expect) {
        const { store } = opened;
        await store.processes.report(site, [heard({ said: 'before' }), heard({ id: 'left' })]);
        await store.processes.remove(site, { worker: 'mails', id: 'left' });
        advance(opened, -3_600_000);
        const found = await store.processes.list(site);
        expect((found.processes[0]?.seenAt ?? 0) > found.now).toBe(true);
        await store.processes.report(site, [heard({ said: 'after' }), heard({ id: 'left', said: 'again' })]);
        const now = await store.processes.list(site);
        expect(now.processes.map(({ said, seenAt }) => [said, seenAt <= now.now])).toEqual([
          ['after', true],
          ['again', true],
        ]);
      },
    },
    {
      name: 'one that is taken off is gone, once, and is not put back by what was heard of it before',
      async run(opened, expect) {
        const { store } = opened;
        await store.processes.report(site, [heard({ agoMs: 9_000 }), heard({ id: 'b' })]);
        expect(await store.processes.remove('another-site', { worker: 'mails', id: 'a' })).toBe(false);
        expect(await store.processes.remove(site, { worker: 'letters', id: 'a' })).toBe(false);
        expect(await store.processes.remove(site, { worker: 'mails', id: 'a' })).toBe(true);
        expect(await store.processes.remove(site, { worker: 'mails', id: 'a' })).toBe(false);
        const other = await another(opened);
        await other.processes.report(site, [heard({ agoMs: 5_000, instance: 'server-2' })]);
        expect((await listed(store)).map(({ id }) => id)).toEqual(['b']);
      },
    },
    {
      name: 'one that is heard after it was taken off joins anew',
      async run(opened, expect) {
        const { store } = opened;
        await store.processes.report(site, [heard()]);
        const { joinedAt } = await first(store);
        await store.processes.remove(site, { worker: 'mails', id: 'a' });
        advance(opened, 30_000);
        await store.processes.report(site, [heard({ agoMs: 10_000, said: 'back' })]);
        const back = await first(store);
        expect(back.said).toBe('back');
        expect(back.joinedAt).toBe(back.seenAt);
        expect(back.joinedAt >= joinedAt + 20_000).toBe(true);
        // Taken off again, and remembered no longer than anything can be on its way.
        await store.processes.remove(site, { worker: 'mails', id: 'a' });
        advance(opened, 3_600_000);
        expect(await store.processes.remove(site, { worker: 'mails', id: 'a' })).toBe(false);
        expect(await listed(store)).toEqual([]);
      },
    },
    {
      name: 'one that was heard since somebody looked is not taken off',
      async run(opened, expect) {
        const { store } = opened;
        await store.processes.report(site, [heard({ agoMs: 60_000 })]);
        const { seenAt } = await first(store);
        await store.processes.report(site, [heard({ agoMs: 30_000 })]);
        const seen = { worker: 'mails', id: 'a', seenAt };
        expect(await store.processes.remove(site, seen, recordOf('a', 1))).toBe(false);
        expect(await countRecords(store)).toBe(0);
        expect((await listed(store)).length).toBe(1);
        const again = { ...seen, seenAt: (await first(store)).seenAt };
        expect(await store.processes.remove(site, again, recordOf('a', 1))).toBe(true);
        expect(await store.audit.read(site, { limit: 10 })).toEqual([recordOf('a', 1)]);
      },
    },
    {
      name: 'one whose record cannot be written stays',
      async run({ store }, expect) {
        await store.processes.report(site, [heard()]);
        const removal = store.processes.remove(site, { worker: 'mails', id: 'a' }, recordOf('a', 2));
        expect(await codeOf(removal)).toBe('PORTCULLIS_AUDIT_UNWRITABLE');
        expect((await listed(store)).length).toBe(1);
      },
    },
    {
      name: 'a thousand of two servers are stored at once, and come back whole after reopening',
      async run(opened, expect) {
        const stores = [opened.store, await another(opened)];
        const ids = Array.from({ length: 1_000 }, (_, index) => `process ${String(index).padStart(4, '0')}`);
        await Promise.all(
          stores.map((store, server) => {
            // Each in an order of its own: neither waits for the other for ever.
            const own = server === 0 ? ids : [...ids].reverse();
            const reports = own.map((id) => heard({ id, instance: `server-${server}`, said: `${server}` }));
            return store.processes.report(site, reports);
          }),
        );
        const reopened = await reopen(opened);
        const found = await listed(reopened);
        expect(found.map(({ id }) => id)).toEqual(ids);
        expect(found.every(({ instance, said }) => instance === `server-${said}`)).toBe(true);
      },
    },
    {
      name: 'what they said comes back letter by letter, and workers and ids are told apart by each',
      async run({ store }, expect) {
        for (const text of hostileTexts) {
          const own = `site ${text}`;
          const whole = heard({ worker: text, id: text, instance: text, said: text });
          await store.processes.report(own, [whole, heard({ id: text })]);
          const found = await listed(store, own);
          expect(found.length, text).toBe(2);
          expect(
            found.filter(({ worker }) => worker === text),
            text,
          ).toEqual([withoutAge(whole)]);
          expect(await store.processes.remove(own, { worker: text, id: `${text}.` }), text).toBe(false);
          expect(await store.processes.remove(own, { worker: text, id: text }), text).toBe(true);
        }
        expect(await listed(store)).toEqual([]);
      },
    },
  ],
};
