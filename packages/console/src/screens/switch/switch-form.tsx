import { type ReactNode, useState } from 'react';
import type { Status, StoredSettings } from '../../api/schema.ts';
import { useMay } from '../../api/session-query.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { UnsavedGuard } from '../../components/unsaved-guard.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useChanging } from '../../switching/change-provider.tsx';
import type { PassChoice } from '../../switching/use-check.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { ApplyBar } from './apply-bar.tsx';
import { CheckPanel } from './check-panel.tsx';
import { MessageSection } from './message-section.tsx';
import { ModeSection } from './mode-section.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { changesIn, draftOf, hasChanges, problemsOf, type SwitchDraft } from './switch-draft.ts';
import { WhenSection } from './when-section.tsx';

interface SwitchFormProps {
  readonly status: Status;
  readonly settings: StoredSettings;
  readonly onStartAnew: () => void;
}

/** A draft over what the switch said when it was begun; the switch may change meanwhile, the draft does not. */
export function SwitchForm({ status, settings, onStartAnew }: SwitchFormProps): ReactNode {
  const { texts } = useTexts();
  const maySwitch = useMay('switch');
  const nowMs = useNow(10);
  const [begun] = useState(() => ({
    epoch: status.switch.epoch,
    draft: draftOf(status.switch, settings.settings?.defaults ?? { message: {}, button: null }),
  }));
  const [draft, setDraft] = useState(begun.draft);
  const [passChoice, setPassChoice] = useState<PassChoice>(null);
  const change = (changes: Partial<SwitchDraft>) => setDraft((before) => ({ ...before, ...changes }));
  const changes = changesIn(draft, begun.draft);
  const problems = problemsOf(draft, nowMs);
  const { switch: current } = status;
  const { change: asked } = useChanging();
  const isOurs = asked.kind === 'asked' || (asked.kind === 'stored' && asked.epoch === current.epoch);
  const isOvertaken = current.epoch !== begun.epoch && !isOurs;
  const section = { draft, onChange: change, problems };
  return (
    <>
      {isOvertaken && (
        <Notice
          kind="mind"
          title={texts.switch.switchedMeanwhile(
            texts.common.actors[current.actor.kind](current.actor.name),
            texts.common.modesInSentence[current.mode],
          )}
        >
          <div>
            <Button onClick={onStartAnew}>{texts.switch.takeTheirs}</Button>
          </div>
        </Notice>
      )}
      {!maySwitch && <Notice kind="plain" title={texts.now.mayNotSwitch} />}
      <div className="switch-columns">
        <div className="stack stack-wide">
          <ModeSection {...section} status={status} />
          <MessageSection {...section} settings={settings} />
          <WhenSection {...section} />
          {maySwitch && (
            <CheckPanel
              draft={draft}
              isChanged={hasChanges(changes)}
              passChoice={passChoice}
              onPassChoice={setPassChoice}
            />
          )}
        </div>
        <PreviewPanel draft={draft} />
      </div>
      {maySwitch && (
        <ApplyBar
          status={status}
          draft={draft}
          begun={begun.draft}
          changes={changes}
          passChoice={passChoice}
          hasProblems={problems.length > 0}
          onDiscard={() => setDraft(begun.draft)}
          onDone={onStartAnew}
        />
      )}
      <UnsavedGuard isUnsaved={hasChanges(changes)} title={texts.switch.unsaved} />
    </>
  );
}
