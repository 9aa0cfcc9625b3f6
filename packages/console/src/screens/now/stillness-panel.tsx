import './stillness.css';
import type { ReactNode } from 'react';
import type { Status, Stillness } from '../../api/schema.ts';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { useNow } from '../../environment/ticking.ts';
import { ServerLines } from '../../switching/server-lines.tsx';
import { StillnessPhases } from '../../switching/stillness-phases.tsx';
import type { Catalogue } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { SilentProcesses } from './silent-processes.tsx';
import { StillnessDecisions } from './stillness-decisions.tsx';
import { StillnessTables } from './stillness-tables.tsx';
import { type NotStill, type StillnessVerdict, stillnessVerdict } from './stillness-verdict.ts';
import { StillnessWatch } from './stillness-watch.tsx';
import { Verdict } from './verdict.tsx';

interface StillnessPanelProps {
  readonly status: Status;
  readonly isLost: boolean;
}

/** Beyond HTTP: what stops with the site, how far it has come, and what is missing. Nothing where none is declared. */
export function StillnessPanel({ status, isLost }: StillnessPanelProps): ReactNode {
  const { texts, format } = useTexts();
  const nowMs = useNow(60);
  const words = texts.stillness;
  const { stillness, now, inForce } = status;
  const verdict = stillnessVerdict(status);
  if (stillness === null || verdict === null) return null;
  const { conductedBy, missing, limits, phase } = stillness;
  const say = (given: StillnessVerdict): string => {
    switch (given.kind) {
      case 'still':
        return words.verdicts.still(format.exactTime(given.since, nowMs));
      case 'not-still':
        return words.verdicts['not-still'](whyInWords(given.why, words));
      case 'turning-off':
        return words.verdicts['turning-off'](words.phases[given.phase]);
      case 'forced':
        return words.verdicts.forced(texts.common.modesInSentence[inForce.mode]);
      case 'open':
      case 'not-enforced':
        return words.verdicts[given.kind];
    }
  };
  return (
    <Panel title={words.title} lead={words.lead}>
      <Verdict
        isGood={verdict.kind === 'still' || (verdict.kind === 'open' && missing.length === 0)}
        icon={verdict.kind === 'turning-off' ? 'waiting' : 'warning'}
        isLost={isLost}
      >
        {say(verdict)}
      </Verdict>
      <StillnessPhases stillness={stillness} now={now} />
      {conductedBy !== null && <p className="quiet">{words.conductedBy(conductedBy)}</p>}
      {missing.length > 0 && (
        <Notice kind="mind" title={words.missing(missing.length)}>
          <ServerLines lines={missing} />
        </Notice>
      )}
      <SilentProcesses stillness={stillness} instance={status.instance} />
      <StillnessDecisions status={status} />
      <SetbackNotice setback={stillness.setback} />
      <StillnessTables stillness={stillness} />
      <StillnessWatch stillness={stillness} instances={status.enforcement.instances} />
      {limits.length > 0 && (
        <Notice kind="plain" title={phase === null ? words.limitsOfNext : words.limits}>
          <ServerLines lines={limits} />
        </Notice>
      )}
    </Panel>
  );
}

function whyInWords(why: NotStill, words: Catalogue['stillness']): string {
  switch (why.kind) {
    case 'phase':
      return words.phases[why.phase];
    case 'missing':
      return words.why.missing(why.count);
    case 'no-database':
    case 'no-database-closed':
    case 'not-seen-yet':
      return words.why[why.kind];
  }
}

/** What was left behind is missing, and named there. */
function SetbackNotice({ setback }: Pick<Stillness, 'setback'>): ReactNode {
  const { texts } = useTexts();
  if (setback === null || setback.kind === 'left-behind') return null;
  return (
    <Notice kind="mind" title={texts.stillness.setbacks[setback.kind]}>
      <p>
        <Time at={setback.at} hasDistance isExact />
      </p>
      <ServerLines lines={setback.details} />
    </Notice>
  );
}
