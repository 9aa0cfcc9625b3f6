import type { Catalogue } from './catalogue.ts';
import type { ScreenCatalogue } from './screen-catalogue.ts';

export interface Language {
  /** BCP 47. */
  readonly tag: string;
  /** What its speakers call it. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly load: () => Promise<Catalogue>;
  /** The texts of the screens that are loaded when they are opened. */
  readonly loadScreens: () => Promise<ScreenCatalogue>;
}

const english: Language = {
  tag: 'en',
  name: 'English',
  direction: 'ltr',
  load: async () => (await import('./english/english.ts')).english,
  loadScreens: async () => (await import('./english/screens.ts')).englishScreens,
};

/** A language more is a catalogue in a folder of its own and a line here. */
export const languages: readonly Language[] = [
  english,
  {
    tag: 'de',
    name: 'Deutsch',
    direction: 'ltr',
    load: async () => (await import('./german/german.ts')).german,
    loadScreens: async () => (await import('./german/screens.ts')).germanScreens,
  },
];

/** The first wanted language that there is; English when there is none. */
export function pickLanguage(wanted: readonly (string | null)[]): Language {
  for (const tag of wanted) {
    const found = languages.find((language) => tag?.toLowerCase().split('-')[0] === language.tag);
    if (found !== undefined) return found;
  }
  return english;
}

/** How dates and numbers are written: as the browser's region does, where it speaks this language. */
export function localeFor({ tag }: Language, browserLanguages: readonly string[]): string {
  return browserLanguages.find((wanted) => wanted.toLowerCase().split('-')[0] === tag) ?? tag;
}
