import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { OperatorRole } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { TextField } from '../../components/field.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { InvitationView } from './invitation-view.tsx';
import { operatorRoles } from './operator-roles.ts';

export function InviteDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { settings } = useScreenTexts();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<OperatorRole>('operator');
  const invite = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/operators', {
          params: { path: { site } },
          body: { name: name.trim(), role },
        }),
      ),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['operators'] }),
  });
  if (invite.data !== undefined) return <InvitationView invitation={invite.data} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title={settings.inviteTitle} lead={settings.inviteLead}>
      <form
        className="stack stack-wide"
        onSubmit={(event) => {
          event.preventDefault();
          if (!invite.isPending) invite.mutate();
        }}
      >
        <TextField
          label={settings.inviteName}
          help={settings.inviteNameHelp}
          required
          maxLength={128}
          autoComplete="off"
          value={name}
          onText={setName}
        />
        <Choice
          legend={settings.role}
          kind="cards"
          value={role}
          options={operatorRoles.map((value) => ({
            value,
            label: texts.shell.roles[value],
            help: settings.roleMay[value],
          }))}
          onValue={setRole}
        />
        {invite.error !== null && <ErrorNotice error={invite.error} />}
        <Actions>
          <Button type="submit" kind="main" isBusy={invite.isPending}>
            {settings.inviteAction}
          </Button>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
        </Actions>
      </form>
    </Dialog>
  );
}
