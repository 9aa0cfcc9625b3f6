import type { AuditRecord, Operator, OperatorSession } from '@portcullis/gate';
import { writtenOperatorShape } from '../record/operator-shape.ts';
import { sessionShape } from '../record/session-shape.ts';
import { json, type Shape } from '../record/shape.ts';
import { compareText } from '../rules/compare-text.ts';
import { foldName } from '../rules/fold-name.ts';
import { appendRecords } from './append-records.ts';
import { commitRevised } from './commit-revised.ts';
import type { Command, Condition, RedisConnection } from './connection.ts';
import { type SiteKeys, textOf } from './keys.ts';
import { foundHash, readingHash } from './site-state.ts';

const storedOperator: Shape<Operator> = json(writtenOperatorShape);
const storedSession: Shape<OperatorSession> = json(sessionShape);

/** Operators and their sessions at one moment; they are few. */
export interface People {
  readonly now: number;
  readonly revision: string | null;
  /** In order of name. */
  readonly operators: readonly Operator[];
  /** Expired ones too. */
  readonly sessions: readonly OperatorSession[];
  /** Sessions as they stand there, by the hash of their token. */
  readonly stored: ReadonlyMap<string, string>;
}

export async function readPeople(connection: RedisConnection, keys: SiteKeys, site: string): Promise<People> {
  const { now, results } = await connection.ask([
    { name: 'HGET', key: keys.people, args: ['revision'] },
    readingHash(keys.operators),
    readingHash(keys.sessions),
  ]);
  const [revision] = results;
  const stored = new Map(foundHash(results[2], `the sessions of ${site}`));
  return {
    now,
    revision: revision === null || revision === undefined ? null : textOf(revision, `the people of ${site}`),
    operators: foundHash(results[1], `the operators of ${site}`)
      .map(([, one]) => storedOperator(one, `an operator of ${site}`))
      .sort((a, b) => compareText(foldName(a.name), foldName(b.name))),
    sessions: [...stored.values()].map((one) => storedSession(one, `a session of ${site}`)),
    stored,
  };
}

/** A session as it is stored; null when it has expired. */
export function foundSession(result: unknown, site: string, now: number): OperatorSession | null {
  if (result === null || result === undefined) return null;
  const session = storedSession(result, `a session of ${site}`);
  return session.expiresAt > now ? session : null;
}

export interface PeopleWrite {
  readonly people: Pick<People, 'now' | 'revision'>;
  readonly record: AuditRecord | null;
  /** Beside that nobody wrote to them. @default none */
  readonly conditions?: readonly Condition[];
  readonly commands: readonly Command[];
}

/** False when somebody came between. */
export async function writePeople(
  connection: RedisConnection,
  keys: SiteKeys,
  { people, record, conditions = [], commands }: PeopleWrite,
): Promise<boolean> {
  const appending = appendRecords(keys, record === null ? [] : [record]);
  const outcome = await commitRevised(connection, {
    key: keys.people,
    revision: people.revision,
    conditions: [...conditions, ...appending.conditions],
    commands: [...commands, ...appending.commands],
    readAt: people.now,
  });
  if (outcome === undefined) return false;
  appending.check(outcome);
  return outcome.kind === 'done';
}

export function keepingOperator(keys: SiteKeys, operator: Operator): Command {
  return { name: 'HSET', key: keys.operators, args: [operator.id, JSON.stringify(operator)] };
}

export function keepingSession(keys: SiteKeys, session: OperatorSession): Command {
  return { name: 'HSET', key: keys.sessions, args: [session.tokenHash, JSON.stringify(session)] };
}

export function removingSessions(keys: SiteKeys, sessions: readonly OperatorSession[]): readonly Command[] {
  return sessions.map(({ tokenHash }) => ({ name: 'HDEL', key: keys.sessions, args: [tokenHash] }));
}
