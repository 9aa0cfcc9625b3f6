import type { ErrorCode, Problem } from '../api/schema.ts';

type Values = NonNullable<Problem['values']>;

/** An error in the words of a language; what is left out, the server's text says. */
export interface ErrorWords {
  readonly title: string;
  /** `values`: what the server gave for this code. Null = there are no words for them. */
  readonly detail?: (values: Values) => string | null;
}

export type AllErrorWords = Readonly<Record<ErrorCode, ErrorWords>>;

export function errorWordsFor<Words extends Partial<AllErrorWords>>(
  words: Words,
  code: string | null,
): ErrorWords | null {
  return code !== null && Object.hasOwn(words, code) ? (words[code as ErrorCode] ?? null) : null;
}
