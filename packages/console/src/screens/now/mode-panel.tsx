import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Mode, Status } from '../../api/schema.ts';
import { useMay } from '../../api/session-query.ts';
import { Button } from '../../components/button.tsx';
import { ModeBadge, ModeMark } from '../../components/mode-mark.tsx';
import { Notice } from '../../components/notice.tsx';
import { Fact, Facts } from '../../components/panel.tsx';
import { SaidText } from '../../components/said-text.tsx';
import { Time } from '../../components/time.tsx';
import { ChangeSteps } from '../../switching/change-steps.tsx';
import { modeOnDisplay } from '../../switching/mode-on-display.ts';
import { isSameActor } from '../../switching/owners-beside.ts';
import { areaTitle } from '../../texts/localized.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { WritePasses } from './write-passes.tsx';

const ChangeDialog = lazy(async () => ({
  default: (await import('../../switching/change-dialog.tsx')).ChangeDialog,
}));

/** The mode in large, and the way to another. */
export function ModePanel({
  status,
  isLost,
}: {
  readonly status: Status;
  readonly isLost: boolean;
}): ReactNode {
  const { texts, language } = useTexts();
  const maySwitch = useMay('switch');
  const [asked, setAsked] = useState<Mode | null>(null);
  const { switch: stored, warnings, warningsSaid } = status;
  const { mode, forcedBy } = modeOnDisplay(status);
  const areas = Object.entries(stored.areas).filter(([, each]) => each !== stored.mode);
  // A mode that was forced holds for all of the site.
  const names = forcedBy === null ? areas.map(([area]) => areaTitle(status, area, language.tag)) : [];
  const meaning = texts.common.whatModesMean[mode];
  const isWindow = stored.mode !== 'open' || areas.length > 0;
  return (
    <section
      className="mode-panel"
      data-mode={isLost ? undefined : mode}
      data-gate={mode}
      aria-labelledby="mode-now"
    >
      <div className="mode-panel-gate" aria-hidden="true" />
      <div className="mode-panel-head">
        <ModeMark mode={mode} />
        <div>
          <h1 id="mode-now" className="mode-panel-mode">
            {isLost && <span className="mode-panel-lost">{texts.now.lastKnown}</span>}
            {names.length === 0
              ? texts.common.modes[mode]
              : texts.common.exceptAreas(texts.common.modes[mode], names.join(', '))}
          </h1>
          <p className="mode-panel-meaning">
            {names.length === 0 ? meaning : texts.common.elsewhere(meaning)}
          </p>
        </div>
      </div>
      {forcedBy !== null && (
        <Notice
          kind="bad"
          title={texts.now.forced(texts.common.modesInSentence[mode], texts.now.why[forcedBy])}
        >
          <p>{texts.now.switchSays(texts.common.modesInSentence[stored.mode])}</p>
        </Notice>
      )}
      {areas.length > 0 && (
        <p className="row">
          <span>{texts.now.except}</span>
          {areas.map(([area, each]) => (
            <span key={area} className="row area-badge">
              {areaTitle(status, area, language.tag)} <ModeBadge mode={each} />
            </span>
          ))}
        </p>
      )}
      <ModeFacts status={status} isWindow={isWindow} />
      <WritePasses status={status} />
      {stored.production && (
        <p className="row">
          <span>{texts.now.productionOn}</span> <Link to="/production">{texts.now.toProduction}</Link>
        </p>
      )}
      <ChangeSteps />
      {maySwitch ? (
        <div className="actions">
          {isWindow && (
            <Button kind="mode" mode="open" onClick={() => setAsked('open')}>
              <ModeMark mode="open" />
              {texts.now.openAgain}
            </Button>
          )}
          {stored.mode !== 'read-only' && (
            <Button kind={isWindow ? 'quiet' : 'mode'} mode="read-only" onClick={() => setAsked('read-only')}>
              <ModeMark mode="read-only" />
              {texts.now.goReadOnly}
            </Button>
          )}
          {stored.mode !== 'closed' && (
            <Button onClick={() => setAsked('closed')} mode="closed">
              <ModeMark mode="closed" />
              {texts.now.closeSite}
            </Button>
          )}
          <Link to="/switch" className="button button-plain">
            {isWindow ? texts.now.change : texts.now.prepare}
          </Link>
        </div>
      ) : (
        <p className="quiet">{texts.now.mayNotSwitch}</p>
      )}
      {warnings.length > 0 && (
        <Notice kind="mind" title={texts.now.warnings}>
          <ul className="stack">
            {warnings.map((warning, index) => (
              <li key={warning} lang={warningsSaid[index] ? undefined : 'en'}>
                <SaidText said={warningsSaid[index]} text={warning} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {asked !== null && (
        <Suspense>
          <ChangeDialog status={status} mode={asked} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </section>
  );
}

function ModeFacts({ status, isWindow }: { readonly status: Status; readonly isWindow: boolean }): ReactNode {
  const { texts } = useTexts();
  const { now, common } = texts;
  const { actor, setBy, opened, since, reason, expected, expires } = status.switch;
  const isLastWord = isSameActor(actor, setBy);
  if (since === 0) return <p className="quiet">{now.untouched}</p>;
  return (
    <Facts>
      <Fact name={now.who}>{common.actors[setBy.kind](setBy.name)}</Fact>
      <Fact name={now.since}>
        <Time at={since} hasDistance />
      </Fact>
      {opened !== null && !isSameActor(opened.by, setBy) && (
        <Fact name={now.openedBy}>
          {common.actors[opened.by.kind](opened.by.name)}, <Time at={opened.at} hasDistance />
        </Fact>
      )}
      {!isLastWord && <Fact name={now.lastChangedBy}>{common.actors[actor.kind](actor.name)}</Fact>}
      <Fact name={now.reason}>{reason === '' ? <Nothing>{now.noReason}</Nothing> : reason}</Fact>
      {isWindow && (
        <>
          <Fact name={now.until}>
            {expected === null ? (
              <Nothing>{now.noEnd}</Nothing>
            ) : (
              <Time at={expected.earliest} until={expected.latest} hasDistance />
            )}
          </Fact>
          <Fact name={now.opensAt}>
            {expires === null ? <Nothing>{now.never}</Nothing> : <Time at={expires.at} hasDistance />}
          </Fact>
        </>
      )}
    </Facts>
  );
}

function Nothing({ children }: { readonly children: string }): ReactNode {
  return <span className="nothing">{children}</span>;
}
