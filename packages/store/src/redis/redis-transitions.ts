import type { StoredTransition, Transition, TransitionStore } from '@portcullis/gate';
import { json, nullable, object, type Shape, text, whole } from '../record/shape.ts';
import { transitionShape } from '../record/transition-shape.ts';
import { appendRecords } from './append-records.ts';
import { commitRevised } from './commit-revised.ts';
import type { Command, Condition } from './connection.ts';
import { textOf } from './keys.ts';
import type { FacetOptions } from './redis-switch.ts';

interface Kept {
  readonly version: number;
  readonly transition: Transition | null;
  readonly conductor: string | null;
  readonly leaseUntil: number;
}

interface Found {
  readonly kept: Kept;
  readonly now: number;
  readonly unchanged: Condition;
  readonly revision: string | null;
}

const keptShape: Shape<Kept> = json(
  object<Kept>({
    version: whole,
    transition: nullable(transitionShape),
    conductor: nullable(text),
    leaseUntil: whole,
  }),
);

const nothing: Kept = { version: 0, transition: null, conductor: null, leaseUntil: 0 };
const field = 'kept';

/** One text, compared with itself: whoever came between is seen. */
export function redisTransitions({ connection, keys }: FacetOptions): TransitionStore {
  async function find(site: string): Promise<Found> {
    const key = keys.of(site).transition;
    const { now, results } = await connection.ask([
      { name: 'HGET', key, args: [field] },
      { name: 'HGET', key, args: ['revision'] },
    ]);
    const at = `the transition of ${site}`;
    const [stored = null, revision = null] = results.map((one) =>
      one === null || one === undefined ? null : textOf(one, at),
    );
    const kept = stored === null ? nothing : keptShape(stored, at);
    return { kept, now, unchanged: { key, field, value: stored }, revision };
  }

  function keeping(site: string, kept: Kept): Command {
    return { name: 'HSET', key: keys.of(site).transition, args: [field, JSON.stringify(kept)] };
  }

  function shown({ kept: { version, transition, conductor, leaseUntil }, now }: Found): StoredTransition {
    const isConducted = conductor !== null && leaseUntil > now;
    return { transition, version, conductor: isConducted ? { id: conductor, leaseUntil } : null, now };
  }

  return {
    read: (site) => connection.settle(async () => shown(await find(site))),
    claim: (site, { id, leaseMs, over }) =>
      connection.settle(async () => {
        const { kept, now, unchanged } = await find(site);
        const { conductor, leaseUntil } = kept;
        const isFree = conductor === null || conductor === id || leaseUntil <= now;
        const isGivenUp = over !== undefined && conductor === over.id && leaseUntil === over.leaseUntil;
        if (!isFree && !isGivenUp) return false;
        const outcome = await connection.commit({
          conditions: [unchanged],
          commands: [keeping(site, { ...kept, conductor: id, leaseUntil: now + leaseMs })],
          readAt: now,
        });
        return outcome.kind === 'done' ? true : undefined;
      }),
    write(site, { conductorId, expectedVersion, transition, record }) {
      const appending = appendRecords(keys.of(site), record === null ? [] : [record]);
      return connection.settle(async () => {
        const found = await find(site);
        const { version, conductor } = shown(found);
        if (conductor?.id !== conductorId) return 'not-conductor';
        if (version !== expectedVersion) return 'conflict';
        const outcome = await commitRevised(connection, {
          key: keys.of(site).transition,
          revision: found.revision,
          conditions: [found.unchanged, ...appending.conditions],
          commands: [
            keeping(site, { ...found.kept, version: version + 1, transition }),
            ...appending.commands,
          ],
          readAt: found.now,
        });
        if (outcome === undefined) return undefined;
        appending.check(outcome);
        return outcome.kind === 'done' ? 'written' : undefined;
      });
    },
    async release(site, conductorId) {
      await connection.settle(async () => {
        const { kept, unchanged } = await find(site);
        if (kept.conductor !== conductorId) return null;
        const outcome = await connection.commit({
          conditions: [unchanged],
          commands: [keeping(site, { ...kept, conductor: null, leaseUntil: 0 })],
        });
        return outcome.kind === 'done' ? null : undefined;
      });
    },
  };
}
