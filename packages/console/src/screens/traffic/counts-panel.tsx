import type { ReactNode } from 'react';
import type { Traffic } from '../../api/schema.ts';
import { Fact, Facts, Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

interface CountsPanelProps {
  readonly traffic: Traffic | undefined;
  readonly perSecond: number;
}

/** Exact, whatever of it is shown below. */
export function CountsPanel({ traffic: data, perSecond }: CountsPanelProps): ReactNode {
  const { traffic } = useScreenTexts();
  const { format } = useTexts();
  const nowMs = useNow(60);
  const sum = (name: 'allowed' | 'refused' | 'bypassed' | 'confirm') =>
    format.number(data?.minutes.reduce((all, minute) => all + minute[name], 0) ?? 0);
  return (
    <Panel title={traffic.countsTitle}>
      {data === undefined ? (
        <Skeleton lines={3} />
      ) : (
        <>
          <Facts>
            <Fact name={traffic.perSecond}>{format.number(perSecond)}</Fact>
            <Fact name={traffic.allowed}>{sum('allowed')}</Fact>
            <Fact name={traffic.refused}>{sum('refused')}</Fact>
            <Fact name={traffic.bypassed}>{sum('bypassed')}</Fact>
            <Fact name={traffic.confirm}>{sum('confirm')}</Fact>
          </Facts>
          <p className="quiet">{traffic.exact(format.time(data.since, nowMs))}</p>
        </>
      )}
    </Panel>
  );
}
