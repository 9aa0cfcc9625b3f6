import type { AcceptResult } from '../../ports/held-store.ts';
import type { ServerStore } from '../../ports/server-store.ts';
import { advance, another, reopen, type StoreCases } from '../store-conformance/store-case.ts';
import { hostileTexts } from '../store-conformance/value-cases.ts';
import { changeOf, recordOf, site } from './fixtures.ts';
import {
  accept,
  claimedIds,
  heldOf,
  mails,
  noSums,
  outcomeOf,
  payments,
  settle,
  sumsOf,
  toAccept,
} from './held-fixtures.ts';

const same = { orderKey: 'customer 1' };

const hour = 3_600_000;

/** But for how long its order has waited. */
function said(results: readonly AcceptResult[]) {
  return results.map((result) =>
    result.kind === 'duplicate' ? { kind: result.kind, id: result.id } : { kind: result.kind },
  );
}

/** NaN when it is not held. */
const waitsOf = (result: AcceptResult): number =>
  'orderWaitsMs' in result ? result.orderWaitsMs : Number.NaN;

export const heldCases: StoreCases<ServerStore> = {
  title: 'held',
  cases: [
    {
      name: 'a site that holds nothing waits for nothing and has nothing to show',
      async run({ store }, expect) {
        expect(await store.held.waiting(site)).toEqual([]);
        expect(await store.held.standing(site)).toEqual([]);
        expect(await store.held.list(site, { limit: 10 })).toEqual([]);
        expect(await store.held.find(site, 'h1')).toBe(null);
        expect(await claimedIds(store, 'me')).toEqual([]);
      },
    },
    {
      name: 'what is accepted comes back byte for byte, in its order, and survives reopening',
      async run(opened, expect) {
        const { store } = opened;
        const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
        const results = await accept(
          store,
          toAccept('h1', { sealed: bytes, bytes: 256, isVerified: false }),
          toAccept('h2', { sealed: new Uint8Array(0), bytes: 0, deliveryKey: 'd2' }),
        );
        expect(said(results)).toEqual([{ kind: 'held' }, { kind: 'held' }]);
        const { now } = await store.switch.read(site);
        const reopened = await reopen(opened);
        const found = await reopened.held.find(site, 'h1');
        expect(found === null ? null : [...found.sealed]).toEqual([...bytes]);
        const { sealed: _, ...request } = heldOf('h1', { bytes: 256, isVerified: false });
        const [first, second] = await reopened.held.list(site, { limit: 10 });
        expect((first?.receivedAt ?? 0) > 0 && (first?.receivedAt ?? 0) <= now).toBe(true);
        expect(first).toEqual({
          ...request,
          sequence: first?.sequence,
          receivedAt: first?.receivedAt,
          dueAt: first?.receivedAt,
          state: 'waiting',
          isBehind: false,
          isSkipped: false,
          attempts: 0,
          leaseUntil: null,
          lastAttempt: null,
          isDecided: false,
          endedAt: null,
        });
        expect([second?.id, second?.deliveryKey]).toEqual(['h2', 'd2']);
        expect((second?.sequence ?? 0) > (first?.sequence ?? 0)).toBe(true);
        expect(await reopened.held.waiting(site)).toEqual([payments]);
        expect(await sumsOf(reopened)).toEqual({ ...noSums, waiting: 2, bytes: 256 });
        expect((await reopened.held.standing(site))[0]?.oldestAt).toBe(first?.receivedAt);
      },
    },
    {
      name: 'what was judged by another epoch than the switch has is not stored',
      async run({ store }, expect) {
        await store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }));
        const results = await accept(
          store,
          toAccept('early'),
          toAccept('good', {}, { epoch: 1 }),
          toAccept('late', {}, { epoch: 2 }),
        );
        expect(results.map(({ kind }) => kind)).toEqual(['outdated', 'held', 'outdated']);
        expect((await store.held.list(site, { limit: 10 })).map(({ id }) => id)).toEqual(['good']);
      },
    },
    {
      name: 'the same delivery is stored once while it is held, also within one go; afterwards it is a new one',
      async run({ store }, expect) {
        const again = { deliveryKey: 'event 1' };
        const both = await accept(store, toAccept('h1', again), toAccept('h2', again));
        expect(said(both)).toEqual([{ kind: 'held' }, { kind: 'duplicate', id: 'h1' }]);
        expect(said(await accept(store, toAccept('h3', again)))).toEqual([{ kind: 'duplicate', id: 'h1' }]);
        // Whoever names none says nothing about being the same.
        const unnamed = await accept(store, toAccept('h4'), toAccept('h5'));
        expect(said(unnamed)).toEqual([{ kind: 'held' }, { kind: 'held' }]);
        expect(await sumsOf(store)).toEqual({ ...noSums, waiting: 3, bytes: 30, duplicates: 2 });
        await claimedIds(store, 'me');
        await settle(store, outcomeOf('h1', 'me'));
        expect(said(await accept(store, toAccept('h6', again)))).toEqual([{ kind: 'held' }]);
      },
    },
    {
      name: 'a failed delivery that is sent again is tried anew, once, with its place and what was stored first',
      async run({ store }, expect) {
        const again = { ...same, deliveryKey: 'event 1' };
        await accept(store, toAccept('h1', again), toAccept('h2', same));
        await claimedIds(store, 'me');
        const attempt = { at: 0, status: 500, problem: 'no' };
        await settle(store, outcomeOf('h1', 'me', { kind: 'failed', attempt }));
        expect(await claimedIds(store, 'me')).toEqual([]);
        expect(await accept(store, toAccept('late', again, { epoch: 1 }))).toEqual([{ kind: 'outdated' }]);
        expect((await store.held.find(site, 'h1'))?.state).toBe('failed');
        const results = await accept(store, toAccept('h3', again), toAccept('h4', again));
        expect(said(results)).toEqual([
          { kind: 'duplicate', id: 'h1' },
          { kind: 'duplicate', id: 'h1' },
        ]);
        expect(await sumsOf(store)).toEqual({ ...noSums, waiting: 2, bytes: 20, duplicates: 2 });
        const tried = await store.held.find(site, 'h1');
        expect([tried?.state, tried?.attempts, tried?.isBehind]).toEqual(['waiting', 0, false]);
        expect(new TextDecoder().decode(tried?.sealed)).toBe('sealed h1');
        expect(await claimedIds(store, 'me')).toEqual(['h1']);
        await settle(store, outcomeOf('h1', 'me'));
        expect(await claimedIds(store, 'me')).toEqual(['h2']);
        expect(await sumsOf(store)).toEqual({
          ...noSums,
          waiting: 1,
          bytes: 10,
          onItsWay: 1,
          delivered: 1,
          duplicates: 2,
        });
      },
    },
    {
      name: 'a failed one that was skipped is tried anew beside its order when it is sent again',
      async run({ store }, expect) {
        const again = { ...same, deliveryKey: 'event 1' };
        await accept(store, toAccept('h1', again), toAccept('h2', same));
        await claimedIds(store, 'me');
        const attempt = { at: 0, status: 500, problem: 'no' };
        await settle(store, outcomeOf('h1', 'me', { kind: 'failed', isSkipped: true, attempt }));
        expect(said(await accept(store, toAccept('h3', again)))).toEqual([{ kind: 'duplicate', id: 'h1' }]);
        expect((await claimedIds(store, 'me')).toSorted()).toEqual(['h1', 'h2']);
        await settle(store, outcomeOf('h1', 'me'), outcomeOf('h2', 'me'));
        expect(await store.held.waiting(site)).toEqual([]);
        expect(await sumsOf(store)).toEqual({ ...noSums, delivered: 2, duplicates: 1 });
      },
    },
    {
      name: 'whoever is held hears how long something of its order has waited',
      async run(opened, expect) {
        const { store } = opened;
        const again = { ...same, deliveryKey: 'event 1' };
        const together = await accept(store, toAccept('h1', again), toAccept('h2', same));
        expect(together.map(waitsOf)).toEqual([0, 0]);
        advance(opened, hour);
        const others = { orderKey: 'customer 2' };
        const later = await accept(
          store,
          toAccept('h3', again),
          toAccept('h4', same),
          toAccept('h5', others),
        );
        expect(later.map(({ kind }) => kind)).toEqual(['duplicate', 'held', 'held']);
        const [sentAgain, behind, first] = later.map(waitsOf);
        expect([Math.min(sentAgain ?? 0, behind ?? 0) >= hour, first]).toEqual([true, 0]);
        // Those before are over: it is counted from the one that is first now.
        for (const id of ['h1', 'h2']) {
          await claimedIds(store, 'me');
          await settle(store, outcomeOf(id, 'me'));
        }
        const [last] = await accept(store, toAccept('h6', same));
        expect(last && waitsOf(last) < hour).toBe(true);
      },
    },
    {
      name: 'where a route is open only what stands behind one of its order is held',
      async run({ store }, expect) {
        const behind = { onlyBehind: true };
        expect(await accept(store, toAccept('live', same, behind))).toEqual([{ kind: 'in-turn' }]);
        await accept(store, toAccept('h1', same));
        const results = await accept(
          store,
          toAccept('h2', same, behind),
          toAccept('other', { orderKey: 'customer 2' }, behind),
          toAccept('h3', same, behind),
        );
        expect(results.map(({ kind }) => kind)).toEqual(['held', 'in-turn', 'held']);
        const listed = await store.held.list(site, { limit: 10 });
        expect(listed.map(({ id, isBehind }) => [id, isBehind])).toEqual([
          ['h1', false],
          ['h2', true],
          ['h3', true],
        ]);
      },
    },
    {
      name: 'no more is held than there is room for, in number and in bytes, and what was held stays',
      async run({ store }, expect) {
        const two = { most: 2 };
        const results = await accept(
          store,
          toAccept('h1', {}, two),
          toAccept('h2', {}, two),
          toAccept('h3', {}, two),
          toAccept('elsewhere', { webhook: mails }, two),
        );
        expect(results.map(({ kind }) => kind)).toEqual(['held', 'held', 'full', 'held']);
        const small = { most: 100, mostBytes: 30 };
        const bytes = await accept(
          store,
          toAccept('h4', { bytes: 11 }, small),
          toAccept('h5', { bytes: 10 }, small),
          toAccept('h6', { bytes: 1 }, small),
        );
        expect(bytes.map(({ kind }) => kind)).toEqual(['full', 'held', 'full']);
        expect(await sumsOf(store)).toEqual({ ...noSums, waiting: 3, bytes: 30 });
        expect(await store.held.waiting(site)).toEqual([mails, payments]);
      },
    },
    {
      name: 'of 40 that come at once through two stores all are held once, none lost, each with a place of its own',
      async run(opened, expect) {
        const stores = [opened.store, await another(opened)];
        const ids = Array.from({ length: 40 }, (_, index) => `h${index}`);
        const results = await Promise.all(
          ids.map((id, index) => stores[index % 2]?.held.accept(site, [toAccept(id, same)])),
        );
        expect(results.flat().every((result) => result?.kind === 'held')).toBe(true);
        const listed = await opened.store.held.list(site, { limit: 100 });
        expect(new Set(listed.map(({ sequence }) => sequence)).size).toBe(40);
        expect(listed.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
        expect(listed.filter(({ isBehind }) => !isBehind).length).toBe(1);
        expect(listed[0]?.isBehind).toBe(false);
      },
    },
    {
      name: 'a list is of one webhook and one state, from one place on',
      async run({ store }, expect) {
        await accept(
          store,
          toAccept('h1'),
          toAccept('m1', { webhook: mails }),
          toAccept('h2'),
          toAccept('h3'),
        );
        await claimedIds(store, 'me', { limit: 1 });
        await settle(store, outcomeOf('h1', 'me'));
        const ids = async (query: object) =>
          (await store.held.list(site, { limit: 10, ...query })).map(({ id }) => id);
        expect(await ids({ webhook: payments, state: 'waiting' })).toEqual(['h2', 'h3']);
        expect(await ids({ state: 'delivered' })).toEqual(['h1']);
        expect(await ids({ webhook: mails })).toEqual(['m1']);
        const after = (await store.held.find(site, 'm1'))?.sequence ?? 0;
        expect(await ids({ after })).toEqual(['h2', 'h3']);
        expect(await ids({ after, limit: 1 })).toEqual(['h2']);
        expect(await store.held.list('another-site', { limit: 10 })).toEqual([]);
        expect(await store.held.find('another-site', 'h1')).toBe(null);
      },
    },
    {
      name: 'webhooks, orders and deliveries are told apart by every letter',
      async run({ store }, expect) {
        for (const [index, text] of hostileTexts.entries()) {
          const request = { webhook: text, orderKey: text, deliveryKey: text };
          const results = await accept(
            store,
            toAccept(`a${index}`, request),
            toAccept(`b${index}`, { ...request, deliveryKey: `${text}.` }),
            toAccept(`c${index}`, { ...request, orderKey: `${text}.`, deliveryKey: null }),
          );
          expect(
            results.map(({ kind }) => kind),
            text,
          ).toEqual(['held', 'held', 'held']);
          expect(await claimedIds(store, 'me', { webhooks: [text] }), text).toEqual([
            `a${index}`,
            `c${index}`,
          ]);
        }
        expect((await store.held.waiting(site)).toSorted()).toEqual([...new Set(hostileTexts)].toSorted());
      },
    },
  ],
};
