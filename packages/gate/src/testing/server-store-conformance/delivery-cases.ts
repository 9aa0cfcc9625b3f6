import type { ServerStore } from '../../ports/server-store.ts';
import { advance, another, type StoreCases } from '../store-conformance/store-case.ts';
import { recordOf, site } from './fixtures.ts';
import {
  accept,
  claimDue,
  claimedIds,
  mails,
  noSums,
  outcomeOf,
  payments,
  settle,
  sumsOf,
  toAccept,
} from './held-fixtures.ts';

const one = { orderKey: 'customer 1' };
const two = { orderKey: 'customer 2' };
const hour = 3_600_000;

export const deliveryCases: StoreCases<ServerStore> = {
  title: 'deliveries',
  cases: [
    {
      name: 'of each order only the first is handed out, to one alone, with all that was stored',
      async run({ store }, expect) {
        await accept(
          store,
          toAccept('a1', one),
          toAccept('b1', two),
          toAccept('a2', one),
          toAccept('c1', { webhook: mails }),
        );
        const claimed = await claimDue(store, 'me');
        expect(claimed.map(({ id, by }) => [id, by])).toEqual([
          ['a1', 'me 1'],
          ['b1', 'me 1'],
          ['c1', 'me 1'],
        ]);
        expect(new TextDecoder().decode(claimed[0]?.sealed)).toBe('sealed a1');
        const { now } = await store.switch.read(site);
        const until = claimed[0]?.leaseUntil ?? 0;
        expect(until > now && until <= now + hour).toBe(true);
        expect(await claimedIds(store, 'you')).toEqual([]);
        expect(await sumsOf(store)).toEqual({ ...noSums, waiting: 3, bytes: 30, onItsWay: 2 });
      },
    },
    {
      name: 'only of the webhooks that are asked for, not more than asked for, and bodies of so many bytes',
      async run({ store }, expect) {
        await accept(
          store,
          toAccept('h1', { bytes: 60 }),
          toAccept('m1', { webhook: mails }),
          toAccept('h2', { bytes: 60 }),
          toAccept('h3', { bytes: 60 }),
        );
        expect(await claimedIds(store, 'me', { webhooks: [] })).toEqual([]);
        expect(await claimedIds(store, 'me', { webhooks: [mails] })).toEqual(['m1']);
        // The first always: else what is larger than that would never go.
        expect(await claimedIds(store, 'me', { mostBytes: 10 })).toEqual(['h1']);
        expect(await claimedIds(store, 'me', { mostBytes: 120, limit: 1 })).toEqual(['h2']);
        expect(await claimedIds(store, 'me')).toEqual(['h3']);
      },
    },
    {
      name: 'each webhook has its share of a claim, and what one leaves goes to the others, in number and in bytes',
      async run({ store }, expect) {
        await accept(
          store,
          ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'h7', 'h8'].map((id) => toAccept(id, { bytes: 60 })),
          ...['m1', 'm2', 'm3'].map((id) => toAccept(id, { webhook: mails, bytes: 60 })),
        );
        expect(await claimedIds(store, 'me', { limit: 4, mostBytes: 120 })).toEqual(['h1', 'm1']);
        expect(await claimedIds(store, 'me', { limit: 2 })).toEqual(['h2', 'm2']);
        expect(await claimedIds(store, 'me', { limit: 4 })).toEqual(['h3', 'h4', 'h5', 'm3']);
        expect(await claimedIds(store, 'me', { limit: 4 })).toEqual(['h6', 'h7', 'h8']);
      },
    },
    {
      name: 'what somebody has in hand of one webhook counts as its share: the others go on while it is slow',
      async run(opened, expect) {
        const { store } = opened;
        const ids = Array.from({ length: 8 }, (_, index) => index + 1);
        await accept(
          store,
          ...ids.map((index) => toAccept(`h${index}`)),
          ...ids.map((index) => toAccept(`m${index}`, { webhook: mails })),
        );
        expect(await claimedIds(store, 'me', { limit: 4 })).toEqual(['h1', 'h2', 'm1', 'm2']);
        await settle(store, outcomeOf('m1', 'me'), outcomeOf('m2', 'me'));
        expect(await claimedIds(store, 'me', { limit: 2, number: 3 })).toEqual(['m3', 'm4']);
        // Others have theirs, and what somebody had whose time is over is no longer in his hand.
        expect(await claimedIds(store, 'me-2', { limit: 2 })).toEqual(['h3', 'm5']);
        advance(opened, hour);
        const again = await claimedIds(store, 'me', { limit: 4, number: 4 });
        expect(again.filter((id) => id.startsWith('h')).length).toBe(2);
      },
    },
    {
      name: 'with room for fewer than there are webhooks each of them has its turn',
      async run({ store }, expect) {
        await accept(
          store,
          ...['h1', 'h2', 'h3'].map((id) => toAccept(id)),
          ...['m1', 'm2', 'm3'].map((id) => toAccept(id, { webhook: mails })),
        );
        const one = (number: number) => claimedIds(store, 'me', { limit: 1, number });
        const first = [...(await one(1)), ...(await one(2))];
        expect(first.toSorted()).toEqual(['h1', 'm1']);
        const second = [...(await one(3)), ...(await one(4))];
        expect(second.toSorted()).toEqual(['h2', 'm2']);
      },
    },
    {
      name: 'those right behind the first come with it where few orders wait, and to nobody else until it is settled',
      async run({ store }, expect) {
        await accept(
          store,
          ...['a1', 'a2', 'a3', 'a4'].map((id) => toAccept(id, one)),
          ...['b1', 'b2'].map((id) => toAccept(id, two)),
        );
        expect(await claimedIds(store, 'me', { mostOfOrder: 3, limit: 10 })).toEqual([
          'a1',
          'a2',
          'a3',
          'b1',
          'b2',
        ]);
        expect(await claimedIds(store, 'you', { mostOfOrder: 3 })).toEqual([]);
        const attempt = { at: 0, status: 500, problem: 'no' };
        await settle(
          store,
          outcomeOf('a1', 'me'),
          outcomeOf('a2', 'me', { kind: 'failed', attempt }),
          outcomeOf('a3', 'me', { kind: 'given-back', attempt: null }),
          outcomeOf('b1', 'me'),
          outcomeOf('b2', 'me', { kind: 'given-back', attempt: null }),
        );
        expect(await claimedIds(store, 'you', { mostOfOrder: 3 })).toEqual(['b2']);
        const listed = await store.held.list(site, { state: 'waiting', limit: 10 });
        expect(listed.map(({ id, isBehind, attempts }) => [id, isBehind, attempts])).toEqual([
          ['a3', true, 0],
          ['a4', true, 0],
          ['b2', false, 0],
        ]);
      },
    },
    {
      name: 'a skipped one tried again brings nobody with it; bytes and limit hold for those behind, too',
      async run({ store }, expect) {
        await accept(
          store,
          toAccept('a1', one),
          toAccept('a2', one),
          toAccept('a3', one),
          toAccept('b1', two),
        );
        expect(await claimedIds(store, 'me', { mostOfOrder: 9, limit: 2 })).toEqual(['a1', 'b1']);
        const attempt = { at: 0, status: 500, problem: 'no' };
        await settle(
          store,
          outcomeOf('a1', 'me', { kind: 'failed', isSkipped: true, attempt }),
          outcomeOf('b1', 'me'),
        );
        expect(await claimedIds(store, 'me', { mostOfOrder: 9, mostBytes: 10 })).toEqual(['a2']);
        const replay = { kind: 'replay', which: { id: 'a1' }, record: recordOf('a', 1) } as const;
        expect(await store.held.decide(site, replay)).toBe(1);
        expect(await claimedIds(store, 'me', { mostOfOrder: 9 })).toEqual(['a1']);
      },
    },
    {
      name: 'once delivered, the next of its order goes; the sums follow',
      async run({ store }, expect) {
        await accept(store, toAccept('a1', one), toAccept('a2', one), toAccept('b1', two));
        await claimedIds(store, 'me');
        expect(await settle(store, outcomeOf('a1', 'me'))).toBe(1);
        expect(await claimedIds(store, 'me')).toEqual(['a2']);
        expect(await settle(store, outcomeOf('a2', 'me'), outcomeOf('b1', 'me'))).toBe(2);
        expect(await store.held.waiting(site)).toEqual([]);
        expect(await sumsOf(store)).toEqual({ ...noSums, delivered: 3 });
        const done = await store.held.find(site, 'a1');
        expect([done?.state, done?.attempts, done?.leaseUntil]).toEqual(['delivered', 1, null]);
        expect(done?.lastAttempt?.status).toBe(200);
        expect((done?.endedAt ?? 0) > 0).toBe(true);
      },
    },
    {
      name: 'what nobody settles is handed out again once its lease has ended, and what the first says then counts for nothing',
      async run(opened, expect) {
        const { store } = opened;
        await accept(store, toAccept('a1', one), toAccept('a2', one));
        await claimedIds(store, 'me', { leaseMs: hour });
        expect(await claimedIds(store, 'you')).toEqual([]);
        advance(opened, hour);
        expect((await store.held.find(site, 'a1'))?.leaseUntil ?? null).toBe(null);
        expect(await claimedIds(store, 'you')).toEqual(['a1']);
        expect(await settle(store, outcomeOf('a1', 'me'))).toBe(0);
        expect((await store.held.find(site, 'a1'))?.state).toBe('waiting');
        expect(await settle(store, outcomeOf('a1', 'you'))).toBe(1);
        expect(await settle(store, outcomeOf('a1', 'you'))).toBe(0);
        expect(await claimedIds(store, 'you')).toEqual(['a2']);
      },
    },
    {
      name: 'who is known to be gone holds nothing any more, and nobody else loses anything',
      async run({ store }, expect) {
        await accept(store, ...['a1', 'b1', 'c1', 'd1'].map((id) => toAccept(id)));
        await claimedIds(store, 'gone', { limit: 1 });
        await claimedIds(store, 'gone', { limit: 1, number: 27 });
        await claimedIds(store, 'gone-1', { limit: 1 });
        await claimedIds(store, 'gone-2', { limit: 1 });
        expect(await store.deliveries.release('another-site', 'gone')).toBe(0);
        expect(await store.deliveries.release(site, 'gon')).toBe(0);
        expect(await store.deliveries.release(site, 'gone')).toBe(2);
        expect(await store.deliveries.release(site, 'gone')).toBe(0);
        expect((await claimedIds(store, 'me')).toSorted()).toEqual(['a1', 'b1']);
        expect(await settle(store, outcomeOf('a1', 'gone'), outcomeOf('c1', 'gone-1'))).toBe(1);
      },
    },
    {
      name: 'what comes later keeps its place: nothing of its order goes before it',
      async run(opened, expect) {
        const { store } = opened;
        await accept(store, toAccept('a1', one), toAccept('a2', one));
        await claimedIds(store, 'me');
        const { now } = await store.switch.read(site);
        const attempt = { at: 7, status: 503, problem: 'the application said no' };
        await settle(store, outcomeOf('a1', 'me', { kind: 'later', dueAt: now + hour, attempt }));
        expect(await claimedIds(store, 'me')).toEqual([]);
        const waiting = await store.held.find(site, 'a1');
        expect([waiting?.attempts, waiting?.dueAt, waiting?.leaseUntil]).toEqual([1, now + hour, null]);
        expect(waiting?.lastAttempt).toEqual({ ...attempt, at: waiting?.lastAttempt?.at });
        expect(waiting?.lastAttempt?.at === 7).toBe(false);
        advance(opened, hour);
        expect(await claimedIds(store, 'me')).toEqual(['a1']);
      },
    },
    {
      name: 'what is given back counts as no attempt, nor does one that says so, and both go again at once',
      async run({ store }, expect) {
        await accept(store, toAccept('a1', one), toAccept('b1', two));
        await claimedIds(store, 'me');
        const unreachable = { at: 0, status: null, problem: 'nobody answers' };
        await settle(
          store,
          outcomeOf('a1', 'me', { kind: 'given-back', attempt: null }),
          outcomeOf('b1', 'me', { kind: 'later', attempt: unreachable, counts: false }),
        );
        const listed = await store.held.list(site, { limit: 10 });
        expect(listed.map(({ attempts }) => attempts)).toEqual([0, 0]);
        expect(listed.map(({ lastAttempt }) => lastAttempt?.problem ?? null)).toEqual([
          null,
          'nobody answers',
        ]);
        expect((await claimedIds(store, 'you')).toSorted()).toEqual(['a1', 'b1']);
      },
    },
    {
      name: 'a failed one holds up its own order and no other',
      async run({ store }, expect) {
        await accept(
          store,
          toAccept('a1', one),
          toAccept('a2', one),
          toAccept('b1', two),
          toAccept('b2', two),
        );
        await claimedIds(store, 'me');
        const attempt = { at: 0, status: 500, problem: 'no' };
        await settle(
          store,
          outcomeOf('a1', 'me', { kind: 'failed', attempt }),
          outcomeOf('b1', 'me', { kind: 'failed', isSkipped: true, attempt }),
        );
        expect(await claimedIds(store, 'me')).toEqual(['b2']);
        expect(await store.held.waiting(site)).toEqual([payments]);
        expect(await sumsOf(store)).toEqual({ ...noSums, waiting: 2, failed: 2, bytes: 40, onItsWay: 1 });
      },
    },
    {
      name: 'one that is tried again later and holds up nobody stands beside its order, and is over once',
      async run(opened, expect) {
        const { store } = opened;
        await accept(store, toAccept('a1', one), toAccept('a2', one));
        await claimedIds(store, 'me');
        const attempt = { at: 0, status: 400, problem: 'no' };
        const { now } = await store.switch.read(site);
        const later = { kind: 'later', isSkipped: true, dueAt: now + hour, attempt } as const;
        expect(await settle(store, outcomeOf('a1', 'me', later))).toBe(1);
        expect(await claimedIds(store, 'you')).toEqual(['a2']);
        await settle(store, outcomeOf('a2', 'you'));
        expect(await store.held.waiting(site)).toEqual([]);
        expect(await accept(store, toAccept('a3', one, { onlyBehind: true }))).toEqual([{ kind: 'in-turn' }]);
        expect((await store.held.find(site, 'a1'))?.state).toBe('waiting');
        advance(opened, hour);
        expect(await claimedIds(store, 'them')).toEqual(['a1']);
        expect(await settle(store, outcomeOf('a1', 'them', { ...later, dueAt: now }))).toBe(1);
        expect(await claimedIds(store, 'others')).toEqual(['a1']);
        await settle(store, outcomeOf('a1', 'others'));
        expect(await store.held.waiting(site)).toEqual([]);
        expect(await sumsOf(store)).toEqual({ ...noSums, delivered: 2 });
        await accept(store, toAccept('a4', one));
        expect(await store.held.waiting(site)).toEqual([payments]);
      },
    },
    {
      name: 'of many who claim at once through two stores everything is handed out, and nothing twice',
      async run(opened, expect) {
        const stores = [opened.store, await another(opened)];
        const ids = Array.from({ length: 30 }, (_, index) => `h${index}`);
        await accept(opened.store, ...ids.map((id) => toAccept(id)));
        const claims = await Promise.all(
          Array.from({ length: 12 }, (_, index) =>
            stores[index % 2]?.deliveries.claim(site, {
              holder: 'me',
              number: index,
              leaseMs: hour,
              limit: 5,
              mostBytes: 1_000_000,
              webhooks: [payments],
            }),
          ),
        );
        const handedOut = claims.flat().map((claimed) => claimed?.id ?? '');
        expect(handedOut.toSorted()).toEqual(ids.toSorted());
      },
    },
    {
      name: 'whoever takes it all in turn gets each order as it was accepted',
      async run(opened, expect) {
        const stores = [opened.store, await another(opened)];
        const accepted = Array.from(
          { length: 60 },
          (_, index) => [`h${index}`, `order ${index % 7}`] as const,
        );
        await accept(opened.store, ...accepted.map(([id, orderKey]) => toAccept(id, { orderKey })));
        const delivered = new Map<string, string[]>();
        for (let round = 0; round < 40; round += 1) {
          const claimed = await stores[round % 2]?.deliveries.claim(site, {
            holder: `round ${round}`,
            number: 1,
            leaseMs: hour,
            limit: 4,
            mostBytes: 1_000_000,
            webhooks: [payments],
          });
          if (claimed === undefined || claimed.length === 0) break;
          for (const { id, orderKey } of claimed) {
            delivered.set(orderKey, [...(delivered.get(orderKey) ?? []), id]);
          }
          await settle(opened.store, ...claimed.map(({ id }) => outcomeOf(id, `round ${round}`)));
        }
        for (const [orderKey, ids] of delivered) {
          expect(ids, orderKey).toEqual(accepted.filter(([, key]) => key === orderKey).map(([id]) => id));
        }
        expect(await sumsOf(opened.store)).toEqual({ ...noSums, delivered: 60 });
      },
    },
    {
      name: 'only what is over is forgotten, the oldest first and not more than asked for',
      async run(opened, expect) {
        const { store } = opened;
        await accept(store, toAccept('a1', one), toAccept('a2', one), toAccept('b1', two), toAccept('c1'));
        await claimedIds(store, 'me');
        await settle(store, outcomeOf('a1', 'me'));
        advance(opened, 1_000);
        await settle(store, outcomeOf('b1', 'me'), outcomeOf('c1', 'me'));
        advance(opened, 1_000);
        const { now } = await store.switch.read(site);
        const forget = (endedBefore: number, atMost = 100) =>
          store.deliveries.forget(site, { endedBefore, atMost });
        expect(await forget(0)).toBe(0);
        expect(await store.deliveries.forget('another-site', { endedBefore: now + hour, atMost: 9 })).toBe(0);
        expect(await forget(now + hour, 1)).toBe(1);
        expect(await store.held.find(site, 'a1')).toBe(null);
        expect(await forget(now + hour)).toBe(2);
        expect((await store.held.list(site, { limit: 10 })).map(({ id }) => id)).toEqual(['a2']);
        expect(await sumsOf(store)).toEqual({ ...noSums, waiting: 1, bytes: 10, delivered: 3 });
      },
    },
  ],
};
