import type { DatabaseStanding, GuardedDatabase, WatchReport } from '@portcullis/quiesce/conductor';
import { createPostgresWatch, type Holder, type WriteTraces } from '@portcullis/quiesce/postgres';
import { createSqliteWatch } from '@portcullis/quiesce/sqlite';
import type { DatabaseConfig } from '../config/stillness-config.ts';
import type { StoreConfig } from '../config/store-config.ts';
import { describeHolder } from './describe-holder.ts';
import { type OpenGuard, openGuard, reasonOf } from './open-guard.ts';
import { expectStoreLeftOut } from './own-store.ts';
import { processesWithFile } from './processes-with-file.ts';

/** When to try again, as far as is known: refusals say so. */
const retryAfterSeconds = 30;

/** A writer of SQLite is waited for in short pieces: the whole server stands still in each. */
const busyTimeoutMs = 50;

export interface TracedDatabase extends GuardedDatabase {
  /** What writes left behind lately; null = nothing of that is kept, as in SQLite. */
  traces(): Promise<WriteTraces | null>;
}

/**
 * A declared database as the conductor works it: connected to when it is needed, and again after each failure. Errors are told in
 * one line, without a password.
 * @param store this server's own, which may lie in it
 */
export function createGuardedDatabase(
  { name, place, bookkeeping, clients }: DatabaseConfig,
  store: StoreConfig,
): TracedDatabase {
  let opening: Promise<OpenGuard> | null = null;
  // They remember what they saw over a connection that was lost.
  const postgresWatch = createPostgresWatch({ clients });
  const processes = processesWithFile(place);
  const sqliteWatch = createSqliteWatch({ clients, ...(processes !== undefined && { processes }) });

  async function release(): Promise<void> {
    const last = opening;
    opening = null;
    await last?.then(
      (opened) => opened.close(),
      () => undefined,
    );
  }

  async function use<Result>(work: (opened: OpenGuard) => Result | Promise<Result>): Promise<Result> {
    try {
      opening ??= openGuard(place, { workingDirectory: '/', busyTimeoutMs });
      return await work(await opening);
    } catch (cause) {
      // A connection that broke is of no use any more, and which error says so depends on how it broke.
      await release().catch(() => undefined);
      throw new Error(reasonOf(cause), { cause });
    }
  }

  return {
    name,
    status: () => use(standingOf),
    verify: () => use((opened) => opened.guard.verify()),
    close: ({ reason, tables }) =>
      use(async (opened) => {
        if (opened.engine === 'sqlite') {
          opened.guard.close({
            reason,
            bookkeepingTables: bookkeeping,
            ...(tables.length === 0 ? {} : { tables }),
          });
        } else {
          await expectStoreLeftOut(opened, store);
          await opened.guard.close({ reason, retryAfterSeconds, tables });
        }
      }),
    drain: ({ timeoutMs, endSessions, onProgress, signal }) =>
      use(async (opened) => {
        // Its one writer at a time was waited for when it was closed.
        if (opened.engine === 'sqlite') return [];
        const told = (left: readonly Holder[]) => onProgress(left.map(describeHolder));
        const { left } = await opened.guard.drain({
          timeoutMs,
          terminate: endSessions,
          onProgress: told,
          signal,
        });
        return left.map(describeHolder);
      }),
    traces: () => use((opened) => (opened.engine === 'sqlite' ? null : opened.guard.traces())),
    open: () => use((opened) => opened.guard.open()),
    watch: () =>
      use(
        (opened): Promise<WatchReport> =>
          opened.engine === 'sqlite'
            ? sqliteWatch.look(opened.connection)
            : postgresWatch.look(opened.session),
      ),
    release,
  };
}

async function standingOf(opened: OpenGuard): Promise<DatabaseStanding> {
  if (opened.engine === 'sqlite') {
    const { state, reason, scope, tables, bookkeeping, closedAt } = opened.guard.status();
    return {
      state,
      tables: scope === 'named' ? tables : [],
      bookkeeping,
      leftOut: [],
      closedAt: closedAt?.getTime() ?? null,
      closedBy: null,
      reason,
    };
  }
  const { state, scope, bookkeeping, leftOut, closedAt, closedBy, reason } = await opened.guard.status();
  return {
    ...{ state, tables: scope, bookkeeping, closedBy, reason },
    leftOut: leftOut.map(({ schema }) => schema),
    closedAt: closedAt?.getTime() ?? null,
  };
}
