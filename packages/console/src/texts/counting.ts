/** Words for a count by the plural categories of a language; `#` stands for the number. */
export type CountedWords = { readonly other: string } & {
  readonly [Category in Exclude<Intl.LDMLPluralRule, 'other'>]?: string;
};

/** `count(3, { one: '# write', other: '# writes' })` for texts of one language. */
export function countingIn(language: string): (count: number, words: CountedWords) => string {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (count, words) => (words[rules.select(count)] ?? words.other).replaceAll('#', numbers.format(count));
}
