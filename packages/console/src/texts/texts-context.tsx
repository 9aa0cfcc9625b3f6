import { createContext, use } from 'react';
import type { Catalogue } from './catalogue.ts';
import type { Format } from './format.ts';
import type { Language } from './languages.ts';

export interface Texts {
  readonly texts: Catalogue;
  readonly format: Format;
  readonly language: Language;
  readonly chooseLanguage: (language: Language) => void;
}

const TextsContext = createContext<Texts | null>(null);

export const TextsProvider = TextsContext;

/** The texts in the language of whoever looks, and how numbers and times are written in it. */
export function useTexts(): Texts {
  const texts = use(TextsContext);
  if (texts === null) throw new Error('Expected a TextsProvider around.');
  return texts;
}
