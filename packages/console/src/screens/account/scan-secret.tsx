import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { SecondFactorSecret } from '../../api/schema.ts';
import { answerOf, sessionKey, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { TextField } from '../../components/field.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { QrCode } from './qr-code.tsx';

interface ScanSecretProps {
  readonly secret: SecondFactorSecret;
  readonly onCancel: () => void;
  readonly onDone: (recoveryCodes: readonly string[]) => void;
}

/** The secret counts only once a code of it was entered: nobody locks himself out with a phone that did not scan. */
export function ScanSecret({ secret, onCancel, onDone }: ScanSecretProps): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { account } = texts;
  const queryClient = useQueryClient();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    meta: { bringsCredentials: true },
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/session/second-factor/confirm', {
          params: { path: { site } },
          body: { code },
        }),
      ),
    onSuccess({ session, recoveryCodes }) {
      queryClient.setQueryData(sessionKey, session);
      onDone(recoveryCodes);
    },
  });
  return (
    <div className="scan">
      <QrCode label={account.qrCode} text={secret.uri} />
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!confirm.isPending) confirm.mutate();
        }}
      >
        <div>
          <p className="field-label">{account.secret}</p>
          <p>
            <code className="scan-secret">{secret.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
          </p>
        </div>
        <TextField
          label={account.firstCode}
          autoComplete="one-time-code"
          inputMode="numeric"
          required
          value={code}
          onText={setCode}
        />
        {confirm.error !== null && <ErrorNotice error={confirm.error} />}
        <div className="actions">
          <Button type="submit" kind="main" isBusy={confirm.isPending}>
            {account.turnOn}
          </Button>
          <Button onClick={onCancel}>{texts.common.cancel}</Button>
        </div>
      </form>
    </div>
  );
}
