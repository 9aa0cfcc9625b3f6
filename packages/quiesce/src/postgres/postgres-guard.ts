import type { GuardProblem } from '../guard-problem.ts';
import { type AdmissionTokens, createAdmissionTokens } from './admission-tokens.ts';
import { type Drained, type DrainOptions, drainWriters } from './drain-writers.ts';
import { type GuardStatus, readGuardStatus } from './guard-status.ts';
import { type Installed, type InstallOptions, installGuard } from './install-guard.ts';
import { onPrimary } from './replica.ts';
import type { SqlSession } from './sql-session.ts';
import { type UninstallOptions, uninstallGuard } from './uninstall-guard.ts';
import { verifyGuard } from './verify-guard.ts';
import { readWriteTraces, type WriteTraces } from './write-traces.ts';

/** What makes a PostgreSQL database refuse writes, whoever sends them. */
export interface PostgresGuard {
  /** Puts it there, dormant; again to bring it up to date. */
  install(options?: InstallOptions): Promise<Installed>;
  /** What would let writes pass; empty when it holds. */
  verify(): Promise<readonly GuardProblem[]>;
  status(): Promise<GuardStatus>;
  /** From when this returns nobody new writes; transactions that were there may finish. Returns its generation. */
  close(options: CloseOptions): Promise<number>;
  /** Waits for those that may finish. */
  drain(options: DrainOptions): Promise<Drained>;
  readonly tokens: AdmissionTokens;
  /** Writes pass at once. */
  open(): Promise<void>;
  /** What writes left behind lately. */
  traces(): Promise<WriteTraces>;
  /** Returns the tables that could not be freed because others kept them busy; empty when nothing is left of it. */
  uninstall(options?: UninstallOptions): Promise<readonly string[]>;
}

export interface PostgresGuardOptions {
  /** The names of the tables that a store of Portcullis has: others beside it are named. Null = they are not judged. @default null */
  readonly storeTables?: readonly string[] | null;
}

export interface CloseOptions {
  /** Shown to whoever is refused. */
  readonly reason: string;
  /** When to try again, as far as is known. @default 30 */
  readonly retryAfterSeconds?: number;
  /** These alone, with their partitions, children and parents, as `public.orders`. @default all tables */
  readonly tables?: readonly string[];
}

/**
 * @param session outside of any transaction, of the primary. One of a pool that hands each transaction to another connection does as well,
 * since nothing is left in a session; a pool that is full makes it wait.
 */
export function createPostgresGuard(
  session: SqlSession,
  { storeTables = null }: PostgresGuardOptions = {},
): PostgresGuard {
  return {
    install: (options) => onPrimary(session, () => installGuard(session, { storeTables, ...options })),
    verify: () => verifyGuard(session, storeTables),
    status: () => readGuardStatus(session),
    close: ({ reason, retryAfterSeconds = 30, tables = [] }) =>
      onPrimary(session, async () => {
        const { rows } = await session.query(
          'select portcullis.close($1, $2, $3::text[]::regclass[])::text as generation',
          [reason, retryAfterSeconds, tables],
        );
        return Number(rows[0]?.generation);
      }),
    drain: (options) => onPrimary(session, () => drainWriters(session, { storeTables, ...options })),
    tokens: createAdmissionTokens(session),
    async open() {
      await onPrimary(session, () => session.query('select portcullis.open()'));
    },
    traces: () => readWriteTraces(session),
    uninstall: (options) => onPrimary(session, () => uninstallGuard(session, options)),
  };
}
