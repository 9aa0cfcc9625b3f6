import type { Seen, SeenWrite } from '@portcullis/quiesce/conductor';
import { expect, it } from 'vitest';
import { databaseWatch } from './database-watch.ts';

const write: SeenWrite = { table: 'public.orders', kind: 'open', what: 'rows', rows: 1, at: 7, by: [] };
const seen = (wroteBeforeClosing: readonly SeenWrite[]): Seen => ({
  lookedAt: 8,
  quietSince: null,
  inHand: null,
  disobeying: [],
  standing: {
    state: 'closed',
    tables: [],
    // As PostgreSQL writes a name that its search path finds.
    bookkeeping: ['sessions'],
    leftOut: [],
    closedAt: 8,
    closedBy: null,
    reason: null,
  },
  transactions: [],
  holes: [],
  verifiedAt: 8,
  watched: {
    since: 8,
    at: 8,
    tables: 2,
    notWatched: [],
    writes: [],
    wroteBeforeClosing,
    refusals: { count: 0, writers: [] },
    sessions: [],
    transactionIds: 0,
    walBytes: 0,
  },
  alarms: [],
  problem: null,
});

it('tells nothing of tables that stay writable as refused from now on, or as the last write', () => {
  const session = { ...write, table: 'public.sessions', kind: 'bookkeeping', at: 8 } as const;
  expect(databaseWatch(seen([session, write]))).toMatchObject({
    wroteBeforeClosing: [{ table: 'public.orders' }],
    lastWrite: { table: 'public.orders' },
  });
});
