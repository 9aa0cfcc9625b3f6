import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Operator } from '../../api/schema.ts';
import { useSession } from '../../api/session-query.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import { TypedName } from '../../components/typed-name.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { InvitationView } from './invitation-view.tsx';
import { operatorRoles } from './operator-roles.ts';
import { type OperatorStep, useOperatorSteps } from './use-operator-steps.ts';

interface OperatorDialogProps {
  readonly operator: Operator;
  readonly onClose: () => void;
}

/** Role, sign-in, the way out. Whoever is signed in changes nothing of his own here: an owner must stay. */
export function OperatorDialog({ operator, onClose }: OperatorDialogProps): ReactNode {
  const { settings } = useScreenTexts();
  const session = useSession();
  const { steps, run } = useOperatorSteps(operator, onClose);
  const [asked, setAsked] = useState<OperatorStep | null>(null);
  const [isTyped, setTyped] = useState(false);
  if (run.data?.kind === 'invited') {
    return <InvitationView invitation={run.data.invitation} onClose={onClose} />;
  }
  if (asked !== null) {
    const { title, lead, action } = steps[asked];
    return (
      <ConfirmDialog
        title={title}
        lead={lead}
        action={action}
        isBusy={run.isPending}
        error={run.error}
        isReady={asked !== 'remove' || isTyped}
        onConfirm={() => run.mutate(asked)}
        onClose={() => {
          run.reset();
          setAsked(null);
        }}
      >
        {asked === 'remove' && (
          <TypedName name={operator.name} help={settings.removeHelp} onMatch={setTyped} />
        )}
      </ConfirmDialog>
    );
  }
  const isOwn = operator.id === session.operator.id;
  const { state } = operator;
  return (
    <Dialog isOpen onClose={onClose} title={operator.name} {...(isOwn && { lead: settings.yourself })}>
      <div className="stack stack-wide">
        {!isOwn && (
          <>
            <RoleForm operator={operator} />
            {run.error !== null && <ErrorNotice error={run.error} />}
            <Actions>
              {state === 'disabled' ? (
                <Button isBusy={run.isPending} onClick={() => run.mutate('enable')}>
                  {settings.enable}
                </Button>
              ) : (
                <Button onClick={() => setAsked('disable')}>{settings.disable}</Button>
              )}
              <Button onClick={() => setAsked('reset')}>{settings.reset}</Button>
              {operator.sessions > 0 && (
                <Button onClick={() => setAsked('signOut')}>{settings.signOut}</Button>
              )}
              <Button onClick={() => setAsked('remove')}>{settings.remove}…</Button>
            </Actions>
          </>
        )}
        {isOwn && operator.sessions > 1 && (
          <Notice kind="plain">
            <p>{settings.sessions(operator.sessions)}</p>
          </Notice>
        )}
      </div>
    </Dialog>
  );
}

function RoleForm({ operator }: { readonly operator: Operator }): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { settings } = useScreenTexts();
  const { tell } = useAnnouncer();
  const queryClient = useQueryClient();
  const [role, setRole] = useState(operator.role);
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        client.PATCH('/v1/sites/{site}/operators/{id}', {
          params: { path: { site, id: operator.id } },
          body: { version: operator.version, role },
        }),
      ),
    onSuccess: (changed) => tell(settings.roleSaved(changed.name, texts.shell.roles[changed.role])),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['operators'] }),
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (role !== operator.role && !save.isPending) save.mutate();
      }}
    >
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
      {save.error !== null && <ErrorNotice error={save.error} />}
      {role !== operator.role && (
        <Actions>
          <Button type="submit" kind="main" isBusy={save.isPending}>
            {settings.saveRole}
          </Button>
        </Actions>
      )}
    </form>
  );
}
