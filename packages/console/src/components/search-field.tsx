import { type ReactNode, useEffect, useState } from 'react';
import { TextField } from './field.tsx';

/** A pause in typing. */
const pauseMs = 350;

export interface SearchFieldProps {
  readonly label: string;
  readonly help?: string;
  /** What is searched for now, as the address says. */
  readonly value: string;
  /** Called once somebody pauses typing. */
  readonly onSearch: (text: string) => void;
}

/** Searches by itself; follows the address when that changes by other means. */
export function SearchField({ label, help, value, onSearch }: SearchFieldProps): ReactNode {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    if (value !== text.trim()) setText(value);
  }
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onSearch(text.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);
  return (
    <TextField
      label={label}
      help={help}
      type="search"
      autoComplete="off"
      spellCheck={false}
      maxLength={256}
      value={text}
      onText={setText}
    />
  );
}
