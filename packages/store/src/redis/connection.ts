import { randomUUID } from 'node:crypto';
import { type Clock, PortcullisError } from '@portcullis/gate';
import { hintPayload } from '../hints/listened-hints.ts';
import { withDeadline } from '../network/with-deadline.ts';
import { ShapeError, whole } from '../record/shape.ts';
import { describeError, type Reached } from './describe-error.ts';
import { type RedisKey, textOf } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { script } from './script.ts';

/** One command on one key; its answer is among the results. */
export interface Command {
  readonly name: string;
  readonly key: RedisKey;
  /** Not more than some thousand: Lua hands them on by its stack. */
  readonly args: readonly string[];
  /** Which of the arguments, from 1, is the store's clock. @default none */
  readonly clockAt?: number;
}

/** A field of a hash is as it was read; null = it is not there. */
export interface Condition {
  readonly key: RedisKey;
  readonly field: string;
  readonly value: string | null;
}

export interface Commit {
  readonly conditions: readonly Condition[];
  readonly commands: readonly Command[];
  /** When what the conditions rest on was read: a commit that comes much later, for whatever reason, is refused. */
  readonly readAt?: number;
  /** The epoch that is told to those who listen. */
  readonly hint?: { readonly site: string; readonly epoch: number };
}

export interface Answer {
  readonly lineage: string;
  /** The store's clock. */
  readonly now: number;
  /** Of unknown shape until they are checked; one for each command. */
  readonly results: readonly unknown[];
}

export type Committed =
  | ({ readonly kind: 'done' } & Answer)
  | {
      readonly kind: 'unmet';
      readonly lineage: string;
      readonly now: number;
      readonly condition: Condition;
      readonly found: string | null;
    }
  /** What it rests on is too old. */
  | { readonly kind: 'late' };

export interface RedisConnection {
  /** All of it at one moment. */
  ask(commands: readonly Command[]): Promise<Answer>;
  /** Either all commands are carried out, because all conditions hold, or none. */
  commit(commit: Commit): Promise<Committed>;
  /**
   * Reads, decides and commits until nobody came in between, or the time is over. `attempt` answers undefined when what it had read
   * no longer held.
   */
  settle<Result>(attempt: () => Promise<Result | undefined>): Promise<Result>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly client: RedisClient;
  readonly identity: RedisKey;
  readonly channel: string;
  /** As it is called in messages, without anything secret. */
  readonly store: string;
  /** What no message may hold. */
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
  /** Null = the server's own. */
  readonly clock: Pick<Clock, 'wallMs'> | null;
  /** Called after the first answer. */
  readonly onAnswer: () => void;
}

/** Raised by what an older version would misread. */
const format = '1';

