import { randomUUID } from 'node:crypto';
import type { Commit, Committed, RedisConnection } from './connection.ts';
import type { RedisKey } from './keys.ts';

export interface RevisedCommit extends Commit {
  /** The hash whose field `revision` tells whether somebody wrote to what belongs to it. */
  readonly key: RedisKey;
  /** As it was read; null = it was not there. */
  readonly revision: string | null;
}

/**
 * A commit that rests on more than a field or two. Revisions are random: a number would come again in a store that lost its last
 * writes. Undefined when somebody came between, or too much time; other conditions that were not met are the caller's to look at.
 */
export async function commitRevised(
  connection: RedisConnection,
  { key, revision, conditions, commands, ...rest }: RevisedCommit,
): Promise<Committed | undefined> {
  const next = randomUUID();
  const unchanged = { key, field: 'revision', value: revision };
  const outcome = await connection.commit({
    ...rest,
    conditions: [unchanged, ...conditions],
    commands: [{ name: 'HSET', key, args: ['revision', next] }, ...commands],
  });
  if (outcome.kind === 'late') return undefined;
  if (outcome.kind === 'unmet' && outcome.condition === unchanged) {
    // A client that lost the answer and sent it again: it was ours that came between.
    if (outcome.found !== next) return undefined;
    return { kind: 'done', lineage: outcome.lineage, now: outcome.now, results: [] };
  }
  return outcome;
}
