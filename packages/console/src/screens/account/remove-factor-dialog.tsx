import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, sessionKey, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { TextField } from '../../components/field.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

export function RemoveFactorDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { tell } = useAnnouncer();
  const queryClient = useQueryClient();
  const [code, setCode] = useState('');
  const remove = useMutation({
    meta: { bringsCredentials: true },
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/session/second-factor/remove', {
          params: { path: { site } },
          body: { code },
        }),
      ),
    onSuccess(session) {
      queryClient.setQueryData(sessionKey, session);
      tell(texts.account.removed);
      onClose();
    },
  });
  return (
    <Dialog isOpen onClose={onClose} title={`${texts.account.remove}?`} lead={texts.account.removeLead}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!remove.isPending) remove.mutate();
        }}
      >
        <TextField
          label={texts.signIn.code}
          autoComplete="one-time-code"
          required
          value={code}
          onText={setCode}
        />
        {remove.error !== null && <ErrorNotice error={remove.error} />}
        <Actions>
          <Button type="submit" kind="main" isBusy={remove.isPending}>
            {texts.account.remove}
          </Button>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
        </Actions>
      </form>
    </Dialog>
  );
}
