import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useSession } from '../../api/session-query.ts';
import { answerOf, sessionKey, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { PasswordField, TextField } from '../../components/field.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { ProviderLink } from './provider-link.tsx';
import { signInOptionsQuery } from './sign-in-options.ts';

/** A live site is changed only by who proved lately who he is; what waited for it then goes on by itself. */
export function ReauthenticationDialog(): ReactNode {
  const api = useApi();
  const { client, site, confirmation } = api;
  const { texts } = useTexts();
  const session = useSession();
  const queryClient = useQueryClient();
  const [secret, setSecret] = useState('');
  const { data: options } = useQuery(signInOptionsQuery(api));
  const byCode = session.secondFactor === 'confirmed';
  const confirm = useMutation({
    meta: { bringsCredentials: true },
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/session/confirm', {
          params: { path: { site } },
          body: byCode ? { code: secret } : { password: secret },
        }),
      ),
    onSuccess(confirmed) {
      queryClient.setQueryData(sessionKey, confirmed);
      confirmation.settle(true);
    },
  });
  const field = {
    required: true,
    value: secret,
    onText: setSecret,
    autoFocus: true,
  };
  if (!byCode && !session.hasPassword) {
    return (
      <Dialog
        isOpen
        onClose={() => confirmation.settle(false)}
        title={texts.signIn.confirmTitle}
        lead={texts.signIn.confirmByProvider}
      >
        <Actions>
          {options?.provider && <ProviderLink provider={options.provider} kind="main" />}
          <Button onClick={() => confirmation.settle(false)}>{texts.common.cancel}</Button>
        </Actions>
      </Dialog>
    );
  }
  return (
    <Dialog
      isOpen
      onClose={() => confirmation.settle(false)}
      title={texts.signIn.confirmTitle}
      lead={texts.signIn.confirmLead}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!confirm.isPending) confirm.mutate();
        }}
      >
        {byCode ? (
          <TextField label={texts.signIn.code} autoComplete="one-time-code" spellCheck={false} {...field} />
        ) : (
          <PasswordField label={texts.signIn.password} autoComplete="current-password" {...field} />
        )}
        {confirm.error !== null && <ErrorNotice error={confirm.error} />}
        <Actions>
          <Button type="submit" kind="main" isBusy={confirm.isPending}>
            {texts.signIn.confirm}
          </Button>
          <Button onClick={() => confirmation.settle(false)}>{texts.common.cancel}</Button>
        </Actions>
      </form>
    </Dialog>
  );
}
