import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { TextField } from './field.tsx';

export interface LookUpProps {
  readonly label: string;
  readonly help: string;
  /** What such an id looks like. */
  readonly example: string;
  readonly action: string;
  /** The id that was meant; null = there is nothing to look for. */
  readonly read: (text: string) => string | null;
  readonly onFind: (id: string) => void;
}

/** Finds something by the id that somebody reads over the phone. */
export function LookUp({ label, help, example, action, read, onFind }: LookUpProps): ReactNode {
  const [text, setText] = useState('');
  return (
    <form
      className="look-up"
      onSubmit={(event) => {
        event.preventDefault();
        const id = read(text);
        if (id !== null) onFind(id);
      }}
    >
      <TextField
        label={label}
        placeholder={example}
        title={help}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={64}
        value={text}
        onText={setText}
      />
      <Button type="submit">{action}</Button>
    </form>
  );
}
