import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { SiteApiProvider } from '../api/site-api.ts';
import { AnnouncerProvider } from '../components/announcer.tsx';
import { remember } from '../environment/remembered.ts';
import type { Catalogue } from '../texts/catalogue.ts';
import { createFormat } from '../texts/format.ts';
import { type Language, localeFor } from '../texts/languages.ts';
import { type Texts, TextsProvider } from '../texts/texts-context.tsx';
import type { ConsoleParts } from './create-parts.ts';

export interface AppProps {
  readonly parts: ConsoleParts;
  readonly startingLanguage: Language;
  readonly startingTexts: Catalogue;
}

export function App({ parts, startingLanguage, startingTexts }: AppProps): ReactNode {
  const [chosen, setChosen] = useState({ language: startingLanguage, texts: startingTexts });
  const { language, texts } = chosen;
  const value = useMemo<Texts>(
    () => ({
      texts,
      language,
      format: createFormat(localeFor(language, navigator.languages)),
      async chooseLanguage(next) {
        remember('language', next.tag);
        setChosen({ language: next, texts: await next.load() });
      },
    }),
    [texts, language],
  );
  useEffect(() => {
    document.documentElement.lang = language.tag;
    document.documentElement.dir = language.direction;
  }, [language]);
  return (
    <TextsProvider value={value}>
      <QueryClientProvider client={parts.queryClient}>
        <SiteApiProvider value={parts.api}>
          <AnnouncerProvider>
            <RouterProvider router={parts.router} />
          </AnnouncerProvider>
        </SiteApiProvider>
      </QueryClientProvider>
    </TextsProvider>
  );
}
