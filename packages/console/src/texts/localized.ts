import type { LocalizedText, Status } from '../api/schema.ts';

/** The text in a language, or in its base language, or in English, or in whatever there is; empty when there is none. */
export function localized(text: LocalizedText, tag: string): string {
  return text[tag] ?? text[tag.split('-')[0] ?? ''] ?? text.en ?? Object.values(text)[0] ?? '';
}

/** What an area is called, for people; its name when the policy gives it no title. */
export function areaTitle({ areas }: Pick<Status, 'areas'>, name: string, tag: string): string {
  const title = areas.find((area) => area.name === name)?.title;
  return (title && localized(title, tag)) || name;
}
