import {
  type AddToLedgerOptions,
  type LedgerEntry,
  type LedgerKey,
  type LedgerWindow,
  otherKinds,
} from '@portcullis/gate';
import { type RawBuilder, sql } from 'kysely';
import { object, type Shape, whole } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

const sumsShape: Shape<{ readonly entries: number }> = object({ entries: whole });

/** The sums of windows are kept beside the entries: adding up 100,000 each time somebody looks takes 20 ms and more. */
export function* addToLedger(
  transaction: Transaction,
  site: string,
  {
    entries,
    mostKinds = Number.POSITIVE_INFINITY,
  }: AddToLedgerOptions & { readonly entries: readonly LedgerEntry[] },
): Steps<void> {
  const windows = new Map<string, LedgerWindow>();
  const room = new Map<string, number>();
  for (const given of entries) {
    const { windowId, count, firstAt, lastAt } = given;
    const left = room.get(windowId) ?? mostKinds - (yield* kindsOf(transaction, site, windowId));
    const isKnown = yield* hasEntry(transaction, site, given);
    const hasPlace = isKnown || isOthers(given);
    const isBeyond = !hasPlace && left <= 0;
    const entry = isBeyond ? { ...given, ...otherKinds, reference: null } : given;
    room.set(windowId, hasPlace || isBeyond ? left : left - 1);
    const isNew = !isKnown && !(isBeyond && (yield* hasEntry(transaction, site, entry)));
    yield* addEntry(transaction, site, entry);
    const sums = windows.get(windowId) ?? { windowId, entries: 0, refused: 0, firstAt, lastAt };
    windows.set(windowId, {
      windowId,
      entries: sums.entries + (isNew ? 1 : 0),
      refused: sums.refused + count,
      firstAt: Math.min(sums.firstAt, firstAt),
      lastAt: Math.max(sums.lastAt, lastAt),
    });
  }
  for (const sums of windows.values()) yield* addToWindow(transaction, site, sums);
}

/** Of the sums: nothing is counted. */
function* kindsOf(transaction: Transaction, site: string, windowId: string): Steps<number> {
  const { query, first } = transaction;
  const row = yield* first(
    query
      .selectFrom('ledger_windows')
      .select('entries')
      .where('site', '=', site)
      .where('window_id', '=', windowId),
  );
  const { entries } = row === undefined ? { entries: 0 } : sumsShape(row, `the ledger of ${site}`);
  return (yield* hasEntry(transaction, site, { windowId, ...otherKinds })) ? entries - 1 : entries;
}

function isOthers({ method, route, actor, rule }: LedgerKey): boolean {
  return method === '' && route === '' && actor === '' && rule === '';
}

function* hasEntry(
  { query, first }: Transaction,
  site: string,
  entry: LedgerKey & Pick<LedgerEntry, 'windowId'>,
): Steps<boolean> {
  const row = yield* first(
    query
      .selectFrom('ledger')
      .select('count')
      .where('site', '=', site)
      .where('window_id', '=', entry.windowId)
      .where('method', '=', entry.method)
      .where('route', '=', entry.route)
      .where('actor', '=', entry.actor)
      .where('rule', '=', entry.rule),
  );
  return row !== undefined;
}

function* addEntry({ query, run }: Transaction, site: string, entry: LedgerEntry): Steps<void> {
  yield* run(
    query
      .insertInto('ledger')
      .values({
        site,
        window_id: entry.windowId,
        method: entry.method,
        route: entry.route,
        actor: entry.actor,
        rule: entry.rule,
        count: entry.count,
        first_at: entry.firstAt,
        last_at: entry.lastAt,
        reference: entry.reference,
      })
      .onConflict((conflict) =>
        conflict.columns(['site', 'window_id', 'method', 'route', 'actor', 'rule']).doUpdateSet({
          count: sql`ledger.count + excluded.count`,
          first_at: earlier('ledger'),
          last_at: later('ledger'),
          reference: sql`case when excluded.last_at >= ledger.last_at then excluded.reference else ledger.reference end`,
        }),
      ),
  );
}

function* addToWindow(
  { query, run }: Transaction,
  site: string,
  { windowId, entries, refused, firstAt, lastAt }: LedgerWindow,
): Steps<void> {
  yield* run(
    query
      .insertInto('ledger_windows')
      .values({ site, window_id: windowId, entries, refused, first_at: firstAt, last_at: lastAt })
      .onConflict((conflict) =>
        conflict.columns(['site', 'window_id']).doUpdateSet({
          entries: sql`ledger_windows.entries + excluded.entries`,
          refused: sql`ledger_windows.refused + excluded.refused`,
          first_at: earlier('ledger_windows'),
          last_at: later('ledger_windows'),
        }),
      ),
  );
}

/** The names of minimum and maximum of two values are every database's own. */
function earlier(table: 'ledger' | 'ledger_windows'): RawBuilder<number> {
  const stored = sql.ref(`${table}.first_at`);
  return sql`case when excluded.first_at < ${stored} then excluded.first_at else ${stored} end`;
}

function later(table: 'ledger' | 'ledger_windows'): RawBuilder<number> {
  const stored = sql.ref(`${table}.last_at`);
  return sql`case when excluded.last_at > ${stored} then excluded.last_at else ${stored} end`;
}
