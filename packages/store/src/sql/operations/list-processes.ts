import type { StoredProcess, StoredProcesses } from '@portcullis/gate';
import { list, object, type Shape, text, whole } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

const rowsShape: Shape<readonly StoredProcess[]> = list(
  object<StoredProcess>({
    worker: text,
    id: text,
    instance: text,
    said: text,
    seenAt: whole,
    joinedAt: whole,
  }),
);

export function* listProcesses({ query, all, now }: Transaction, site: string): Steps<StoredProcesses> {
  const rows = yield* all(
    query
      .selectFrom('processes')
      .select(['worker', 'id', 'instance', 'said', 'seen_at as seenAt', 'joined_at as joinedAt'])
      .where('site', '=', site)
      .where('said', 'is not', null)
      .orderBy('worker')
      .orderBy('id'),
  );
  return { now, processes: rowsShape(rows, `the processes of ${site}`) };
}
