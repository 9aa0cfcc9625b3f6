import type { Errors } from '../../model/production.ts';
import type { MaskedError, MaskWords } from './masker.ts';

/** What the parts of a masker share: which errors are for people, and what is said instead of the others. */
export interface Masking {
  readonly errors: Errors;
  /** Reports what was found, once for all that one response holds, and tells what to say. Never throws. */
  tell(found: MaskedError): Told;
}

export interface Told {
  readonly id: string;
  /** One sentence in plain text. */
  readonly text: string;
  /** A whole HTML page, ASCII only. */
  readonly page: () => string;
}

export function createMasking(errors: Errors, words: MaskWords): Masking {
  let told: Told | null = null;
  return {
    errors,
    tell(found) {
      told ??= report(words, found);
      return told;
    },
  };
}

/** What nobody could record is masked all the same: the words failing must not show what they stand for. */
function report(words: MaskWords, found: MaskedError): Told {
  const id = attempt(() => words.report(found));
  const text = id === null ? null : attempt(() => words.text(id));
  const shown = text ?? 'An unexpected error occurred.';
  const page = () => {
    const written = id === null ? null : attempt(() => words.page(id));
    return inAsciiHtml(written ?? `<!doctype html><title>Error</title><p>${escapeMarkup(shown)}</p>\n`);
  };
  return { id: id ?? '', text: shown, page };
}

function attempt(step: () => string): string | null {
  try {
    return step();
  } catch {
    return null;
  }
}

/** Markup is read alike in every charset that extends ASCII when it holds nothing else. */
function inAsciiHtml(markup: string): string {
  return markup.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
}

/** A text as HTML and XML show it. */
export function escapeMarkup(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return inAsciiHtml(escaped.replaceAll('"', '&quot;').replaceAll("'", '&#39;'));
}
