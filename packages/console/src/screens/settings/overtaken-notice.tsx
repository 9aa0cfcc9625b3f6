import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Actions } from '../../components/dialog.tsx';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { type DraftField, mergedDraft, type Overtaken } from './overtaken-draft.ts';
import type { SettingsDraft } from './settings-draft.ts';

interface OvertakenNoticeProps extends Overtaken {
  readonly draft: SettingsDraft;
  /** Goes on with a draft that begins with what is stored now. */
  readonly onBegin: (draft?: SettingsDraft) => void;
}

/** Somebody else saved while this was typed: nothing is saved over it, and nothing typed is lost, before a choice is made. */
export function OvertakenNotice({ draft, begun, latest, onBegin }: OvertakenNoticeProps): ReactNode {
  const { format } = useTexts();
  const { settings } = useScreenTexts();
  const nowMs = useNow(60);
  const merged = mergedDraft(draft, { begun, latest });
  const namesOf = (fields: readonly DraftField[]) => fields.map((field) => settings[field]).join(', ');
  const title =
    latest.changedBy === null || latest.changedAt === null
      ? settings.changedMeanwhile
      : settings.changedMeanwhileBy(latest.changedBy, format.time(latest.changedAt, nowMs));
  return (
    <Notice kind="mind" title={title} isUrgent>
      {merged.theirs.length > 0 && <p>{settings.theyChanged(namesOf(merged.theirs))}</p>}
      {merged.both.length > 0 && <p>{settings.bothChanged(namesOf(merged.both))}</p>}
      <Actions>
        <Button kind="main" onClick={() => onBegin(merged.draft)}>
          {settings.putMineOnTop}
        </Button>
        <Button onClick={() => onBegin()}>{settings.takeTheirs}</Button>
      </Actions>
    </Notice>
  );
}
