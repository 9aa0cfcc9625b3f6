import type { ScreenCatalogue } from '../../texts/screen-catalogue.ts';

/** The rule that decided, as a sentence in the language of whoever reads it. */
export function reasonWords(
  { rules, ruleUnknown }: ScreenCatalogue['traffic'],
  { id, detail }: { readonly id: string; readonly detail: string },
): string {
  const say = Object.hasOwn(rules, id) ? rules[id] : undefined;
  return say?.(detail) ?? ruleUnknown(id, detail);
}
