import type { InstanceReport, StoredInstance } from '@portcullis/gate';
import { instanceReportShape } from '../../record/instance-shape.ts';
import { json, list, object, type Shape, whole } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

interface InstanceRow {
  readonly seenAt: number;
  readonly report: InstanceReport;
}

const rowsShape: Shape<readonly InstanceRow[]> = list(
  object<InstanceRow>({ seenAt: whole, report: json(instanceReportShape) }),
);

export function* listInstances(
  { query, all, now }: Transaction,
  site: string,
): Steps<readonly StoredInstance[]> {
  const rows = yield* all(
    query
      .selectFrom('instances')
      .select(['seen_at as seenAt', 'report'])
      .where('site', '=', site)
      .orderBy('id'),
  );
  return rowsShape(rows, `the instances of ${site}`).map(({ report, seenAt }) => ({
    ...report,
    seenAt,
    now,
  }));
}
