import type { LocalizedText, Settings, StoredSettings } from '../../api/schema.ts';
import { isAddress } from '../../environment/is-address.ts';
import { isColor } from './contrast.ts';

/** The settings as they are typed: what is empty is not set, and the file says it, or the product. */
export interface SettingsDraft {
  readonly brand: string;
  /** A data URL. */
  readonly logo: string;
  readonly accent: string;
  readonly accentDark: string;
  readonly languages: readonly string[];
  readonly timeZone: string;
  readonly email: string;
  readonly phone: string;
  readonly contactUrl: string;
  readonly message: LocalizedText;
  readonly buttonLabel: LocalizedText;
  readonly buttonUrl: string;
}

export type SettingsProblem =
  | 'accent'
  | 'accentDark'
  | 'timeZone'
  | 'buttonNeedsLabel'
  | 'buttonNeedsUrl'
  | 'buttonUrlWrong'
  | 'contactUrlWrong';

export function draftOf({ settings }: Pick<StoredSettings, 'settings'>): SettingsDraft {
  const { page = {}, defaults } = settings ?? {};
  return {
    brand: page.brand ?? '',
    logo: page.logo ?? '',
    accent: page.colors?.accent ?? '',
    accentDark: page.colors?.accentDark ?? '',
    languages: page.languages ?? [],
    timeZone: page.timeZone ?? '',
    email: page.contact?.email ?? '',
    phone: page.contact?.phone ?? '',
    contactUrl: page.contact?.url ?? '',
    message: defaults?.message ?? {},
    buttonLabel: defaults?.button?.label ?? {},
    buttonUrl: defaults?.button?.url ?? '',
  };
}

/** What is sent: only what is set, and with it what this form does not show. */
export function settingsOf(draft: SettingsDraft, { settings }: Pick<StoredSettings, 'settings'>): Settings {
  const colors = filled({ accent: draft.accent, accentDark: draft.accentDark });
  const contact = filled({ email: draft.email, phone: draft.phone, url: draft.contactUrl });
  const texts = settings?.page.texts;
  const production = settings?.production;
  const url = draft.buttonUrl.trim();
  return {
    page: {
      ...filled({ brand: draft.brand, logo: draft.logo, timeZone: draft.timeZone }),
      ...(Object.keys(colors).length > 0 && { colors }),
      ...(Object.keys(contact).length > 0 && { contact }),
      ...(draft.languages.length > 0 && { languages: [...draft.languages] }),
      ...(texts !== undefined && { texts }),
    },
    defaults: {
      message: filled(draft.message),
      button: url === '' ? null : { label: filled(draft.buttonLabel), url },
    },
    ...(production !== undefined && { production }),
  };
}

export function problemsOf(draft: SettingsDraft): readonly SettingsProblem[] {
  const hasLabel = Object.keys(filled(draft.buttonLabel)).length > 0;
  const hasUrl = draft.buttonUrl.trim() !== '';
  const zone = draft.timeZone.trim();
  const found: readonly (SettingsProblem | false)[] = [
    draft.accent.trim() !== '' && !isColor(draft.accent.trim()) && 'accent',
    draft.accentDark.trim() !== '' && !isColor(draft.accentDark.trim()) && 'accentDark',
    zone !== '' && !isTimeZone(zone) && 'timeZone',
    hasUrl && !hasLabel && 'buttonNeedsLabel',
    hasLabel && !hasUrl && 'buttonNeedsUrl',
    hasUrl && !isAddress(draft.buttonUrl) && 'buttonUrlWrong',
    draft.contactUrl.trim() !== '' && !isAddress(draft.contactUrl) && 'contactUrlWrong',
  ];
  return found.filter((problem) => problem !== false);
}

export function isChanged(draft: SettingsDraft, stored: StoredSettings): boolean {
  const before = settingsOf(draftOf(stored), stored);
  return JSON.stringify(settingsOf(draft, stored)) !== JSON.stringify(before);
}

/** Offsets and links such as `+01:00` know no daylight-saving time. */
function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Only what is some text, without what is around it. */
function filled(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])),
  );
}
