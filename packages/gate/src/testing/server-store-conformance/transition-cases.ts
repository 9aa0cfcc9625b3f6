import type { ServerStore } from '../../ports/server-store.ts';
import { advance, another, codeOf, reopen, type StoreCases } from '../store-conformance/store-case.ts';
import { hostileTexts } from '../store-conformance/value-cases.ts';
import { changeOf, countRecords, recordOf, site } from './fixtures.ts';
import {
  claim,
  leaseMs,
  nothingWritten,
  partOf,
  standing,
  transitionOf,
  wholeTransition,
  writeOf,
} from './transition-fixtures.ts';

const stepRecord = (sequence: number, chain = 'a') => recordOf(chain, sequence, { kind: 'transition.phase' });

export const transitionCases: StoreCases<ServerStore> = {
  title: 'transitions',
  cases: [
    {
      name: 'a site that nothing was written of has none, at version 0, and nobody conducts it',
      async run({ store }, expect) {
        const { now } = await store.switch.read(site);
        const read = await store.transitions.read(site);
        expect(read).toEqual({ ...nothingWritten, now: read.now });
        expect(now <= read.now && read.now <= (await store.switch.read(site)).now).toBe(true);
        await store.transitions.release(site, 'one');
        expect(await standing(store)).toEqual(nothingWritten);
      },
    },
    {
      name: 'who claims conducts for so long from now on, and nobody else until then',
      async run(opened, expect) {
        const { store } = opened;
        expect(await claim(store, 'one')).toBe(true);
        const { conductor, transition, version, now } = await store.transitions.read(site);
        expect([transition, version, conductor?.id]).toEqual([null, 0, 'one']);
        const leaseUntil = conductor?.leaseUntil ?? 0;
        expect(leaseUntil <= now + leaseMs && leaseUntil > now).toBe(true);
        expect(await claim(store, 'two')).toBe(false);
        expect((await standing(store)).conductor).toEqual({ id: 'one', leaseUntil });
        expect(await store.transitions.claim('another-site', { id: 'two', leaseMs })).toBe(true);
        expect((await standing(store)).conductor?.id).toBe('one');
      },
    },
    {
      name: 'a lease ends at its time, exclusive, by the clock of the store; then anybody may claim',
      async run(opened, expect) {
        const { store } = opened;
        // Long enough for a slow machine whose clock nobody holds.
        await claim(store, 'one', 3_600_000);
        await store.transitions.write(site, writeOf());
        expect(await claim(store, 'two')).toBe(false);
        advance(opened, 3_600_000);
        expect(await standing(store)).toEqual({ transition: transitionOf(), version: 1, conductor: null });
        expect(await claim(store, 'two')).toBe(true);
        expect(await claim(store, 'one')).toBe(false);
        const { transition, version, conductor } = await standing(store);
        expect([transition, version, conductor?.id]).toEqual([transitionOf(), 1, 'two']);
      },
    },
    {
      name: 'who claims again goes on from that moment, and may shorten it',
      async run(opened, expect) {
        const { store } = opened;
        await claim(store, 'one', 3_600_000);
        advance(opened, 3_000_000);
        expect(await claim(store, 'one', 3_600_000)).toBe(true);
        advance(opened, 3_000_000);
        expect(await claim(store, 'two')).toBe(false);
        expect(await claim(store, 'one', 1)).toBe(true);
        advance(opened, 1);
        expect(await claim(store, 'two')).toBe(true);
      },
    },
    {
      name: 'a lease that lasts is taken over only as it stands: once it was renewed, not',
      async run(opened, expect) {
        const { store } = opened;
        await claim(store, 'one', 3_600_000);
        const { conductor } = await standing(store);
        const over = { id: 'one', leaseUntil: conductor?.leaseUntil ?? 0 };
        const takeOver = (id: string, wanted = over) =>
          store.transitions.claim(site, { id, leaseMs, over: wanted });
        expect(await takeOver('two', { ...over, id: 'three' })).toBe(false);
        expect(await takeOver('two', { ...over, leaseUntil: over.leaseUntil - 1 })).toBe(false);
        advance(opened, 1_000);
        await claim(store, 'one', 3_600_000);
        expect(await takeOver('two')).toBe(false);
        const renewed = (await standing(store)).conductor;
        expect(await takeOver('two', { id: 'one', leaseUntil: renewed?.leaseUntil ?? 0 })).toBe(true);
        expect((await standing(store)).conductor?.id).toBe('two');
        expect(await store.transitions.write(site, writeOf())).toBe('not-conductor');
      },
    },
    {
      name: 'who releases conducts no more, and what stands stays; who does not conduct releases nothing',
      async run({ store }, expect) {
        await claim(store, 'one');
        await store.transitions.write(site, writeOf());
        await store.transitions.release(site, 'two');
        await store.transitions.release('another-site', 'one');
        expect((await standing(store)).conductor?.id).toBe('one');
        await store.transitions.release(site, 'one');
        expect(await standing(store)).toEqual({ transition: transitionOf(), version: 1, conductor: null });
        expect(await claim(store, 'two')).toBe(true);
        await store.transitions.release(site, 'one');
        expect((await standing(store)).conductor?.id).toBe('two');
      },
    },
    {
      name: 'of 20 who claim at once through two stores exactly one conducts',
      async run(opened, expect) {
        const stores = [opened.store, await another(opened)];
        const racers = Array.from({ length: 20 }, (_, index) => `racer-${index}`);
        const results = await Promise.all(
          racers.map((id, index) => stores[index % 2]?.transitions.claim(site, { id, leaseMs: 3_600_000 })),
        );
        const winners = racers.filter((_, index) => results[index]);
        expect(winners.length).toBe(1);
        for (const store of stores) expect((await standing(store)).conductor?.id).toBe(winners[0]);
      },
    },
    {
      name: 'each write raises the version by one, and leaves lease and epoch alone',
      async run({ store }, expect) {
        await store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }));
        const before = await store.switch.read(site);
        await claim(store, 'one');
        await store.transitions.claim('another-site', { id: 'one', leaseMs });
        const other = await standing(store, 'another-site');
        const { conductor } = await standing(store);
        for (const phase of ['freeze', 'drain', 'guards'] as const) {
          const { version } = await store.transitions.read(site);
          const write = writeOf({ expectedVersion: version, transition: transitionOf({ phase }) });
          expect(await store.transitions.write(site, write), phase).toBe('written');
          const written = { transition: transitionOf({ phase }), version: version + 1, conductor };
          expect(await standing(store), phase).toEqual(written);
        }
        const after = await store.switch.read(site);
        expect(after.switch).toEqual(before.switch);
        expect(await standing(store, 'another-site')).toEqual(other);
      },
    },
    {
      name: 'nothing can be written, too: the version goes on',
      async run({ store }, expect) {
        await claim(store, 'one');
        await store.transitions.write(site, writeOf({ transition: wholeTransition() }));
        const ending = writeOf({ expectedVersion: 1, transition: null, record: stepRecord(1) });
        expect(await store.transitions.write(site, ending)).toBe('written');
        const { transition, version, conductor } = await standing(store);
        expect([transition, version, conductor?.id]).toEqual([null, 2, 'one']);
        expect(await store.transitions.write(site, writeOf({ expectedVersion: 0 }))).toBe('conflict');
        expect(await store.transitions.write(site, writeOf({ expectedVersion: 2 }))).toBe('written');
      },
    },
    {
      name: 'a write on another version is a conflict, and stores nothing',
      async run({ store }, expect) {
        await claim(store, 'one');
        await store.transitions.write(site, writeOf({ record: stepRecord(1) }));
        const before = await standing(store);
        for (const expectedVersion of [0, 2]) {
          const late = { expectedVersion, transition: wholeTransition(), record: stepRecord(1, 'b') };
          expect(await store.transitions.write(site, writeOf(late)), `${expectedVersion}`).toBe('conflict');
        }
        expect(await standing(store)).toEqual(before);
        expect(await store.audit.chains(site)).toEqual(['a']);
      },
    },
    {
      name: 'who does not conduct writes nothing: nobody yet, another one, one whose lease has ended, one who let go',
      async run(opened, expect) {
        const { store } = opened;
        const write = (conductorId: string) =>
          store.transitions.write(site, writeOf({ conductorId, record: stepRecord(1) }));
        expect(await write('one')).toBe('not-conductor');
        expect(await standing(store)).toEqual(nothingWritten);
        await claim(store, 'one', 3_600_000);
        expect(await write('two')).toBe('not-conductor');
        await store.transitions.claim('another-site', { id: 'two', leaseMs: 3_600_000 });
        expect(await write('two')).toBe('not-conductor');
        advance(opened, 3_600_000);
        expect(await write('one')).toBe('not-conductor');
        // Not by the version, either: who lost the lease is told so first.
        const stale = writeOf({ expectedVersion: 7 });
        expect(await store.transitions.write(site, stale)).toBe('not-conductor');
        await claim(store, 'one');
        await store.transitions.release(site, 'one');
        expect(await write('one')).toBe('not-conductor');
        expect(await standing(store)).toEqual(nothingWritten);
        expect(await countRecords(store)).toBe(0);
      },
    },
    {
      name: 'of 20 writes at once on one version exactly one is stored, with its record',
      async run(opened, expect) {
        const stores = [opened.store, await another(opened)];
        await claim(opened.store, 'one', 3_600_000);
        const racers = Array.from({ length: 20 }, (_, index) => `racer-${index}`);
        const results = await Promise.all(
          racers.map((name, index) => {
            const transition = transitionOf({ parts: [partOf({ name })] });
            const write = writeOf({ transition, record: stepRecord(1, name) });
            return stores[index % 2]?.transitions.write(site, write);
          }),
        );
        const winners = racers.filter((_, index) => results[index] === 'written');
        expect(winners.length).toBe(1);
        expect(results.filter((result) => result === 'conflict').length).toBe(19);
        const { transition, version } = await standing(opened.store);
        expect([transition?.parts.map(({ name }) => name), version]).toEqual([winners, 1]);
        expect(await opened.store.audit.chains(site)).toEqual(winners);
      },
    },
    {
      name: 'a record is stored with the step it tells of',
      async run({ store }, expect) {
        await claim(store, 'one');
        const record = stepRecord(1);
        await store.transitions.write(site, writeOf({ record }));
        expect(await store.audit.read(site, { limit: 10 })).toEqual([record]);
        await store.transitions.write(site, writeOf({ expectedVersion: 1 }));
        expect(await countRecords(store)).toBe(1);
      },
    },
    {
      name: 'a write whose record cannot be written is refused whole',
      async run({ store }, expect) {
        await store.audit.append(site, [recordOf('a', 1)]);
        await claim(store, 'one');
        const { conductor } = await standing(store);
        for (const record of [stepRecord(1), stepRecord(3), stepRecord(2, 'b')]) {
          const write = store.transitions.write(site, writeOf({ record }));
          expect(await codeOf(write)).toBe('PORTCULLIS_AUDIT_UNWRITABLE');
        }
        expect(await standing(store)).toEqual({ ...nothingWritten, conductor });
        expect(await store.transitions.write(site, writeOf({ record: stepRecord(2) }))).toBe('written');
      },
    },
    {
      name: 'a transition comes back whole, whatever its texts, and survives reopening with its lease',
      async run(opened, expect) {
        const { store } = opened;
        await claim(store, 'one', 3_600_000);
        const texts = ['orders', ...hostileTexts];
        for (const [version, text] of texts.entries()) {
          const transition = wholeTransition(text);
          await store.transitions.write(site, writeOf({ expectedVersion: version, transition }));
          expect((await standing(store)).transition, text).toEqual(transition);
        }
        const before = await standing(store);
        const reopened = await reopen(opened);
        expect(await standing(reopened)).toEqual(before);
        expect(before.version).toBe(texts.length);
        expect(await claim(reopened, 'two')).toBe(false);
        const next = writeOf({ expectedVersion: before.version });
        expect(await reopened.transitions.write(site, next)).toBe('written');
      },
    },
    {
      name: 'sites and conductors are told apart by every letter',
      async run({ store }, expect) {
        for (const text of hostileTexts) {
          const own = `site ${text}`;
          expect(await store.transitions.claim(own, { id: text, leaseMs }), text).toBe(true);
          const write = writeOf({ conductorId: text, transition: wholeTransition(text) });
          expect(await store.transitions.write(own, write), text).toBe('written');
          expect(await store.transitions.claim(own, { id: `${text}.`, leaseMs }), text).toBe(false);
          expect((await standing(store, own)).conductor?.id).toBe(text);
        }
        expect(await standing(store)).toEqual(nothingWritten);
      },
    },
  ],
};
