import type { HeldDecision, StoredHeldRequest } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { type DecideAllOptions, type DecisionAboutAll, decideAll } from './decide-all.ts';

const about: DecisionAboutAll = {
  ...{ decision: 'drop', webhook: 'POST /hook', state: 'waiting', reason: 'old', actor: 'shell:ada' },
};

function heldOf(sequence: number, overrides: Partial<StoredHeldRequest> = {}): StoredHeldRequest {
  return {
    ...{ id: `h${sequence}`, webhook: 'POST /hook', orderKey: 'all', deliveryKey: null, isVerified: true },
    ...{ bytes: 1, sequence, receivedAt: 1, state: 'waiting', isBehind: false, isSkipped: false },
    ...{ attempts: 0, dueAt: 1, leaseUntil: null, lastAttempt: null, isDecided: false, endedAt: null },
    ...overrides,
  };
}

/** Decides what it is told, unless `takes` says no; and what was decided about, with its record. */
function site(held: readonly StoredHeldRequest[], takes: (ids: readonly string[]) => boolean = () => true) {
  const decided: { readonly ids: readonly string[]; readonly data: unknown }[] = [];
  let left = [...held];
  const writeWith: DecideAllOptions['gate']['audit']['writeWith'] = async (entry, store) => {
    const record = { chain: 'a', sequence: 1, at: 1, previousHash: '', hash: '', ...entry };
    const { result } = await store({ ...record, data: JSON.stringify(entry.data) });
    return result;
  };
  const options: DecideAllOptions = {
    gate: { site: 'shop', audit: { writeWith } as DecideAllOptions['gate']['audit'] },
    store: {
      now: async () => 100,
      held: {
        list: async (_, { after = 0, limit }) =>
          left.filter(({ sequence }) => sequence > after).slice(0, limit),
        async decide(_, { kind, ...decision }: HeldDecision) {
          if (!('which' in decision) || !('ids' in decision.which)) throw new Error(`not ${kind} of all`);
          const { ids } = decision.which;
          if (!takes(ids)) return 0;
          decided.push({ ids, data: JSON.parse(decision.record.data) });
          left = left.filter(({ id }) => !ids.includes(id));
          return ids.length;
        },
      },
    },
  };
  return { options, decided };
}

describe('a decision about all of a webhook', () => {
  it('is of 500 at most with each record, which says how many and from which to which', async () => {
    const { options, decided } = site(Array.from({ length: 1_203 }, (_, index) => heldOf(index + 1)));
    expect(await decideAll(options, about)).toBe(1_203);
    expect(decided.map(({ data }) => data)).toMatchObject([
      { count: 500, first: 1, last: 500 },
      { count: 500, first: 501, last: 1_000 },
      { count: 203, first: 1_001, last: 1_203 },
    ]);
  });

  it('ends where as many are decided about as were seen', async () => {
    const { options, decided } = site(Array.from({ length: 1_203 }, (_, index) => heldOf(index + 1)));
    expect(await decideAll(options, { ...about, count: 502 })).toBe(502);
    expect(decided.at(-1)?.ids).toEqual(['h501', 'h502']);
  });

  it('passes by what is on its way, and names few one by one', async () => {
    const { options, decided } = site([heldOf(1), heldOf(2, { leaseUntil: 200 }), heldOf(5)]);
    expect(await decideAll(options, about)).toBe(2);
    const { decision, reason, webhook, state } = about;
    const data = { decision, reason, webhook, state, count: 2, first: 1, last: 5, deliveries: ['h1', 'h5'] };
    expect(decided).toEqual([{ ids: ['h1', 'h5'], data }]);
  });

  it.each([
    ['replay', 'waiting', { dueAt: 101 }, 1],
    ['replay', 'waiting', { dueAt: 100 }, 0],
    ['replay', 'failed', { dueAt: 1 }, 1],
    ['skip', 'failed', {}, 1],
    ['skip', 'failed', { isSkipped: true }, 0],
    ['skip', 'waiting', {}, 0],
    ['skip', 'waiting', { attempts: 1, dueAt: 101 }, 1],
    ['skip', 'waiting', { attempts: 1, isSkipped: true }, 0],
    ['drop', 'failed', { isSkipped: true }, 1],
  ] as const)('%s of %s with %j: %i', async (decision, state, overrides, count) => {
    const { options } = site([heldOf(1, { state, ...overrides })]);
    expect(await decideAll(options, { ...about, decision, state })).toBe(count);
  });

  it('sees again what has changed meanwhile, and where something always has decides about each by itself', async () => {
    let times = 0;
    const soon = site([heldOf(1), heldOf(2)], () => {
      times += 1;
      return times > 3;
    });
    expect(await decideAll(soon.options, about)).toBe(2);
    expect(soon.decided.length).toBe(1);
    const never = site([heldOf(1), heldOf(2), heldOf(3)], (ids) => !ids.includes('h2'));
    expect(await decideAll(never.options, about)).toBe(2);
    expect(never.decided.map(({ ids }) => ids)).toEqual([['h1'], ['h3']]);
  });
});
