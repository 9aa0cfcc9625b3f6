import { useEffect, useState } from 'react';
import type { Said } from '../api/schema.ts';
import { wordsFor } from './said-words.ts';
import type { ScreenCatalogue } from './screen-catalogue.ts';
import { loadScreenTextsOf, screenTextsOf } from './screen-texts.ts';
import { useTexts } from './texts-context.tsx';

/**
 * The texts of the screens where they may not be there yet, and must not hold up what is shown: undefined while they
 * come, null when they do not.
 */
export function useWords(): ScreenCatalogue | null | undefined {
  const { language } = useTexts();
  const [missing, setMissing] = useState<string | null>(null);
  const [, setLoaded] = useState<string | null>(null);
  const there = screenTextsOf(language);
  useEffect(() => {
    if (there !== undefined) return;
    let isWanted = true;
    loadScreenTextsOf(language).then(
      () => isWanted && setLoaded(language.tag),
      () => isWanted && setMissing(language.tag),
    );
    return () => {
      isWanted = false;
    };
  }, [language, there]);
  return there ?? (missing === language.tag ? null : undefined);
}

/** Words what the server says, in the language of whoever reads it; with the server's text where there are none. */
export function useSaid(): (said: Said | null | undefined, text: string) => string {
  const words = useWords();
  return (said, text) =>
    words === undefined ? '' : words === null ? text : wordsFor(words.said, said, text);
}
