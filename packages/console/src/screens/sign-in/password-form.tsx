import { type ReactNode, useState } from 'react';
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
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!withPassword.isPending) withPassword.mutate({ name, password });
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
      {withPassword.error !== null && <ErrorNotice error={withPassword.error} />}
      <Button type="submit" kind="main" isBusy={withPassword.isPending}>
        {texts.signIn.signIn}
      </Button>
    </form>
  );
}
