import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from './button.tsx';
import { Actions, Dialog } from './dialog.tsx';

interface UnsavedGuardProps {
  readonly isUnsaved: boolean;
  readonly title: string;
}

/** Asks before a draft is lost. */
export function UnsavedGuard({ isUnsaved, title }: UnsavedGuardProps): ReactNode {
  const { texts } = useTexts();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isUnsaved,
    enableBeforeUnload: isUnsaved,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Dialog isOpen onClose={reset} title={title} lead={texts.switch.unsavedLead}>
      <Actions>
        <Button kind="main" onClick={reset}>
          {texts.switch.stay}
        </Button>
        <Button onClick={proceed}>{texts.switch.leave}</Button>
      </Actions>
    </Dialog>
  );
}
