/** A text by BCP 47 language tag, such as `{ en: "Back soon", de: "Gleich zurück" }`. */
export type LocalizedText = Readonly<Record<string, string>>;

/** A text and the language it is written in, which may not be the one that was asked for. */
export interface TaggedText {
  readonly tag: string;
  readonly text: string;
}

/**
 * The text for a reader: the exact tag, then shorter ones (`zh-Hant-TW`, `zh-Hant`, `zh`), then English,
 * then whatever is there. Blank texts count as absent. Returns null when there is no text at all.
 */
export function taggedTextFor(text: LocalizedText, language: string): TaggedText | null {
  for (const tag of [...shorterTags(language), 'en', ...Object.keys(text)]) {
    if (Object.hasOwn(text, tag) && text[tag]?.trim()) return { tag, text: text[tag] };
  }
  return null;
}

/** The text alone; see `taggedTextFor`. */
export function textFor(text: LocalizedText, language: string): string | null {
  return taggedTextFor(text, language)?.text ?? null;
}

/** `zh-Hant-TW` → `zh-Hant-TW`, `zh-Hant`, `zh` (RFC 4647, 3.4). */
export function shorterTags(tag: string): string[] {
  const subtags = tag.split('-');
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
}
