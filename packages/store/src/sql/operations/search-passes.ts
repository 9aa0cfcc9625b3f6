import type { PassPage, PassQuery } from '@portcullis/gate';
import { sql } from 'kysely';
import { passRowShape } from '../../record/pass-shape.ts';
import { list, object, type Shape, whole } from '../../record/shape.ts';
import { foldName } from '../../rules/fold-name.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { passColumns } from './pass-columns.ts';

const rowsShape = list(passRowShape);
const countShape: Shape<{ readonly total: number }> = object({ total: whole });

/** Of passes that are not on the page nothing is read but what tells whether they fit. */
export function* searchPasses(
  { query, all, first, now }: Transaction,
  site: string,
  { id, state, search = '', skip = 0, limit }: PassQuery,
): Steps<PassPage> {
  let fitting = query.selectFrom('passes').where('site', '=', site);
  if (id !== undefined) fitting = fitting.where('id', '=', id);
  if (search !== '') {
    const pattern = `%${foldName(search).replace(/[!%_]/g, '!$&')}%`;
    fitting = fitting.where(sql<boolean>`folded_subject like ${pattern} escape '!'`);
  }
  if (state === 'good') fitting = fitting.where('revoked_at', 'is', null).where('expires_at', '>', now);
  if (state === 'ended') {
    fitting = fitting.where((where) =>
      where.or([where('revoked_at', 'is not', null), where('expires_at', '<=', now)]),
    );
  }
  const rows = yield* all(
    fitting.select(passColumns).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).offset(skip),
  );
  const count = yield* first(fitting.select(({ fn }) => fn.countAll().as('total')));
  const what = `the passes of ${site}`;
  return { passes: rowsShape(rows, what), total: countShape(count, what).total, now };
}
