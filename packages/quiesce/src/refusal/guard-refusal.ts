/** A write that a closed guard refused, as the database said it. */
export interface GuardRefusal {
  readonly reason: string | null;
  /** When to try again; null when the database did not say. */
  readonly retryAfterSeconds: number | null;
  /** The table, where the driver passes its name on. */
  readonly table: string | null;
}

/** Where drivers and mappers keep the error that they wrap: drizzle and Prisma, Sequelize (twice), TypeORM, Prisma's client (twice). */
const wrappers = ['cause', 'original', 'parent', 'driverError', 'meta', 'driverAdapterError'] as const;
const deepest = 5;

/**
 * What a guard refused, of any error that a driver or a mapper throws (pg, postgres.js, Knex, Kysely, Drizzle, TypeORM, Sequelize,
 * Prisma, better-sqlite3, node:sqlite); null for every other error, a read-only replica's among them, which is to be thrown on. The transaction
 * is over: roll it back, answer 503, and do not retry by yourself. Never throws.
 */
export function guardRefusalOf(error: unknown): GuardRefusal | null {
  const seen = new Set<unknown>();
  let level: unknown[] = [error];
  let isTold = false;
  for (let depth = 0; depth <= deepest; depth += 1) {
    const below: unknown[] = [];
    for (const one of level) {
      if (typeof one !== 'object' || one === null || seen.has(one)) continue;
      seen.add(one);
      const found = readRefusal(one);
      if (found !== null) return found;
      isTold ||= tellsRefusal(one);
      below.push(...wrappers.map((name) => memberOf(one, name)));
    }
    level = below;
  }
  return isTold ? { reason: null, retryAfterSeconds: null, table: null } : null;
}

/** In its text alone, as the engine of Prisma that is written in Rust hands it on. */
function tellsRefusal(error: object): boolean {
  const message = textOf(error, 'message') ?? '';
  return message.includes(readOnlySqlTransaction) && inside.test(message);
}

function readRefusal(error: object): GuardRefusal | null {
  const message = textOf(error, 'message') ?? '';
  const state = textOf(error, 'code') ?? textOf(error, 'originalCode');
  const isMarked =
    textOf(error, 'constraint') === mark ||
    textOf(error, 'constraint_name') === mark ||
    opening.test(message);
  const detail = readDetail(textOf(error, 'detail'));
  const isOfPostgres = state === readOnlySqlTransaction && (isMarked || detail !== null);
  const isOfSqlite =
    (state === sqliteTrigger || (state === nodeSqlite && memberOf(error, 'errcode') === nodeSqliteTrigger)) &&
    ending.test(message);
  if (!isOfPostgres && !isOfSqlite) return null;
  return {
    reason: detail?.reason ?? null,
    retryAfterSeconds: detail?.retryAfterSeconds ?? null,
    table: textOf(error, 'table') ?? textOf(error, 'table_name'),
  };
}

/** SQLSTATE of class 25, which an ordinary replica says as well. */
const readOnlySqlTransaction = '25006';
const sqliteTrigger = 'SQLITE_CONSTRAINT_TRIGGER';
/** Of `node:sqlite`, which tells the number. */
const nodeSqlite = 'ERR_SQLITE_ERROR';
const nodeSqliteTrigger = 1811;
const mark = 'portcullis_gate';
const opening = /^portcullis: .{1,200} refused\b/;
/** Of SQLite's, which has no place but the text: Knex writes the statement before it, and that may quote anything. */
const ending = /(?:^| - )portcullis: [A-Z]{6} refused, maintenance is in progress$/;
const inside = /portcullis: .{1,200} refused\b/;

function readDetail(
  text: string | null,
): { readonly reason: string | null; readonly retryAfterSeconds: number | null } | null {
  if (text === null || text.length > 10_000) return null;
  try {
    const detail: unknown = JSON.parse(text);
    if (typeof detail !== 'object' || detail === null || Reflect.get(detail, 'portcullis') !== 'closed')
      return null;
    const retryAfter: unknown = Reflect.get(detail, 'retryAfter');
    const isTime = typeof retryAfter === 'number' && Number.isSafeInteger(retryAfter) && retryAfter >= 0;
    return { reason: textOf(detail, 'reason'), retryAfterSeconds: isTime ? retryAfter : null };
  } catch {
    return null;
  }
}

function textOf(object: object, name: string): string | null {
  const value = memberOf(object, name);
  return typeof value === 'string' ? value : null;
}

function memberOf(object: object, name: string): unknown {
  try {
    return Reflect.get(object, name);
  } catch {
    return undefined;
  }
}
