import type { NoticeButton, PageInput, Settings } from '@portcullis/gate';
import { dictionary, list, nullable, object, optional, type Shape, text } from './shape.ts';

const localizedText = dictionary(text);

export const settingsShape: Shape<Settings> = object<Settings>({
  page: object<PageInput>({
    brand: optional(text),
    logo: optional(text),
    colors: optional(
      object<NonNullable<PageInput['colors']>>({ accent: optional(text), accentDark: optional(text) }),
    ),
    languages: optional(list(text)),
    texts: optional(dictionary(localizedText)),
    contact: optional(
      object<NonNullable<PageInput['contact']>>({
        email: optional(text),
        phone: optional(text),
        url: optional(text),
      }),
    ),
    timeZone: optional(text),
  }),
  defaults: object<Settings['defaults']>({
    message: localizedText,
    button: nullable(object<NoticeButton>({ label: localizedText, url: text })),
  }),
  production: optional(object<NonNullable<Settings['production']>>({ text: localizedText })),
});
