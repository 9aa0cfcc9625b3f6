import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { type DraftChanges, hasChanges } from './switch-draft.ts';

/** Asks before a draft is lost. */
export function UnsavedGuard({ changes }: { readonly changes: DraftChanges }): ReactNode {
  const { texts } = useTexts();
  const isChanged = hasChanges(changes);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isChanged,
    enableBeforeUnload: isChanged,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Dialog isOpen onClose={reset} title={texts.switch.unsaved} lead={texts.switch.unsavedLead}>
      <Actions>
        <Button kind="main" onClick={reset}>
          {texts.switch.stay}
        </Button>
        <Button onClick={proceed}>{texts.switch.leave}</Button>
      </Actions>
    </Dialog>
  );
}
