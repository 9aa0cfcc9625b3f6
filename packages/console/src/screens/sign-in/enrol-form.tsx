import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { PasswordField, TextField } from '../../components/field.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { leastPasswordLength } from './least-password-length.ts';
import type { useEntering } from './use-entering.ts';

interface EnrolFormProps extends Pick<ReturnType<typeof useEntering>, 'enrol'> {
  /** The first owner chooses a name, too; an invitation has it already. */
  readonly isFirstOwner: boolean;
  /** Of the link. @default it is asked for */
  readonly givenCode?: string;
}

export function EnrolForm({ enrol, isFirstOwner, givenCode }: EnrolFormProps): ReactNode {
  const { texts } = useTexts();
  const { signIn } = texts;
  const [typedCode, setCode] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (enrol.isPending) return;
        enrol.mutate({ code: givenCode ?? typedCode, password, ...(isFirstOwner && { name }) });
      }}
    >
      {givenCode === undefined && (
        <TextField
          label={isFirstOwner ? signIn.firstRunCode : signIn.enrolCode}
          {...(isFirstOwner && { help: signIn.firstRunCodeHelp })}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={typedCode}
          onText={setCode}
        />
      )}
      {isFirstOwner && (
        <TextField
          label={signIn.yourName}
          help={signIn.yourNameHelp}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={128}
          value={name}
          onText={setName}
        />
      )}
      <PasswordField
        label={signIn.newPassword}
        help={signIn.newPasswordHelp(leastPasswordLength)}
        name="password"
        autoComplete="new-password"
        required
        minLength={leastPasswordLength}
        value={password}
        onText={setPassword}
      />
      {enrol.error !== null && <ErrorNotice error={enrol.error} />}
      <Button type="submit" kind="main" isBusy={enrol.isPending}>
        {isFirstOwner ? signIn.becomeOwner : signIn.accept}
      </Button>
    </form>
  );
}
