import type { ReactNode } from 'react';
import type { Invitation } from '../../api/schema.ts';
import { useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { CopyOnce } from '../../components/copy-once.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

interface InvitationViewProps {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}

/** Shown once. The code stands behind the `#`, which browsers send to nobody and no log writes down. */
export function InvitationView({ invitation, onClose }: InvitationViewProps): ReactNode {
  const { urlOf } = useApi();
  const { texts, format } = useTexts();
  const { settings } = useScreenTexts();
  const { operator, code, expiresAt } = invitation;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={settings.invitedTitle(operator.name)}
      lead={settings.invitedLead(format.dateTime(expiresAt))}
    >
      <div className="stack">
        <CopyOnce label={settings.inviteLink} text={urlOf(`enrol#${new URLSearchParams({ code })}`)} />
        <CopyOnce label={settings.inviteCode} text={code} />
        <Actions>
          <Button kind="main" onClick={onClose}>
            {texts.common.done}
          </Button>
        </Actions>
      </div>
    </Dialog>
  );
}
