/** HTML that is safe to send: made by the `html` tag only, so every other value has been escaped. */
export interface Html {
  readonly markup: string;
}

export type HtmlValue = Html | string | number | null | readonly Html[];

/**
 * Builds HTML. Text is escaped for element content and for quoted attribute values alike; attributes are
 * therefore always quoted in these templates. `null` writes nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0] ?? '';
  values.forEach((value, index) => {
    markup += markupOf(value) + (strings[index + 1] ?? '');
  });
  return { markup };
}

export const noHtml: Html = Object.freeze({ markup: '' });

export function joinHtml(parts: readonly Html[], separator: Html = noHtml): Html {
  return { markup: parts.map((part) => part.markup).join(separator.markup) };
}

/**
 * The same document in ASCII: correct under every character set of the page it is put into.
 * Entities work alike in text and in attribute values.
 */
export function toAsciiMarkup({ markup }: Html): string {
  return markup
    .toWellFormed()
    .replace(/[^\x00-\x7f]/gu, (character) => `&#x${character.codePointAt(0)?.toString(16)};`);
}

function markupOf(value: HtmlValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeText(value);
  if ('markup' in value) return value.markup;
  return value.map((part) => part.markup).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
}
