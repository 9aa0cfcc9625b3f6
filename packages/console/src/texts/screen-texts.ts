import { use } from 'react';
import { recall } from '../environment/remembered.ts';
import { type Language, pickLanguage } from './languages.ts';
import type { ScreenCatalogue } from './screen-catalogue.ts';
import { useTexts } from './texts-context.tsx';

const loaded = new Map<string, ScreenCatalogue>();
const loading = new Map<string, Promise<ScreenCatalogue>>();

export function screenTextsOf({ tag }: Language): ScreenCatalogue | undefined {
  return loaded.get(tag);
}

export function loadScreenTextsOf(language: Language): Promise<ScreenCatalogue> {
  const found = loading.get(language.tag);
  if (found !== undefined) return found;
  const texts = language.loadScreens().then(
    (catalogue) => {
      loaded.set(language.tag, catalogue);
      return catalogue;
    },
    (error: unknown) => {
      // The network may be back the next time.
      loading.delete(language.tag);
      throw error;
    },
  );
  loading.set(language.tag, texts);
  return texts;
}

/** For the loaders of routes: the texts come beside the screen, not after it. */
export async function loadScreenTexts(): Promise<null> {
  await loadScreenTextsOf(pickLanguage([recall('language'), ...navigator.languages]));
  return null;
}

/** Suspends where no loader has brought them, as after a change of the language. */
export function useScreenTexts(): ScreenCatalogue {
  const { language } = useTexts();
  return screenTextsOf(language) ?? use(loadScreenTextsOf(language));
}
