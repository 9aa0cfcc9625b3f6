import type { ServerStore } from '../../ports/server-store.ts';
import { codeOf, type StoreCases } from '../store-conformance/store-case.ts';
import { countRecords, recordOf, site } from './fixtures.ts';
import {
  accept,
  claimedIds,
  mails,
  noSums,
  outcomeOf,
  payments,
  settle,
  sumsOf,
  toAccept,
} from './held-fixtures.ts';

const same = { orderKey: 'customer 1' };
const decided = (sequence: number, chain = 'a') => recordOf(chain, sequence, { kind: 'webhooks.decided' });

export const heldDecisionCases: StoreCases<ServerStore> = {
  title: 'decisions about what is held',
  cases: [
    {
      name: 'a failed one is tried anew from its first attempt; a waiting one at once',
      async run({ store }, expect) {
        await accept(store, toAccept('h1'), toAccept('h2'));
        await claimedIds(store, 'me');
        const { now } = await store.switch.read(site);
        const problem = { at: 0, status: 500, problem: 'no' };
        await settle(
          store,
          outcomeOf('h1', 'me', { kind: 'failed', attempt: problem }),
          outcomeOf('h2', 'me', { kind: 'later', dueAt: now + 3_600_000, attempt: problem }),
        );
        expect(await claimedIds(store, 'me')).toEqual([]);
        expect(await sumsOf(store)).toEqual({ ...noSums, waiting: 1, failed: 1, bytes: 20 });
        const by = (id: string, sequence: number) =>
          ({ kind: 'replay', which: { id }, record: decided(sequence) }) as const;
        expect(await store.held.decide(site, by('h1', 1))).toBe(1);
        expect(await store.held.decide(site, by('h2', 2))).toBe(1);
        expect(await sumsOf(store)).toEqual({ ...noSums, waiting: 2, bytes: 20 });
        expect((await store.held.find(site, 'h1'))?.attempts).toBe(0);
        // Its time has come already: nothing is changed, and nothing is on record.
        expect(await store.held.decide(site, by('h2', 3))).toBe(0);
        expect(await store.held.decide(site, by('unknown', 3))).toBe(0);
        expect(await countRecords(store)).toBe(2);
        expect((await claimedIds(store, 'me')).toSorted()).toEqual(['h1', 'h2']);
      },
    },
    {
      name: 'that somebody has decided holds until it is over, whatever comes of its attempts; one that does not count decides nothing',
      async run({ store }, expect) {
        await accept(store, toAccept('h1'), toAccept('h2'));
        const isDecided = async () => [
          (await store.held.find(site, 'h1'))?.isDecided,
          (await store.held.find(site, 'h2'))?.isDecided,
        ];
        const attempt = { at: 0, status: null, problem: 'nobody answers' };
        const uncounted = { kind: 'later', attempt, counts: false } as const;
        await claimedIds(store, 'me');
        await settle(store, outcomeOf('h1', 'me', uncounted), outcomeOf('h2', 'me', uncounted));
        expect(await isDecided()).toEqual([false, false]);
        await claimedIds(store, 'me');
        await settle(
          store,
          outcomeOf('h1', 'me', { kind: 'failed', attempt }),
          outcomeOf('h2', 'me', { kind: 'later', attempt }),
        );
        expect(await isDecided()).toEqual([false, false]);
        const replay = { kind: 'replay', which: { id: 'h1' }, record: decided(1) } as const;
        expect(await store.held.decide(site, replay)).toBe(1);
        expect(await isDecided()).toEqual([true, false]);
        for (const outcome of [uncounted, { kind: 'later', attempt }, uncounted] as const) {
          await claimedIds(store, 'me');
          await settle(store, outcomeOf('h1', 'me', outcome), outcomeOf('h2', 'me', outcome));
          expect(await isDecided()).toEqual([true, false]);
        }
        const { at: _, ...last } = (await store.held.find(site, 'h1'))?.lastAttempt ?? { at: 0 };
        expect(last).toEqual({ status: null, problem: 'nobody answers' });
      },
    },
    {
      name: 'whoever is skipped holds up nobody, and may be tried again beside them',
      async run({ store }, expect) {
        await accept(store, toAccept('h1', same), toAccept('h2', same), toAccept('h3', same));
        await claimedIds(store, 'me');
        const failed = { at: 0, status: 422, problem: 'no' };
        await settle(store, outcomeOf('h1', 'me', { kind: 'failed', attempt: failed }));
        expect(await claimedIds(store, 'me')).toEqual([]);
        expect(await store.held.waiting(site)).toEqual([payments]);
        const skip = { kind: 'skip', which: { id: 'h1' } } as const;
        expect(await store.held.decide(site, { ...skip, record: decided(1) })).toBe(1);
        expect(await store.held.decide(site, { ...skip, record: decided(2) })).toBe(0);
        expect(await claimedIds(store, 'me')).toEqual(['h2']);
        const replay = {
          kind: 'replay',
          which: { webhook: payments, state: 'failed', ids: ['h1'] },
        } as const;
        expect(await store.held.decide(site, { ...replay, record: decided(2) })).toBe(1);
        expect(await claimedIds(store, 'me')).toEqual(['h1']);
        await settle(store, outcomeOf('h1', 'me'), outcomeOf('h2', 'me'));
        expect(await claimedIds(store, 'me')).toEqual(['h3']);
        await settle(store, outcomeOf('h3', 'me'));
        expect(await store.held.waiting(site)).toEqual([]);
        expect(await sumsOf(store)).toEqual({ ...noSums, delivered: 3 });
      },
    },
    {
      name: 'whoever was tried may be skipped before he has failed, and is tried again beside the others; one that was not may not',
      async run({ store }, expect) {
        await accept(store, toAccept('h1', same), toAccept('h2', same));
        const skip = { kind: 'skip', which: { id: 'h1' } } as const;
        expect(await store.held.decide(site, { ...skip, record: decided(1) })).toBe(0);
        await claimedIds(store, 'me');
        const attempt = { at: 0, status: 400, problem: 'no' };
        await settle(store, outcomeOf('h1', 'me', { kind: 'later', dueAt: 0, attempt }));
        expect(await store.held.decide(site, { ...skip, record: decided(1) })).toBe(1);
        expect(await store.held.decide(site, { ...skip, record: decided(2) })).toBe(0);
        expect(await claimedIds(store, 'me')).toEqual(['h1', 'h2']);
        await settle(store, outcomeOf('h1', 'me'), outcomeOf('h2', 'me'));
        expect(await store.held.waiting(site)).toEqual([]);
        expect(await sumsOf(store)).toEqual({ ...noSums, delivered: 2 });
      },
    },
    {
      name: 'only failed ones that nobody waits for any more: later ones of their order go on live',
      async run({ store }, expect) {
        await accept(store, toAccept('h1', same));
        await claimedIds(store, 'me');
        const attempt = { at: 0, status: 500, problem: 'no' };
        await settle(store, outcomeOf('h1', 'me', { kind: 'failed', isSkipped: true, attempt }));
        expect(await store.held.waiting(site)).toEqual([]);
        expect(await accept(store, toAccept('h2', same, { onlyBehind: true }))).toEqual([
          { kind: 'in-turn' },
        ]);
        expect(await sumsOf(store)).toEqual({ ...noSums, failed: 1, bytes: 10 });
      },
    },
    {
      name: 'what is dropped is over, and the next of its order goes; what is on its way is not dropped',
      async run({ store }, expect) {
        await accept(store, toAccept('h1', same), toAccept('h2', same), toAccept('h3', same), toAccept('h4'));
        expect(await claimedIds(store, 'me')).toEqual(['h1', 'h4']);
        const drop = (id: string, sequence: number) =>
          ({ kind: 'drop', which: { id }, record: decided(sequence) }) as const;
        expect(await store.held.decide(site, drop('h1', 1))).toBe(0);
        expect(await store.held.decide(site, drop('h2', 1))).toBe(1);
        await settle(store, outcomeOf('h1', 'me'), outcomeOf('h4', 'me'));
        expect(await claimedIds(store, 'me')).toEqual(['h3']);
        await settle(store, outcomeOf('h3', 'me', { kind: 'given-back', attempt: null }));
        const rest = { kind: 'drop', which: { webhook: payments, state: 'waiting', ids: ['h3'] } } as const;
        expect(await store.held.decide(site, { ...rest, record: decided(2) })).toBe(1);
        expect(await store.held.waiting(site)).toEqual([]);
        expect(await sumsOf(store)).toEqual({ ...noSums, delivered: 2, dropped: 2 });
        expect((await store.held.find(site, 'h3'))?.state).toBe('dropped');
        expect(await store.held.decide(site, drop('h3', 3))).toBe(0);
      },
    },
    {
      name: 'of several all are decided about or none, so that the record says the truth',
      async run({ store }, expect) {
        const many = Array.from({ length: 600 }, (_, index) => `h${index}`);
        await accept(store, ...many.map((id) => toAccept(id)), toAccept('m1', { webhook: mails }));
        const [first = ''] = await claimedIds(store, 'me', { limit: 1, webhooks: [payments] });
        const drop = (ids: readonly string[], state: 'waiting' | 'failed' = 'waiting') =>
          store.held.decide(site, {
            kind: 'drop',
            which: { webhook: payments, state, ids },
            record: decided(1),
          });
        const rest = many.filter((id) => id !== first);
        expect(await drop([])).toBe(0);
        // One is on its way, of another webhook, in another state, or unknown.
        expect(await drop(many)).toBe(0);
        expect(await drop([...rest, 'm1'])).toBe(0);
        expect(await drop(rest, 'failed')).toBe(0);
        expect(await drop([...rest, 'unknown'])).toBe(0);
        expect(await countRecords(store)).toBe(0);
        expect(await sumsOf(store)).toEqual({ ...noSums, waiting: 600, bytes: 6_000, onItsWay: 1 });
        expect(await drop(rest)).toBe(599);
        expect(await countRecords(store)).toBe(1);
        expect(await sumsOf(store)).toEqual({
          ...{ ...noSums, waiting: 1, bytes: 10, onItsWay: 1, dropped: 599 },
        });
      },
    },
    {
      name: 'while a webhook is paused nothing of it goes out; who paused it and why is told',
      async run({ store }, expect) {
        await accept(store, toAccept('h1'), toAccept('m1', { webhook: mails }));
        const pause = { kind: 'pause', webhook: payments, by: 'ada', reason: 'the shop is slow' } as const;
        expect(await store.held.decide(site, { ...pause, record: decided(1) })).toBe(1);
        expect(await store.held.decide(site, { ...pause, by: 'bo', record: decided(2) })).toBe(0);
        expect(await claimedIds(store, 'me')).toEqual(['m1']);
        const [, standing] = await store.held.standing(site);
        const paused = { by: 'ada', reason: 'the shop is slow', at: standing?.paused?.at };
        expect(standing?.paused).toEqual(paused);
        expect((standing?.paused?.at ?? 0) > 0).toBe(true);
        const resume = { ...pause, kind: 'resume', reason: '' } as const;
        expect(await store.held.decide(site, { ...resume, record: decided(2) })).toBe(1);
        expect(await store.held.decide(site, { ...resume, record: decided(3) })).toBe(0);
        expect(await claimedIds(store, 'me')).toEqual(['h1']);
        expect(await countRecords(store)).toBe(2);
      },
    },
    {
      name: 'going on with what was never paused changes nothing, and leaves no trace',
      async run({ store }, expect) {
        const resume = { kind: 'resume', webhook: payments, by: 'ada', reason: '' } as const;
        expect(await store.held.decide(site, { ...resume, record: decided(1) })).toBe(0);
        expect(await store.held.standing(site)).toEqual([]);
        expect(await countRecords(store)).toBe(0);
      },
    },
    {
      name: 'a decision whose record cannot be written is refused whole',
      async run({ store }, expect) {
        await accept(store, toAccept('h1'));
        for (const decision of [
          { kind: 'drop', which: { id: 'h1' }, record: decided(2) },
          { kind: 'pause', webhook: payments, by: 'ada', reason: 'x', record: decided(2) },
        ] as const) {
          expect(await codeOf(store.held.decide(site, decision))).toBe('PORTCULLIS_AUDIT_UNWRITABLE');
        }
        expect(await claimedIds(store, 'me')).toEqual(['h1']);
      },
    },
  ],
};
