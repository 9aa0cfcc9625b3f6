import type { LocalizedText, Settings, StoredSettings } from '../../api/schema.ts';

/** What operators set; empty where the policy's words hold, or the gate's. */
export function textIn({ settings }: Pick<StoredSettings, 'settings'>): LocalizedText {
  return settings?.production?.text ?? {};
}

export function withText(text: LocalizedText, language: string, value: string): LocalizedText {
  return { ...text, [language]: value };
}

/** Languages in whatever order; what is blank is not there. */
export function sameText(one: LocalizedText, other: LocalizedText): boolean {
  const inOrder = (text: LocalizedText) =>
    JSON.stringify(Object.entries(filled(text)).sort(([a], [b]) => a.localeCompare(b)));
  return inOrder(one) === inOrder(other);
}

/** The stored settings with another text, as they are sent. */
export function settingsWithText(
  { settings }: Pick<StoredSettings, 'settings'>,
  text: LocalizedText,
): Settings {
  const { page, defaults } = settings ?? { page: {}, defaults: { message: {}, button: null } };
  const written = filled(text);
  return { page, defaults, ...(Object.keys(written).length > 0 && { production: { text: written } }) };
}

function filled(text: LocalizedText): LocalizedText {
  return Object.fromEntries(
    Object.entries(text).flatMap(([tag, value]) => (value.trim() === '' ? [] : [[tag, value.trim()]])),
  );
}
