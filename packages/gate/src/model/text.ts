/** A text by BCP 47 language tag, such as `{ en: "Back soon", de: "Gleich zurück" }`. */
export type LocalizedText = Readonly<Record<string, string>>;

/**
 * The text for a reader: the exact tag, then its primary language, then English, then whatever is there.
 * Returns null when there is no text at all.
 */
export function textFor(text: LocalizedText, language: string): string | null {
  const primary = language.split('-', 1)[0] ?? language;
  for (const tag of [language, primary, 'en', ...Object.keys(text)]) {
    if (Object.hasOwn(text, tag) && text[tag]) return text[tag];
  }
  return null;
}
