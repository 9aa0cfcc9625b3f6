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
import { IncidentView } from './incident-view.tsx';

interface IncidentDialogProps {
  readonly id: string;
  readonly onClose: () => void;
}

/**
 * One technical error. A link that somebody sent shows nothing yet: each look goes on record, so it takes a press, and what
 * was seen is forgotten when the dialog closes.
 */
export function IncidentDialog({ id, onClose }: IncidentDialogProps): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { production } = useScreenTexts();
  const mayRead = useMay('audit');
  const look = useMutation({
    gcTime: 0,
    mutationFn: () =>
      answerOf(client.GET('/v1/sites/{site}/incidents/{id}', { params: { path: { site, id } } })),
  });
  return (
    <Dialog
      isOpen
      isWide={look.data !== undefined}
      onClose={onClose}
      title={production.errorTitle(look.data?.incident.id ?? id)}
      {...(mayRead && look.data === undefined && { lead: production.beforeLook })}
    >
      {!mayRead && <EmptyState title={production.mayNotRead}>{production.mayNotReadHelp}</EmptyState>}
      {look.error !== null && <ErrorNotice error={look.error} />}
      {look.data !== undefined && <IncidentView {...look.data} />}
      {mayRead && look.data === undefined && (
        <Actions>
          <Button kind="main" isBusy={look.isPending} onClick={() => look.mutate()}>
            {production.look}
          </Button>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
        </Actions>
      )}
    </Dialog>
  );
}
