import {
  missingTextKeys,
  nearestWord,
  type Policy,
  textKeys,
  textProblems,
  unknownTextKeys,
  type Warning,
} from '@portcullis/gate';

/** A language may lack a hundred texts; these many are named. */
const namedTexts = 5;

/** What visitors would read otherwise than the policy's author thinks: typos, broken braces, languages half done. */
export function textWarnings({ languages, texts }: Policy['page']): readonly string[] {
  return [
    ...unknownTextKeys(texts).map(describeUnknown),
    ...textProblems(texts).map((problem) => `page.texts.${problem}`),
    ...languages.flatMap((language) => {
      const missing = missingTextKeys({ languages: [language], texts });
      return missing.length === 0 ? [] : [describeMissing(language, missing)];
    }),
  ];
}

function describeUnknown(languageAndKey: string): string {
  const key = languageAndKey.slice(languageAndKey.indexOf('.') + 1);
  const near = nearestWord(key, textKeys);
  const warning: Warning =
    near === null ? 'no page has this text; leave it out' : `no page has this text; did you mean "${near}"?`;
  return `page.texts.${languageAndKey}: ${warning}`;
}

function describeMissing(language: string, missing: readonly string[]): string {
  const named = missing.slice(0, namedTexts).map((key) => key.slice(language.length + 1));
  const more = missing.length - named.length;
  const warning: Warning =
    more > 0
      ? `lacks ${named.join(', ')} and ${more} more; readers of this language see them in English`
      : `lacks ${named.join(', ')}; readers of this language see them in English`;
  return `page.texts.${language}: ${warning}`;
}
