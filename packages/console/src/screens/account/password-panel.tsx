import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useSession } from '../../api/session-query.ts';
import { answerOf, sessionKey, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { PasswordField } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { leastPasswordLength } from '../sign-in/least-password-length.ts';

export function PasswordPanel(): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { tell } = useAnnouncer();
  const session = useSession();
  const queryClient = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    meta: { bringsCredentials: true },
    mutationFn: () =>
      answerOf(
        client.PUT('/v1/sites/{site}/session/password', {
          params: { path: { site } },
          body: { current, next },
        }),
      ),
    onSuccess(renewed) {
      queryClient.setQueryData(sessionKey, renewed);
      void queryClient.invalidateQueries({ queryKey: ['own-sessions'] });
      setCurrent('');
      setNext('');
      tell(texts.account.passwordChanged);
    },
  });
  if (!session.hasPassword) {
    return (
      <Panel title={texts.account.passwordTitle}>
        <p>{texts.account.noPassword}</p>
      </Panel>
    );
  }
  return (
    <Panel title={texts.account.passwordTitle}>
      <form
        className="stack account-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!change.isPending) change.mutate();
        }}
      >
        {/* Password managers ask whose password it is. */}
        <input type="text" autoComplete="username" value={session.operator.name} readOnly hidden />
        <PasswordField
          label={texts.account.currentPassword}
          autoComplete="current-password"
          required
          value={current}
          onText={setCurrent}
        />
        <PasswordField
          label={texts.account.newPassword}
          help={texts.signIn.newPasswordHelp(leastPasswordLength)}
          autoComplete="new-password"
          required
          minLength={leastPasswordLength}
          value={next}
          onText={setNext}
        />
        {change.error !== null && <ErrorNotice error={change.error} />}
        <div>
          <Button type="submit" isBusy={change.isPending}>
            {texts.account.changePassword}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
