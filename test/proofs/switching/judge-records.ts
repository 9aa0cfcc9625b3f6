import type { ChangeLine, RecordLine } from './history.ts';

/** I5: one record of each change that was said to be done, none of what was refused or never asked for. */
export function judgeRecords(
  changes: readonly ChangeLine[],
  records: readonly RecordLine[],
): readonly string[] {
  const violations: string[] = [];
  const counts = new Map<string, number>();
  for (const { reason } of records) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  for (const { reason, outcome } of changes) {
    const count = counts.get(reason) ?? 0;
    counts.delete(reason);
    const isRight = outcome === 'done' ? count === 1 : outcome === 'refused' ? count === 0 : count <= 1;
    if (!isRight) violations.push(`I5: "${reason}" (${outcome}) is on record ${count} times`);
  }
  for (const reason of counts.keys()) violations.push(`I5: "${reason}" is on record and nobody asked for it`);
  const decidedOn = new Set<number>();
  for (const { reason, fromEpoch } of records) {
    if (decidedOn.has(fromEpoch))
      violations.push(`I5: "${reason}" and another change both follow ${fromEpoch}`);
    decidedOn.add(fromEpoch);
  }
  return violations;
}
