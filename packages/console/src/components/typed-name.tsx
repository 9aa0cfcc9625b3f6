import { type ReactNode, useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { TextField } from './field.tsx';

export interface TypedNameProps {
  /** What must be typed, letter by letter. */
  readonly name: string;
  readonly help: string;
  readonly onMatch: (matches: boolean) => void;
}

/** A brake for what cannot be meant by accident. */
export function TypedName({ name, help, onMatch }: TypedNameProps): ReactNode {
  const { texts } = useTexts();
  const [text, setText] = useState('');
  const isWrong = text !== '' && !name.startsWith(text);
  return (
    <TextField
      label={texts.common.typeToConfirm(name)}
      help={help}
      error={isWrong ? texts.common.typedWrong(name) : null}
      value={text}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      onText={(next) => {
        setText(next);
        onMatch(next === name);
      }}
    />
  );
}
