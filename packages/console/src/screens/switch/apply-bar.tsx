import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import type { Status } from '../../api/schema.ts';
import { Button } from '../../components/button.tsx';
import { ChangeBar } from '../../components/change-bar.tsx';
import { ModeMark } from '../../components/mode-mark.tsx';
import { ChangeSteps } from '../../switching/change-steps.tsx';
import { modeOfChange } from '../../switching/mode-of-change.ts';
import type { PassChoice } from '../../switching/use-check.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { ChangeList } from './change-list.tsx';
import {
  type DraftChanges,
  hasChanges,
  isAllOpen,
  noticeOf,
  type SwitchDraft,
  type Times,
  timesOf,
} from './switch-draft.ts';

const TurnOnDialog = lazy(async () => ({
  default: (await import('../../switching/turn-on-dialog.tsx')).TurnOnDialog,
}));
const TurnOffDialog = lazy(async () => ({
  default: (await import('../../switching/turn-off-dialog.tsx')).TurnOffDialog,
}));

interface ApplyBarProps {
  readonly status: Status;
  readonly draft: SwitchDraft;
  readonly begun: SwitchDraft;
  readonly changes: DraftChanges;
  readonly passChoice: PassChoice;
  readonly hasProblems: boolean;
  readonly onDiscard: () => void;
  readonly onDone: () => void;
}

/** Always in sight: what would change, and the button that asks once more. */
export function ApplyBar(props: ApplyBarProps): ReactNode {
  const { status, draft, begun, changes, passChoice, hasProblems, onDiscard, onDone } = props;
  const { texts } = useTexts();
  const words = texts.switch;
  /** Reckoned once, when somebody asks: what is confirmed is what was checked. */
  const [asked, setAsked] = useState<Times | null>(null);
  const isDone = useRef(false);
  const isChanged = hasChanges(changes);
  const opens = isAllOpen(draft);
  const leadsTo = modeOfChange(begun, draft);
  const isNamedByMode = changes.mode && leadsTo === draft.mode;
  const list = <ChangeList changes={changes} draft={draft} begun={begun} areas={status.areas} />;
  const leave = () => {
    setAsked(null);
    if (isDone.current) onDone();
  };
  return (
    <>
      <ChangeBar
        label={words.applyTitle}
        isChanged={isChanged}
        said={
          hasProblems ? (
            <p>{words.fixFirst}</p>
          ) : isChanged ? (
            list
          ) : (
            <p className="quiet">{words.nothingChanged}</p>
          )
        }
        buttons={
          <>
            {isChanged && (
              <Button kind="plain" onClick={onDiscard}>
                {words.discard}
              </Button>
            )}
            <Button
              kind={!isChanged ? 'quiet' : leadsTo === null ? 'main' : 'mode'}
              {...(leadsTo !== null && { mode: leadsTo })}
              disabled={!isChanged || hasProblems}
              onClick={() => setAsked(timesOf(draft, Date.now()))}
            >
              {leadsTo !== null && <ModeMark mode={leadsTo} />}
              {opens ? words.openAll : isNamedByMode ? words.applyOn[draft.mode] : texts.change.apply}
            </Button>
          </>
        }
      >
        <ChangeSteps />
      </ChangeBar>
      {asked !== null && (
        <Suspense>
          {opens ? (
            <TurnOffDialog status={status} onClose={leave} onDone={onDone} />
          ) : (
            <TurnOnDialog
              status={status}
              wanted={{
                mode: draft.mode,
                areas: { ...draft.areas },
                notice: { ...noticeOf(draft) },
                ...asked,
              }}
              passChoice={passChoice}
              summary={list}
              onClose={leave}
              onDone={() => {
                isDone.current = true;
              }}
            />
          )}
        </Suspense>
      )}
    </>
  );
}
