import type { ReactNode } from 'react';
import type { Said } from '../api/schema.ts';
import { hasWords, wordsFor } from '../texts/said-words.ts';
import { useWords } from '../texts/use-words.ts';

interface SaidTextProps {
  readonly said: Said | null | undefined;
  /** The server's own words, where there are none in this language. */
  readonly text: string;
}

/** What the server says, in the language of whoever reads it. Nothing moves when the words come. */
export function SaidText({ said = null, text }: SaidTextProps): ReactNode {
  const words = useWords(said !== null);
  // The server speaks English.
  if (said === null || words === null || (words !== undefined && !hasWords(words.said, said))) {
    return <span lang="en">{text}</span>;
  }
  if (words === undefined) return <span className="said-coming">{text}</span>;
  return wordsFor(words.said, said, text);
}
