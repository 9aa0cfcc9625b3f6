import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { InstanceStanding, Status } from '../../api/schema.ts';
import { useMay } from '../../api/session-query.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ModeBadge } from '../../components/mode-mark.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { SaidText } from '../../components/said-text.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useSame } from '../../environment/use-same.ts';
import { countEnforcing } from '../../switching/mode-on-display.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { groupInstances } from './group-instances.ts';
import { instanceRows, wholeSeconds } from './instance-rows.ts';
import { InstanceTable } from './instance-table.tsx';
import { Verdict } from './verdict.tsx';

const TakeOffDialog = lazy(async () => ({
  default: (await import('./take-off-dialog.tsx')).TakeOffDialog,
}));

/** Fewer than that are listed without being asked. */
const fewInstances = 4;

interface EnforcementPanelProps {
  readonly status: Status;
  readonly isLost: boolean;
}

/** Is it really in force, and where not. Hundreds of instances that are in order are one line. */
export function EnforcementPanel({ status, isLost }: EnforcementPanelProps): ReactNode {
  const { texts, format } = useTexts();
  const nowMs = useNow(60);
  const [areShown, setShown] = useState(false);
  const [leaving, setLeaving] = useState<InstanceStanding | null>(null);
  const { now } = texts;
  const { enforced, epoch, instances } = status.enforcement;
  const { enforcing, all } = countEnforcing(status);
  const { needLook, inOrder, gone, longestLagMs } = groupInstances(instances);
  const isFew = inOrder.length <= fewInstances;
  const isOpen = status.switch.mode === 'open' && Object.keys(status.switch.areas).length === 0;
  const say = (): string => {
    if (!enforced) return now.notEnforcedAt(enforcing, all);
    if (status.word.startsWith('forced ')) {
      return now.forcedAt(texts.common.modesInSentence[status.inForce.mode], enforcing, all);
    }
    if (isOpen) return now.openEverywhere(enforcing, all);
    const since = status.word === 'still' ? (status.stillness?.since ?? null) : null;
    if (since !== null) return now.stillAt(enforcing, all, format.exactTime(since, nowMs));
    return status.stillness === null
      ? now.enforcedHttpOnlyAt(enforcing, all)
      : now.enforcedAt(enforcing, all);
  };
  return (
    <Panel title={now.enforcement}>
      {all === 0 ? (
        <EmptyState title={now.noInstances}>{now.noInstancesHelp}</EmptyState>
      ) : (
        <>
          <Verdict isGood={enforced} icon="warning" isLost={isLost}>
            {say()}
          </Verdict>
          {needLook.length > 0 && (
            <div className="stack">
              <h3>{now.notInOrder(needLook.length)}</h3>
              <ul className="standings">
                {needLook.map((standing) => (
                  <NeedsLook
                    key={standing.instance.id}
                    standing={standing}
                    onTakeOff={() => setLeaving(standing)}
                  />
                ))}
              </ul>
            </div>
          )}
          {inOrder.length > 0 && !isFew && (
            <div className="in-order">
              <div>
                <h3>{now.inOrder(inOrder.length)}</h3>
                <p className="quiet">
                  {now.inOrderDetail(epoch, format.duration(wholeSeconds(longestLagMs)))}
                </p>
              </div>
              <Button aria-expanded={areShown} onClick={() => setShown(!areShown)}>
                {areShown ? now.hide : now.showAll(inOrder.length)}
              </Button>
            </div>
          )}
          {inOrder.length > 0 && (isFew || areShown) && <InOrder standings={inOrder} isLong={!isFew} />}
          {gone.length > 0 && (
            <ul className="standings">
              {gone.map((standing) => (
                <NeedsLook
                  key={standing.instance.id}
                  standing={standing}
                  onTakeOff={() => setLeaving(standing)}
                />
              ))}
            </ul>
          )}
          {enforced && !isOpen && status.stillness === null && (
            <Notice kind="mind" title={now.httpOnly}>
              <p>{now.httpOnlyDetail}</p>
            </Notice>
          )}
        </>
      )}
      {leaving !== null && (
        <Suspense>
          <TakeOffDialog standing={leaving} onClose={() => setLeaving(null)} />
        </Suspense>
      )}
    </Panel>
  );
}

interface InOrderProps {
  readonly standings: readonly InstanceStanding[];
  readonly isLong: boolean;
}

function InOrder({ standings, isLong }: InOrderProps): ReactNode {
  const { texts } = useTexts();
  const rows = useSame(instanceRows(standings));
  const table = <InstanceTable rows={rows} />;
  return isLong ? <Scrolling label={texts.now.instances}>{table}</Scrolling> : table;
}

interface NeedsLookProps {
  readonly standing: InstanceStanding;
  readonly onTakeOff: () => void;
}

function NeedsLook({ standing, onTakeOff }: NeedsLookProps): ReactNode {
  const { texts, format } = useTexts();
  const maySwitch = useMay('switch');
  const { now } = texts;
  const { instance, state, lagMs, detail, detailSaid } = standing;
  return (
    <li className="standing" data-state={state}>
      <div className="row">
        <strong>{instance.id}</strong>
        <span className="standing-state">{now.states[state]}</span>
        <ModeBadge mode={instance.effectiveMode} />
      </div>
      <p>
        <SaidText said={detailSaid} text={detail} />
      </p>
      <p className="quiet">
        {[
          now.process(instance.host, instance.processId),
          now.epochOf(instance.epoch),
          `${now.lag} ${now.lagOf(format.duration(lagMs))}`,
        ].join(' · ')}
      </p>
      {(state === 'silent' || state === 'fenced') && maySwitch && (
        <div>
          <Button onClick={onTakeOff}>{now.takeOff}</Button>
        </div>
      )}
    </li>
  );
}
