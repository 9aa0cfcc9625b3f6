import type { Gate, HeldStore, StoredHeldRequest } from '@portcullis/gate';

export interface DecisionAboutAll {
  readonly decision: 'replay' | 'skip' | 'drop';
  readonly webhook: string;
  readonly state: 'waiting' | 'failed';
  /** No more than so many. */
  readonly count?: number | undefined;
  readonly reason: string;
  /** As it stands on record. */
  readonly actor: string;
}

export interface DecideAllOptions {
  readonly gate: Pick<Gate, 'site' | 'audit'>;
  readonly store: { readonly held: Pick<HeldStore, 'list' | 'decide'>; readonly now: () => Promise<number> };
}

/** So many are decided about at once, with one record: nobody waits long behind it. */
const mostAtOnce = 500;
const mostPages = 2_000;
/** Where one of them is always on its way by the time that the others are decided about, each is by itself. */
const tries = 5;
/** So many are on record one by one; of more it is how many, and from which to which. */
const mostNamed = 20;

/**
 * Decides about all of a webhook that wait or failed, in the order of acceptance; returns how many. Each record says how many it is
 * of, and which: what was not as it was seen is seen again, and nothing is decided about what is not on record.
 */
export async function decideAll(options: DecideAllOptions, about: DecisionAboutAll): Promise<number> {
  const { gate, store } = options;
  const { webhook, state, count = Number.POSITIVE_INFINITY } = about;
  let changed = 0;
  let after = 0;
  let tried = 0;
  for (let page = 0; page < mostPages && changed < count; ) {
    const limit = Math.min(mostAtOnce, count - changed);
    const seen = await store.held.list(gate.site, { webhook, state, after, limit });
    const last = seen.at(-1);
    if (last === undefined) break;
    const now = await store.now();
    const decidable = seen.filter((held) => mayBeDecided(held, about.decision, now));
    const done = tried < tries ? await decideTogether(options, about, decidable) : null;
    if (done === 0 && decidable.length > 0) {
      tried += 1;
      continue;
    }
    if (done === null) for (const one of decidable) changed += await decideTogether(options, about, [one]);
    else changed += done;
    tried = 0;
    after = last.sequence;
    page += 1;
  }
  return changed;
}

/** The store asks the same once more when it acts. */
function mayBeDecided(
  { leaseUntil, isSkipped, dueAt, state, attempts }: StoredHeldRequest,
  decision: DecisionAboutAll['decision'],
  now: number,
): boolean {
  if (leaseUntil !== null) return false;
  if (decision === 'skip') return (state === 'failed' || attempts > 0) && !isSkipped;
  return decision === 'drop' || state === 'failed' || dueAt > now;
}

/** All or none. */
async function decideTogether(
  { gate, store }: DecideAllOptions,
  { decision, webhook, state, reason, actor }: DecisionAboutAll,
  held: readonly StoredHeldRequest[],
): Promise<number> {
  const [first] = held;
  const last = held.at(-1);
  if (first === undefined || last === undefined) return 0;
  const ids = held.map(({ id }) => id);
  const data = {
    ...{ decision, reason, webhook, state, count: ids.length, first: first.sequence, last: last.sequence },
    ...(ids.length <= mostNamed && { deliveries: ids }),
  };
  return gate.audit.writeWith({ kind: 'webhooks.decided', actor, data }, async (record) => {
    const done = await store.held.decide(gate.site, {
      kind: decision,
      which: { webhook, state, ids },
      record,
    });
    return { result: done, stored: done > 0 };
  });
}
