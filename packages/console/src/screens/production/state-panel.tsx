import { type ReactNode, useState } from 'react';
import type { Production, Status } from '../../api/schema.ts';
import { useMay } from '../../api/session-query.ts';
import { Button } from '../../components/button.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Notice } from '../../components/notice.tsx';
import { Fact, Facts } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { ChangeSteps } from '../../switching/change-steps.tsx';
import { actorWords } from '../../texts/actor-words.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { TurnProductionDialog } from './turn-production-dialog.tsx';

const presetExample = '{ "upstream": "http://127.0.0.1:8069", "preset": "odoo" }';

interface StatePanelProps {
  readonly production: Production;
  readonly status: Status;
}

/** On or off, by whom and why, and the way to the other. */
export function StatePanel({ production: data, status }: StatePanelProps): ReactNode {
  const { texts } = useTexts();
  const { production } = useScreenTexts();
  const maySwitch = useMay('switch');
  const [isAsked, setAsked] = useState(false);
  const { on, rules } = data;
  return (
    <section className="panel production-state" data-on={on} aria-labelledby="production-state">
      <div>
        <h2 id="production-state" className="production-word">
          {on ? production.isOn : production.isOff}
        </h2>
        {rules !== null && <p className="quiet">{on ? production.meansOn : production.meansOff}</p>}
      </div>
      <ChangedFacts changed={data.changed} />
      {rules === null && (
        <>
          {on && <Notice kind="bad" title={production.doesNothing} />}
          <EmptyState title={production.nothingSaid}>{production.nothingSaidHelp}</EmptyState>
          <Copyable label={production.presetExample} text={presetExample} />
        </>
      )}
      <ChangeSteps />
      {(rules !== null || on) &&
        (maySwitch ? (
          <div className="actions">
            <Button kind={on ? 'quiet' : 'main'} onClick={() => setAsked(true)}>
              {on ? production.turnOff : production.turnOn}
            </Button>
          </div>
        ) : (
          <p className="quiet">{texts.now.mayNotSwitch}</p>
        ))}
      {isAsked && <TurnProductionDialog status={status} isOn={on} onClose={() => setAsked(false)} />}
    </section>
  );
}

function ChangedFacts({ changed }: Pick<Production, 'changed'>): ReactNode {
  const { texts } = useTexts();
  const { production } = useScreenTexts();
  const { now } = texts;
  if (changed === null) return <p className="quiet">{production.neverTurned}</p>;
  const { at, actor, reason } = changed;
  return (
    <Facts>
      <Fact name={now.who}>
        <span className="break">{actorWords(actor, texts)}</span>
      </Fact>
      <Fact name={now.since}>
        <Time at={at} hasDistance />
      </Fact>
      <Fact name={now.reason}>
        {reason === '' ? (
          <span className="nothing">{now.noReason}</span>
        ) : (
          <span className="break">{reason}</span>
        )}
      </Fact>
    </Facts>
  );
}
