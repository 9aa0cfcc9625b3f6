import type { Mode } from '@portcullis/gate';
import type { ControlClient } from 'portcullis';
import type { RecordLine } from './history.ts';

interface Page {
  readonly records: readonly { readonly kind: string; readonly data: string }[];
  readonly next: string | null;
}

/** Every change of the switch that is on record, and what is wrong with the audit log: each finding is a violation of I5. */
export async function readRecords(
  control: ControlClient,
): Promise<{ readonly records: readonly RecordLine[]; readonly findings: readonly string[] }> {
  const records: RecordLine[] = [];
  for (let before = ''; ; ) {
    const page = await control.get<Page>(`/audit?kind=switch.changed&limit=1000${before}`);
    records.push(...page.records.map(({ data }) => recordOf(data)));
    if (page.next === null) break;
    before = `&before=${encodeURIComponent(page.next)}`;
  }
  const { findings } = await control.post<{ findings: readonly unknown[] }>('/audit/verify', {});
  return {
    records,
    findings: findings.map((finding) => `I5: audit verify found ${JSON.stringify(finding)}`),
  };
}

function recordOf(data: string): RecordLine {
  const { reason, to, from } = JSON.parse(data) as {
    reason: string;
    to: { mode: Mode };
    from: { epoch: number };
  };
  return { kind: 'record', reason, mode: to.mode, fromEpoch: from.epoch };
}
