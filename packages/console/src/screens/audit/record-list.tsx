import { memo, type ReactNode } from 'react';
import type { AuditRecord } from '../../api/schema.ts';
import { RawJson } from '../../components/raw-json.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { wordFor } from '../../texts/word-for.ts';
import { recordWords } from './record-words.ts';

export function RecordList({ records }: { readonly records: readonly AuditRecord[] }): ReactNode {
  const { audit } = useScreenTexts();
  return (
    <ol className="records" aria-label={audit.recordsTitle}>
      {records.map((record) => (
        <RecordItem key={`${record.chain} ${record.sequence}`} record={record} />
      ))}
    </ol>
  );
}

const RecordItem = memo(({ record }: { readonly record: AuditRecord }): ReactNode => {
  const { texts, format } = useTexts();
  const { audit, parts, said } = useScreenTexts();
  const { bySaid: _, ...kept } = record;
  const { at, kind, actor, chain, sequence } = kept;
  const wording = { audit, said, modes: texts.common.modes, roles: texts.shell.roles, format };
  const words = recordWords(record, wording);
  const isTime = !Number.isNaN(new Date(at).getTime());
  return (
    <li className="record">
      <span className="record-time">{isTime ? <Time at={at} utc="hover" isExact /> : at}</span>
      <div className="record-what">
        <p className="break">
          <strong>{wordFor(audit.kinds, kind)}</strong>
          {words.length > 0 && <> {words.join(' · ')}</>}
        </p>
        <p className="quiet break">{actor}</p>
        <RawJson
          summary={
            <>
              {parts.raw}
              <span className="visually-hidden"> · {audit.place(chain, sequence)}</span>
            </>
          }
          text={JSON.stringify({ ...kept, data: dataOf(kept) })}
        />
      </div>
    </li>
  );
});

/** As JSON in JSON, where it is some. */
function dataOf({ data }: Pick<AuditRecord, 'data'>): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
