import type { AuditPlace, AuditRecord, NewestFirstQuery } from '@portcullis/gate';
import { ShapeError, whole } from '../record/shape.ts';
import { compareNewest } from '../rules/compare-newest.ts';
import { readPlace } from './append-records.ts';
import type { RedisConnection } from './connection.ts';
import { type RedisKey, type SiteKeys, textOf } from './keys.ts';
import { recordsAt } from './records-at.ts';

/**
 * Newest first. Every index has its records in this order: of all, of a kind, of an actor. With kinds the newest of each, merged,
 * are the newest of all; with an actor, who has few kinds, those of other kinds are read and left out.
 */
export async function searchAudit(
  connection: RedisConnection,
  keys: SiteKeys,
  query: NewestFirstQuery,
): Promise<readonly AuditRecord[]> {
  const { actor, kinds, limit } = query;
  if (actor !== undefined) {
    const wanted = kinds === undefined ? null : new Set<string>(kinds);
    const found: AuditRecord[] = [];
    for await (const places of walk(connection, keys.placesOfActor(actor), query)) {
      const records = await recordsAt(connection, keys, places);
      found.push(...records.filter(({ kind }) => wanted === null || wanted.has(kind)));
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }
  if (kinds === undefined) {
    return recordsAt(connection, keys, await newest(connection, keys.places, query));
  }
  let places: readonly AuditPlace[] = [];
  for (const kind of new Set(kinds)) {
    const more = await newest(connection, keys.placesOfKind(kind), query);
    places = [...places, ...more].sort(compareNewest).slice(0, limit);
  }
  return recordsAt(connection, keys, places);
}

async function newest(
  connection: RedisConnection,
  index: RedisKey,
  query: NewestFirstQuery,
): Promise<readonly AuditPlace[]> {
  const found: AuditPlace[] = [];
  for await (const places of walk(connection, index, query)) {
    found.push(...places);
    if (found.length >= query.limit) break;
  }
  return found.slice(0, query.limit);
}

/** Places of an index that fit, page by page. It goes on from the last one, not from a number: others come in between. */
async function* walk(
  connection: RedisConnection,
  index: RedisKey,
  { from, to, before, limit }: NewestFirstQuery,
): AsyncGenerator<readonly AuditPlace[]> {
  const pageSize = Math.min(Math.max(limit, 50), 1_000);
  const greatest = from === undefined ? '+inf' : String(-from);
  let last: AuditPlace | null = before ?? null;
  // Of the time of the last one there may be more than a page.
  let skip = 0;
  for (;;) {
    const least = beginning(last, to);
    const { results } = await connection.ask([
      {
        name: 'ZRANGEBYSCORE',
        key: index,
        args: [least, greatest, 'WITHSCORES', 'LIMIT', String(skip), String(pageSize)],
      },
    ]);
    const page = readPage(results[0]);
    const fitting = placesAfter(page, last);
    if (fitting.length > 0) yield fitting;
    const end = page.at(-1);
    if (end === undefined || page.length < pageSize) return;
    const isSameTime = least === String(-end.at);
    skip = isSameTime ? skip + page.length : page.filter(({ at }) => at === end.at).length;
    last = fitting.at(-1) ?? last ?? end;
  }
}

/** Times are kept as their opposite, so that newest comes first. */
function beginning(last: AuditPlace | null, to: number | undefined): string {
  if (last !== null && (to === undefined || last.at < to)) return String(-last.at);
  return to === undefined ? '-inf' : `(${-to}`;
}

function placesAfter(page: readonly AuditPlace[], last: AuditPlace | null): readonly AuditPlace[] {
  return last === null ? page : page.filter((place) => compareNewest(place, last) > 0);
}

function readPage(result: unknown): readonly AuditPlace[] {
  if (!Array.isArray(result)) throw new ShapeError('a page of the audit log should be a list');
  const values: unknown[] = result;
  return Array.from({ length: values.length / 2 }, (_, index) => {
    const at = whole(-Number(values[2 * index + 1]), 'the time of an audit record');
    return { at: at === 0 ? 0 : at, ...readPlace(textOf(values[2 * index], 'a place in the audit log')) };
  });
}
