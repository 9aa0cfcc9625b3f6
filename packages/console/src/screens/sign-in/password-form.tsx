import { type ReactNode, useState } from 'react';
import { toApiError } from '../../api/api-error.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { PasswordField, TextField } from '../../components/field.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import type { useEntering } from './use-entering.ts';

type Props = Pick<ReturnType<typeof useEntering>, 'withPassword'>;

export function PasswordForm({ withPassword }: Props): ReactNode {
  const { texts } = useTexts();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  // While others guess, a code is what lets its owner in at once; it stays in sight once it was asked for.
  const [offersCode, setOffersCode] = useState(false);
  const isKept = withPassword.error !== null && isTooManyTries(withPassword.error);
  if (isKept && !offersCode) setOffersCode(true);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!withPassword.isPending)
          withPassword.mutate({ name, password, ...(code.trim() !== '' && { code }) });
      }}
    >
      <TextField
        label={texts.signIn.name}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={name}
        onText={setName}
      />
      <PasswordField
        label={texts.signIn.password}
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onText={setPassword}
      />
      {offersCode && (
        <TextField
          label={texts.signIn.codeIfAny}
          help={texts.signIn.codeIfAnyHelp}
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          value={code}
          onText={setCode}
        />
      )}
      {withPassword.error !== null && <ErrorNotice error={withPassword.error} />}
      <Button type="submit" kind="main" isBusy={withPassword.isPending}>
        {texts.signIn.signIn}
      </Button>
    </form>
  );
}

function isTooManyTries(error: unknown): boolean {
  return toApiError(error).code === 'PORTCULLIS_TOO_MANY_TRIES';
}
