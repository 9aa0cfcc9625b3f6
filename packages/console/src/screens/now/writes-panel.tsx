import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Status, Traffic } from '../../api/schema.ts';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Table } from '../../components/table.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { countedFrom, countedMinutes } from './counted-minutes.ts';
import { Verdict } from './verdict.tsx';
import { writesOf } from './writes-of.ts';

const RefusedChart = lazy(async () => ({ default: (await import('./refused-chart.tsx')).RefusedChart }));

/** So many are named; more would push everything else away. */
const namedWrites = 6;

const latelyMs = 5 * 60_000;

interface WritesPanelProps {
  readonly status: Status;
  readonly traffic: Traffic | undefined;
  readonly isLost: boolean;
}

/** What still tries to write: what runs since before the switch, and what comes and is refused. */
export function WritesPanel({ status, traffic, isLost }: WritesPanelProps): ReactNode {
  const { texts, format } = useTexts();
  const { now } = texts;
  const { writesInFlight } = status.enforcement;
  const nowMs = useNow(60);
  const triedLately = (counted: Traffic) =>
    now.triedLately(
      refusedLately(counted),
      nowMs - counted.since < latelyMs ? format.time(counted.since, nowMs) : null,
    );
  const writes = writesOf(status.enforcement.instances);
  const named = writes.slice(0, namedWrites);
  return (
    <Panel title={now.writing}>
      <Verdict isGood={writesInFlight === 0} icon="waiting" isLost={isLost}>
        {writesInFlight === 0 ? now.nothingInFlight : now.inFlight(writesInFlight)}
      </Verdict>
      {traffic !== undefined && !isLost && <p>{triedLately(traffic)}</p>}
      {named.length > 0 && (
        <div className="stack">
          <ul className="writes">
            {named.map(({ key, method, path, ageMs, instance }) => (
              <li key={key}>
                <code>
                  <strong>{method}</strong> {path}
                </code>
                <span className="quiet">
                  {now.inFlightFor(format.duration(ageMs))} · {instance}
                </span>
              </li>
            ))}
          </ul>
          {writesInFlight > named.length && (
            <p className="quiet">{now.inFlightMore(writesInFlight - named.length)}</p>
          )}
          {status.switch.mode !== 'open' && <p className="quiet">{now.inFlightHelp}</p>}
        </div>
      )}
      <PerMinute traffic={traffic} />
    </Panel>
  );
}

/** Of the last five minutes: the one that runs and four before it. */
function refusedLately({ minutes }: Traffic): number {
  return minutes.slice(-5).reduce((sum, { refused }) => sum + refused, 0);
}

function PerMinute({ traffic }: { readonly traffic: Traffic | undefined }): ReactNode {
  const { texts, format } = useTexts();
  const [isTable, setTable] = useState(false);
  const nowMs = useNow(60);
  const { now } = texts;
  if (traffic === undefined) return <Skeleton lines={8} />;
  const minutes = countedMinutes(traffic);
  const from = format.time(countedFrom(traffic), nowMs);
  const refused = minutes.reduce((sum, minute) => sum + minute.refused, 0);
  return (
    <div className="stack">
      <div className="panel-header">
        <div>
          <h3>{now.perMinute}</h3>
          <p className="quiet">{now.refusedSince(refused, from)}</p>
        </div>
        <Button kind="plain" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {isTable ? now.asChart : now.asTable}
        </Button>
      </div>
      {isTable ? (
        <Scrolling label={now.perMinute}>
          <Table
            caption={now.perMinute}
            rows={minutes.toReversed()}
            keyOf={({ at }) => String(at)}
            columns={[
              { title: now.minute, isRowHeader: true, cell: ({ at }) => format.time(at, nowMs) },
              { title: now.refused, isNumber: true, cell: (minute) => format.number(minute.refused) },
              { title: now.bypassed, isNumber: true, cell: ({ bypassed }) => format.number(bypassed) },
              { title: now.allowed, isNumber: true, cell: ({ allowed }) => format.number(allowed) },
            ]}
          />
        </Scrolling>
      ) : (
        <div className="chart-place">
          <Suspense>
            <RefusedChart minutes={minutes} from={traffic.minutes[0]?.at ?? traffic.since} />
          </Suspense>
        </div>
      )}
      {minutes.length < traffic.minutes.length && (
        <p className="quiet">{isTable ? now.countingSince(from) : now.countingSinceShaded(from)}</p>
      )}
    </div>
  );
}