export function createConnection(options: ConnectionOptions): RedisConnection {
  const { client, identity, channel, store, secrets, timeoutMs, clock, onAnswer } = options;
  let closed = false;

  async function run(commit: Commit, writes: boolean): Promise<Committed> {
    if (closed) throw closedError(store);
    let reached: Reached = 'nothing-stored';
    const waiting = new AbortController();
    try {
      const { keys, args } = writtenOut(commit);
      if (writes) reached = 'unknown';
      const reply = await withDeadline(
        client.eval({ script, keys, args, signal: waiting.signal }),
        timeoutMs,
      );
      reached = writes && isInPart(reply) ? 'in-part' : 'nothing-stored';
      onAnswer();
      return readReply(reply, commit);
    } catch (error) {
      throw describeError(error, { store, reached, secrets });
    } finally {
      waiting.abort();
    }
  }

  function writtenOut({ conditions, commands, readAt, hint }: Commit) {
    const keys = [identity];
    const placeOf = (key: RedisKey): string => {
      const known = keys.findIndex(({ name }) => name === key.name);
      if (known >= 0) return String(known + 1);
      return String(keys.push(key));
    };
    const conditionArgs = conditions.flatMap(({ key, field, value }) => [
      placeOf(key),
      field,
      value === null ? '0' : '1',
      value ?? '',
    ]);
    const commandArgs = commands.flatMap(({ name, key, args, clockAt = 0 }) => [
      String(args.length),
      String(clockAt),
      name,
      placeOf(key),
      ...args,
    ]);
    const args = [
      randomUUID(),
      format,
      clock === null ? '' : String(clock.wallMs()),
      hint === undefined ? '' : channel,
      hint === undefined ? '' : hintPayload(hint.site, hint.epoch),
      readAt === undefined ? '' : String(readAt),
      String(timeoutMs),
      ...keys.map(({ kind }) => kind),
      String(conditions.length),
      ...conditionArgs,
      String(commands.length),
      ...commandArgs,
    ];
    return { keys: keys.map(({ name }) => name), args };
  }

  function readReply(reply: unknown, { conditions }: Commit): Committed {
    if (!Array.isArray(reply)) throw new ShapeError('the answer of its script should be a list');
    const [kind, ...rest]: unknown[] = reply;
    const at = `the answer of ${store}`;
    if (kind === 'done' || kind === 'unmet' || kind === 'late') {
      if (kind === 'late') return { kind };
      const known = { lineage: textOf(rest[0], at), now: whole(Number(rest[1]), at) };
      if (kind === 'done') return { kind, ...known, results: rest.slice(2) };
      const condition = conditions[Number(rest[2]) - 1];
      if (condition === undefined) throw new ShapeError(`${at} speaks of a condition that was not set`);
      const found: unknown = rest[3] ?? null;
      return { kind, ...known, condition, found: found === null ? null : textOf(found, at) };
    }
    if (kind === 'format') throw otherFormat(rest[0]);
    if (kind === 'in-part') throw new RedisReply(textOf(rest[0], at));
    throw new ShapeError(`the key ${String(rest[0])} is a ${String(rest[1])}`);
  }

  function otherFormat(found: unknown): Error {
    if (typeof found === 'string' && /^[1-9]\d{0,6}$/.test(found) && Number(found) > Number(format)) {
      return new PortcullisError(
        'PORTCULLIS_STORE_UNAVAILABLE',
        `The store ${store} was written by a newer version of Portcullis (it has format ${found}, this version knows ${format}). Nothing of this operation was stored. Bring this process up to date.`,
      );
    }
    return new ShapeError(
      `the format in ${identity.name} should be ${format}, found ${JSON.stringify(found)}`,
    );
  }

  return {
    async ask(commands) {
      const answer = await run({ conditions: [], commands }, false);
      if (answer.kind !== 'done') throw new Error('nothing was asked that could not be met');
      return answer;
    },
    commit: (commit) => run(commit, true),
    async settle(attempt) {
      const until = performance.now() + timeoutMs;
      do {
        const result = await orDescribed(attempt, store, secrets);
        if (result !== undefined) return result;
      } while (performance.now() < until);
      throw new PortcullisError(
        'PORTCULLIS_STORE_UNAVAILABLE',
        `The store ${store} was changed by others each time before this operation could be stored, for ${timeoutMs} ms. Nothing of it was stored. Repeat it; when it stays, look for a program that changes the switch in a loop.`,
      );
    },
    async close() {
      closed = true;
      await client.close();
    },
  };
}

/** What a command in the middle of the script was refused with. */
class RedisReply extends Error {
  override readonly name = 'RedisReply';
}

/** Redis undoes nothing: what stood before the command that it refused is stored. */
function isInPart(reply: unknown): boolean {
  return Array.isArray(reply) && reply[0] === 'in-part';
}

/** What was read may be garbage, which shows only when it is looked at. */
async function orDescribed<Result>(
  work: () => Promise<Result>,
  store: string,
  secrets: readonly string[],
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw describeError(error, { store, reached: 'nothing-stored', secrets });
  }
}

function closedError(store: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${store} was closed by this process; open it anew with createRedisStore`,
  );
}
