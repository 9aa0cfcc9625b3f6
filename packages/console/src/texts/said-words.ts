import type { Said } from '../api/schema.ts';

export type ValuesOf<Code extends Said['code']> = Extract<Said, { readonly code: Code }>['values'];

/** Words of a language for everything that the server says: a code without words does not compile. */
export type SaidWords = {
  readonly [Code in Said['code']]: (values: ValuesOf<Code>) => string;
};

export type EffectiveRule = ValuesOf<'effective-rule'>['rule'];
export type ModeRule = EffectiveRule['site'];
export type LetIn = ModeRule['writers'][number];
export type DeclaredReads = ModeRule['declaredReads'][number];
export type Listed = ModeRule['insidersOnly'];
export type Ways = Extract<LetIn, { readonly kind: 'roles' }>['by'];

/** The words for what was said; the server's own where it says what this console has no words for yet. */
export function wordsFor(words: SaidWords, said: Said | null | undefined, text: string): string {
  if (said === null || said === undefined || !Object.hasOwn(words, said.code)) return text;
  // One table for all codes: that the values fit is what the type of the table says.
  const say = words[said.code] as (values: Said['values']) => string;
  return say(said.values);
}

/** What a field names first, and how many it does not name. */
export function listedIn({ first, more }: Listed, or: string, moreWords: (more: number) => string): string {
  if (more === 0) return first.join(` ${or} `);
  return [...first, moreWords(more)].join(', ');
}
