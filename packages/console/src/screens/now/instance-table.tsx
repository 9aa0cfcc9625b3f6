import { memo, type ReactNode, useMemo } from 'react';
import { ModeBadge } from '../../components/mode-mark.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import type { InstanceRow } from './instance-rows.ts';

/** Rendered again when a row says something else, and of its rows only those that do. */
export const InstanceTable = memo(function InstanceTable({
  rows,
}: {
  readonly rows: readonly InstanceRow[];
}): ReactNode {
  const { texts, format } = useTexts();
  const { now } = texts;
  const columns = useMemo(
    (): Column<InstanceRow>[] => [
      {
        title: now.instance,
        isRowHeader: true,
        cell: ({ id, host, processId, state }) => (
          <>
            <span title={now.process(host, processId)}>{id}</span>
            <span className="quiet standing-of">{now.states[state]}</span>
          </>
        ),
      },
      { title: now.mode, cell: ({ mode }) => <ModeBadge mode={mode} /> },
      { title: now.epoch, isNumber: true, cell: ({ epoch }) => format.number(epoch) },
      { title: now.lag, isNumber: true, cell: ({ lagMs }) => now.lagOf(format.duration(lagMs)) },
    ],
    [now, format],
  );
  return <Table caption={now.instances} rows={rows} keyOf={({ id }) => id} columns={columns} />;
});
