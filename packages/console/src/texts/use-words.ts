import { useEffect, useState } from 'react';
import type { ScreenCatalogue } from './screen-catalogue.ts';
import { loadScreenTextsOf, screenTextsOf } from './screen-texts.ts';
import { useTexts } from './texts-context.tsx';

/**
 * The texts of the screens where they may not be there yet, and must not hold up what is shown: undefined while they
 * come, null when they do not. They are loaded only when they are wanted: a first look needs none of them.
 */
export function useWords(isWanted = true): ScreenCatalogue | null | undefined {
  const { language } = useTexts();
  const [missing, setMissing] = useState<string | null>(null);
  const [, setLoaded] = useState<string | null>(null);
  const there = screenTextsOf(language);
  useEffect(() => {
    if (there !== undefined || !isWanted) return;
    let isMounted = true;
    loadScreenTextsOf(language).then(
      () => isMounted && setLoaded(language.tag),
      () => isMounted && setMissing(language.tag),
    );
    return () => {
      isMounted = false;
    };
  }, [language, there, isWanted]);
  return there ?? (missing === language.tag ? null : undefined);
}
