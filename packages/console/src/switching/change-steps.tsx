import './switching.css';
import type { ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { useTexts } from '../texts/texts-context.tsx';
import { BeyondHttp } from './beyond-http.tsx';
import { isUnderWay } from './change-progress.ts';
import { useChanging } from './change-provider.tsx';
import { endOfChange } from './end-of-change.ts';
import { MissingList } from './missing-list.tsx';
import { nameOfChange } from './name-of-change.ts';

/** How far a change that was asked for here has come: each step stands as done only once the server has said so. */
export function ChangeSteps(): ReactNode {
  const { texts, format } = useTexts();
  const { change, dismiss } = useChanging();
  if (change.kind === 'none') return null;
  const { change: words } = texts;
  const isStored = change.kind === 'stored';
  const all = isStored && change.instances > 0 && change.confirmed === change.instances;
  // Production mode stops nothing.
  const beyond = change.production === null ? change.beyond : null;
  const end =
    beyond !== null && isStored && change.settledAt !== null
      ? endOfChange(beyond, change.mode === 'open' && change.except.length === 0)
      : null;
  const steps = [
    { name: words.asked, isDone: true, detail: nameOfChange(change, texts) },
    { name: words.stored, isDone: isStored, detail: isStored ? words.storedAs(change.epoch) : '' },
    {
      name: words.confirmed,
      isDone: all,
      detail: isStored && change.instances > 0 ? words.confirmedBy(change.confirmed, change.instances) : '',
    },
    {
      name: words.drained,
      isDone: all && isStored && change.writesInFlight === 0,
      detail: isStored && change.instances > 0 ? words.drainedWrites(change.writesInFlight) : '',
      isLeftOut: change.mode === 'open' && change.except.length === 0,
    },
    {
      name: words.inForce,
      isDone: isStored && change.enforcedAt !== null,
      detail:
        isStored && change.enforcedAt !== null
          ? words.inForceAfter(format.duration(change.enforcedAt - change.askedAt))
          : '',
    },
    {
      name: words.settled,
      isDone: end === 'still' || end === 'runs',
      detail: end === null ? '' : words.ends[end],
      isLeftOut: beyond === null,
    },
  ].filter(({ isLeftOut }) => isLeftOut !== true);
  const current = steps.findIndex(({ isDone }) => !isDone);
  const isMissing = isStored && isUnderWay(change) && change.isHeldUp;
  return (
    <section className="change-steps" aria-label={words.progress} data-mode={change.mode}>
      <div className="change-row">
        <ol className="steps">
          {steps.map(({ name, isDone, detail }, index) => (
            <li
              key={name}
              data-done={isDone}
              aria-current={index === current && isUnderWay(change) ? 'step' : undefined}
            >
              <Icon name={isDone ? 'check' : 'waiting'} />
              <span>
                <strong>{name}</strong>
                <span className="quiet"> {detail}</span>
              </span>
            </li>
          ))}
        </ol>
        {!isUnderWay(change) && (
          <div>
            <Button kind="plain" onClick={dismiss}>
              {texts.common.done}
            </Button>
          </div>
        )}
      </div>
      {isMissing && (
        <div className="quiet">
          <p>{words.waitingFor}</p>
          <MissingList missing={change.missing} />
        </div>
      )}
      {beyond !== null && end !== 'still' && end !== 'runs' && <BeyondHttp beyond={beyond} />}
      {isStored && change.isOvertaken && <p>{words.overtaken}</p>}
    </section>
  );
}
