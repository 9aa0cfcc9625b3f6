// Websites of Odoo pass a first segment over that names a language: `/fr/shop` is `/shop`.

/** Whether a first segment may name a language. */
export type IsLanguage = (segment: string) => boolean;

/**
 * The codes of languages that Odoo comes with: `fr`, `fr_FR`, `fr-be`, `zh_CN`, `es_419`, `kab`, `sr@latin`
 * (`odoo/addons/base/data/res.lang.csv`); an owner may write others.
 */
const code = /^[a-z]{2,3}(?:[_-][A-Za-z\d]{2,8})?(?:@[A-Za-z]{2,8})?$/;

/** Null where no language is passed over. `fold` is what was done to the paths that are asked about. */
export function isLanguageOf(
  named: readonly string[] | null,
  fold: (segment: string) => string = (segment) => segment,
): IsLanguage | null {
  if (named === null) return null;
  const names = new Set(named.map(fold));
  return (segment) => names.has(segment) || code.test(segment);
}
