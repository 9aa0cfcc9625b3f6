import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session-query.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { shortId } from './asked-decision.ts';
import { HeldView } from './held-view.tsx';

interface HeldDialogProps {
  readonly id: string;
  readonly onClose: () => void;
}

/**
 * One held webhook. A link that somebody sent shows nothing yet: each look goes on record, so it takes a press, and what was seen
 * is forgotten when the dialog closes.
 */
export function HeldDialog({ id, onClose }: HeldDialogProps): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { webhooks } = useScreenTexts();
  const mayRead = useMay('audit');
  const look = useMutation({
    gcTime: 0,
    mutationFn: () =>
      answerOf(client.GET('/v1/sites/{site}/webhooks/held/{id}', { params: { path: { site, id } } })),
  });
  return (
    <Dialog
      isOpen
      isWide={look.data !== undefined}
      onClose={onClose}
      title={webhooks.inspectTitle(shortId(id))}
      {...(mayRead && look.data === undefined && { lead: webhooks.beforeLook })}
    >
      {!mayRead && <EmptyState title={webhooks.mayNotRead}>{webhooks.mayNotReadHelp}</EmptyState>}
      {look.error !== null && <ErrorNotice error={look.error} />}
      {look.data !== undefined && <HeldView {...look.data} />}
      {mayRead && look.data === undefined && (
        <Actions>
          <Button kind="main" isBusy={look.isPending} onClick={() => look.mutate()}>
            {webhooks.look}
          </Button>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
        </Actions>
      )}
    </Dialog>
  );
}
