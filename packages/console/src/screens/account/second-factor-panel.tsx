import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useSession } from '../../api/session-query.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { PasswordField } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { RemoveFactorDialog } from './remove-factor-dialog.tsx';
import { ScanSecret } from './scan-secret.tsx';

/** Below that many somebody should get new ones before the last is used. */
const fewCodes = 3;

export function SecondFactorPanel(): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { account } = texts;
  const session = useSession();
  const [password, setPassword] = useState('');
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[] | null>(null);
  const [isRemoving, setRemoving] = useState(false);
  const start = useMutation({
    meta: { bringsCredentials: true },
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/session/second-factor', {
          params: { path: { site } },
          body: session.hasPassword ? { password } : {},
        }),
      ),
    onSuccess: () => setPassword(''),
  });
  const isOn = session.secondFactor === 'confirmed';

  if (recoveryCodes !== null) {
    return (
      <Panel title={account.codesTitle} lead={account.codesLead}>
        <RecoveryCodes codes={recoveryCodes} onKept={() => setRecoveryCodes(null)} />
      </Panel>
    );
  }
  if (start.data !== undefined) {
    return (
      <Panel title={account.scanTitle} lead={account.scanLead}>
        <ScanSecret
          secret={start.data}
          onCancel={start.reset}
          onDone={(codes) => {
            start.reset();
            setRecoveryCodes(codes);
          }}
        />
      </Panel>
    );
  }
  return (
    <Panel
      title={account.factorTitle}
      lead={isOn ? account.factorOn(session.recoveryCodesLeft) : account.factorOff}
    >
      {isOn && session.recoveryCodesLeft <= fewCodes && (
        <Notice kind="mind">
          <p>{account.fewCodes}</p>
        </Notice>
      )}
      <form
        className="stack account-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!start.isPending) start.mutate();
        }}
      >
        {session.hasPassword && (
          <PasswordField
            label={account.currentPassword}
            autoComplete="current-password"
            required
            value={password}
            onText={setPassword}
          />
        )}
        {start.error !== null && <ErrorNotice error={start.error} />}
        <div className="actions">
          <Button type="submit" kind={isOn ? 'quiet' : 'main'} isBusy={start.isPending}>
            {account.setUp}
          </Button>
          {isOn && <Button onClick={() => setRemoving(true)}>{account.remove}</Button>}
        </div>
      </form>
      {isRemoving && <RemoveFactorDialog onClose={() => setRemoving(false)} />}
    </Panel>
  );
}
