import type { ReactNode } from 'react';
import type { Said } from '../api/schema.ts';
import { wordsFor } from '../texts/said-words.ts';
import { useScreenTexts } from '../texts/screen-texts.ts';

interface ServerTextProps {
  readonly said: Said | null;
  /** In English, for what has no words here: whoever reads it aloud is told. */
  readonly text: string;
}

/** What the server says, on screens that have their texts already. */
export function ServerText({ said, text }: ServerTextProps): ReactNode {
  const words = wordsFor(useScreenTexts().said, said, text);
  return words === text ? <span lang="en">{text}</span> : words;
}
