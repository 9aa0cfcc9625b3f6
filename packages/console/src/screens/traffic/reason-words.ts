import type { DecidedRule } from '../../api/schema.ts';
import { wordsFor } from '../../texts/said-words.ts';
import type { ScreenCatalogue } from '../../texts/screen-catalogue.ts';

/** The rule that decided, as a sentence in the language of whoever reads it. */
export function reasonWords(
  { traffic: { rules, ruleUnknown }, said }: Pick<ScreenCatalogue, 'traffic' | 'said'>,
  { id, detail, detailSaid }: DecidedRule,
): string {
  const words = wordsFor(said, detailSaid, detail);
  const say = Object.hasOwn(rules, id) ? rules[id] : undefined;
  return say?.(words) ?? ruleUnknown(id, words);
}
