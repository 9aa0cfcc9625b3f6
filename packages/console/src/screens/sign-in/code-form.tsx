import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { TextField } from '../../components/field.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import type { useEntering } from './use-entering.ts';

interface CodeFormProps extends Pick<ReturnType<typeof useEntering>, 'withCode'> {
  readonly onStartOver: () => void;
}

export function CodeForm({ withCode, onStartOver }: CodeFormProps): ReactNode {
  const { texts } = useTexts();
  const [code, setCode] = useState('');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!withCode.isPending) withCode.mutate(code);
      }}
    >
      <TextField
        label={texts.signIn.code}
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        required
        minLength={6}
        autoFocus
        value={code}
        onText={setCode}
      />
      {withCode.error !== null && <ErrorNotice error={withCode.error} />}
      <Button type="submit" kind="main" isBusy={withCode.isPending}>
        {texts.signIn.continue}
      </Button>
      <div>
        <Button kind="plain" onClick={onStartOver}>
          {texts.signIn.startOver}
        </Button>
      </div>
    </form>
  );
}
