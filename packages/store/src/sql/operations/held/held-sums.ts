import { sql } from 'kysely';
import { type HeldSums, heldSumsShape } from '../../../record/held-shape.ts';
import { list } from '../../../record/shape.ts';
import type { Steps, Transaction } from '../../transaction.ts';

const rowsShape = list(heldSumsShape);
const counted = ['waiting', 'failed', 'skipped', 'bytes', 'delivered', 'dropped', 'duplicates'] as const;

/** By how much the sums of one webhook change. */
export type HeldChange = { -readonly [Key in (typeof counted)[number]]: number };

export class HeldChanges {
  readonly #changes = new Map<string, HeldChange>();

  of(webhook: string): HeldChange {
    const known = this.#changes.get(webhook);
    if (known !== undefined) return known;
    const made = { waiting: 0, failed: 0, skipped: 0, bytes: 0, delivered: 0, dropped: 0, duplicates: 0 };
    this.#changes.set(webhook, made);
    return made;
  }

  entries(): Iterable<readonly [webhook: string, change: HeldChange]> {
    return this.#changes;
  }
}

export function* writeHeldChanges(
  { query, run }: Transaction,
  site: string,
  changes: HeldChanges,
): Steps<void> {
  for (const [webhook, change] of changes.entries()) {
    if (counted.every((key) => change[key] === 0)) continue;
    yield* run(
      query
        .insertInto('held_webhooks')
        .values({ site, webhook, ...change, paused: null })
        .onConflict((conflict) =>
          conflict
            .columns(['site', 'webhook'])
            .doUpdateSet(
              Object.fromEntries(
                counted.map((key) => [
                  key,
                  sql<number>`${sql.ref(`held_webhooks.${key}`)} + ${sql.ref(`excluded.${key}`)}`,
                ]),
              ),
            ),
        ),
    );
  }
}

export function* readHeldSums({ query, all }: Transaction, site: string): Steps<readonly HeldSums[]> {
  const rows = yield* all(
    query
      .selectFrom('held_webhooks')
      .select(['webhook', ...counted, 'paused'])
      .where('site', '=', site)
      .orderBy('webhook'),
  );
  return rowsShape(rows, `the held webhooks of ${site}`);
}
