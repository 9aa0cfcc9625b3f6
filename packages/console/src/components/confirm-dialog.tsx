import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from './button.tsx';
import { Actions, Dialog } from './dialog.tsx';
import { ErrorNotice } from './error-notice.tsx';

export interface ConfirmDialogProps {
  readonly title: string;
  readonly lead: string;
  /** What the button does, in the words of the title. */
  readonly action: string;
  readonly isBusy: boolean;
  /** What was thrown the last time; null = nothing. */
  readonly error: unknown;
  /** Something must be done first. @default true */
  readonly isReady?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Asked once before something that cannot be taken back. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const { title, lead, action, isBusy, error, isReady = true, onConfirm, onClose, children } = props;
  const { texts } = useTexts();
  return (
    <Dialog isOpen onClose={onClose} title={title} lead={lead}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isBusy) onConfirm();
        }}
      >
        {children}
        {error !== null && <ErrorNotice error={error} />}
        <Actions>
          <Button type="submit" kind="main" isBusy={isBusy} aria-disabled={!isReady}>
            {action}
          </Button>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
        </Actions>
      </form>
    </Dialog>
  );
}
