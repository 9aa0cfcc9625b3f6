import { Dialog as Primitive } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Icon } from './icon.tsx';

export interface DialogProps {
  readonly isOpen: boolean;
  /** Escape, the cross, or a press beside it. */
  readonly onClose: () => void;
  readonly title: string;
  /** One sentence below the title, read out with it. */
  readonly lead?: string;
  readonly children: ReactNode;
  /** The colour along its upper edge. */
  readonly mode?: string;
  /** For what is read rather than asked. @default false */
  readonly isWide?: boolean;
}

/**
 * A dialog over the page. Its veil is our own: the primitive's brings a `<style>` element, which the
 * Content-Security-Policy refuses.
 */
export function Dialog({
  isOpen,
  onClose,
  title,
  lead,
  children,
  mode,
  isWide = false,
}: DialogProps): ReactNode {
  const { texts } = useTexts();
  const [cameFrom] = useState(() => document.activeElement);
  return (
    <Primitive.Root
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Primitive.Portal>
        <div className="dialog-veil">
          <Primitive.Content
            className="dialog"
            data-mode={mode}
            data-wide={isWide || undefined}
            onCloseAutoFocus={(event) => {
              // Dialogs here have no trigger that the primitive knows; whoever closes one goes on where he was.
              event.preventDefault();
              if (cameFrom instanceof HTMLElement) cameFrom.focus();
            }}
            {...(lead === undefined && { 'aria-describedby': undefined })}
          >
            <header className="dialog-header">
              <Primitive.Title className="dialog-title">{title}</Primitive.Title>
              <Primitive.Close className="dialog-close" aria-label={texts.common.close}>
                <Icon name="cross" />
              </Primitive.Close>
            </header>
            {lead !== undefined && (
              <Primitive.Description className="dialog-lead">{lead}</Primitive.Description>
            )}
            {children}
          </Primitive.Content>
        </div>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** The buttons at the end of a dialog or form, the main one first. */
export function Actions({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className="actions">{children}</div>;
}
