import { randomUUID } from 'node:crypto';
import type { ProcessReported, ProcessStore, StoredProcess } from '@portcullis/gate';
import { json, nullable, object, type Shape, ShapeError, text, whole } from '../record/shape.ts';
import { compareText } from '../rules/compare-text.ts';
import { rememberedMs } from '../rules/remembered-removals.ts';
import { appendRecords } from './append-records.ts';
import type { Condition } from './connection.ts';
import { textOf } from './keys.ts';
import { parted } from './parted.ts';
import type { FacetOptions } from './redis-switch.ts';
import { foundHash, readingHash } from './site-state.ts';

interface Kept extends StoredProcess {
  /** Null for one on the list; else it was taken off at `seenAt`, and nobody else took it off by this. */
  readonly removal: string | null;
}

interface Found {
  readonly kept: Kept;
  /** Holds as long as nobody has heard of it, or taken it off. */
  readonly unchanged: Condition;
}

const keptShape: Shape<Kept> = json(
  object<Kept>({
    worker: text,
    id: text,
    instance: text,
    said: text,
    seenAt: whole,
    joinedAt: whole,
    removal: nullable(text),
  }),
);

/**
 * One field for each process, and conditions on these alone: servers that hear of different processes at the same time do not wait
 * for one another.
 */
export function redisProcesses({ connection, keys }: FacetOptions): ProcessStore {
  return {
    async report(site, reports) {
      const key = keys.of(site).processes;
      let heardAt: number | undefined;
      await connection.settle(async () => {
        const { now, found } = await findEach(site, reports);
        // Whatever comes between, it was heard when it was: one that was taken off meanwhile stays off.
        heardAt ??= now;
        const conditions: Condition[] = [];
        const fields: string[] = [];
        for (const [index, { agoMs, ...report }] of reports.entries()) {
          const field = fieldOf(report);
          const value = found[index] ?? null;
          const kept = value === null ? null : keptShape(value, `a process of ${site}`);
          const seenAt = heardAt - Math.max(0, Math.round(agoMs));
          // What is said to be heard later than now was written before the clock was set back, and would keep everything else out.
          if (kept !== null && seenAt <= kept.seenAt && kept.seenAt <= now) continue;
          const joinedAt = kept === null || kept.removal !== null ? seenAt : kept.joinedAt;
          const next: Kept = { ...report, seenAt, joinedAt, removal: null };
          conditions.push({ key, field, value });
          fields.push(field, JSON.stringify(next));
        }
        if (conditions.length === 0) return null;
        const commands = parted(fields).map((args) => ({ name: 'HSET', key, args }));
        const outcome = await connection.commit({ conditions, commands, readAt: now });
        return outcome.kind === 'done' ? null : undefined;
      });
    },
    list: (site) =>
      connection.settle(async () => {
        const { now, found } = await findAll(site);
        const processes = found
          .filter(({ kept }) => kept.removal === null)
          .map(({ kept: { removal: _, ...process } }): StoredProcess => process)
          .sort((a, b) => compareText(a.worker, b.worker) || compareText(a.id, b.id));
        return { now, processes };
      }),
    remove(site, process, record) {
      const own = keys.of(site);
      const key = own.processes;
      const field = fieldOf(process);
      const appending = appendRecords(own, record === undefined ? [] : [record]);
      return connection.settle(async () => {
        const { now, found } = await findAll(site);
        const one = found.find(({ unchanged }) => unchanged.field === field);
        if (one === undefined || one.kept.removal !== null) return false;
        if (process.seenAt !== undefined && one.kept.seenAt > process.seenAt) return false;
        const forgotten = found
          .filter(
            ({ kept: { removal, seenAt } }) =>
              removal !== null && (seenAt < now - rememberedMs || seenAt > now),
          )
          .map(({ unchanged }) => unchanged);
        const removed = JSON.stringify({ ...one.kept, said: '', seenAt: now, removal: randomUUID() });
        const outcome = await connection.commit({
          conditions: [one.unchanged, ...forgotten, ...appending.conditions],
          commands: [
            { name: 'HSET', key, args: [field, removed] },
            ...parted(forgotten.map((condition) => condition.field)).map((args) => ({
              name: 'HDEL',
              key,
              args,
            })),
            ...appending.commands,
          ],
          readAt: now,
        });
        // A client that lost the answer and sent it again: it was ours that came between.
        if (outcome.kind === 'unmet' && outcome.found === removed) return true;
        appending.check(outcome);
        return outcome.kind === 'done' ? true : undefined;
      });
    },
  };

  async function findAll(site: string) {
    const key = keys.of(site).processes;
    const { now, results } = await connection.ask([readingHash(key)]);
    const at = `the processes of ${site}`;
    const found = foundHash(results[0], at).map(
      ([field, value]): Found => ({ kept: keptShape(value, at), unchanged: { key, field, value } }),
    );
    return { now, found };
  }

  /** What stands of each, in their order. */
  async function findEach(site: string, reports: readonly ProcessReported[]) {
    const key = keys.of(site).processes;
    const { now, results } = await connection.ask(
      parted(reports.map(fieldOf)).map((args) => ({ name: 'HMGET', key, args })),
    );
    return { now, found: results.flatMap((result) => eachOf(result, `the processes of ${site}`)) };
  }
}

function eachOf(result: unknown, at: string): readonly (string | null)[] {
  if (!Array.isArray(result)) throw new ShapeError(`${at} should be a list`);
  return result.map((value: unknown) => (value === null || value === undefined ? null : textOf(value, at)));
}

/** Whatever they are called, one ends where the other begins. */
function fieldOf({ worker, id }: Pick<StoredProcess, 'worker' | 'id'>): string {
  return JSON.stringify([worker, id]);
}
