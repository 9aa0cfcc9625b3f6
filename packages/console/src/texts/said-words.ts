import { modes, type Said } from '../api/schema.ts';

export type ValuesOf<Code extends Said['code']> = Extract<Said, { readonly code: Code }>['values'];

/** Words of a language for everything that the server says: a code without words does not compile. */
export type SaidWords = {
  readonly [Code in Exclude<Said['code'], SaidByTheServer>]: (values: ValuesOf<Code>) => string;
} & {
  /** Null in English, and for reasons of tomorrow: the server's own text is the one. */
  readonly [Code in SaidByTheServer]: ((values: ValuesOf<Code>) => string | null) | null;
};

/** Codes whose English stands in the server alone. */
type SaidByTheServer = 'reason' | 'let-in-by' | 'warning' | 'request-method' | 'request-url';

/** Texts with `{name}` where a value stands. */
export type ReasonTexts = { readonly [Code in ValuesOf<'reason'>['reason']]: string };
export type WarningTexts = { readonly [Code in ValuesOf<'warning'>['warning']]: string };

export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

export type EffectiveRule = ValuesOf<'effective-rule'>['rule'];
export type ModeRule = EffectiveRule['site'];
export type LetIn = ModeRule['writers'][number];
export type Listed = ModeRule['insidersOnly'];
export type Ways = Extract<LetIn, { readonly kind: 'roles' }>['by'];

/** Whether there are words for it: a newer server may say what this console does not know. */
export function hasWords(words: SaidWords, { code }: Said): boolean {
  return Object.hasOwn(words, code);
}

/** The words for what was said; the server's own where it says what this console has no words for yet. */
export function wordsFor(words: SaidWords, said: Said | null | undefined, text: string): string {
  if (said === null || said === undefined || !hasWords(words, said)) return text;
  // One table for all codes: that the values fit is what the type of the table says.
  const say = words[said.code] as ((values: Said['values']) => string | null) | null;
  return say?.(said.values) ?? text;
}

/** What a rule comes to, in as few facts as a short sentence has room for. */
export interface RuleGist {
  readonly mode: ModeRule['mode'];
  /** Insiders may change something although the site is not open. */
  readonly insidersWrite: boolean;
  /** Something is let through for everybody. */
  readonly hasExceptions: boolean;
}

export function gistOf({ mode, readers, writers }: ModeRule): RuleGist {
  return {
    mode,
    insidersWrite: writers.some(isInsider),
    hasExceptions: [...readers, ...writers].some((who) => !isInsider(who)),
  };
}

export type Insider = Exclude<LetIn, { readonly kind: 'health' | 'sign-in' | 'exceptions' }>;

/** People who are recognised; everything else is let through for everybody. */
export function isInsider(who: LetIn): who is Insider {
  return who.kind !== 'health' && who.kind !== 'sign-in' && who.kind !== 'exceptions';
}

/** Areas that have another mode than the site, by that mode, in the order of the modes. */
export function areasByMode({
  areas,
}: EffectiveRule): readonly (readonly [ModeRule['mode'], readonly string[]])[] {
  return modes.flatMap((mode) => {
    const names = areas.filter(({ rule }) => rule.mode === mode).map(({ name }) => name);
    return names.length === 0 ? [] : [[mode, names] as const];
  });
}

/** As many names as are read, and how many there are besides. */
export function someOf(names: readonly string[], most = 3): Listed {
  return { first: names.slice(0, most), more: Math.max(0, names.length - most) };
}

/** What a field names first, and how many it does not name. */
export function listedIn({ first, more }: Listed, moreWords: (more: number) => string): string {
  return [...first, ...(more === 0 ? [] : [moreWords(more)])].join(', ');
}
