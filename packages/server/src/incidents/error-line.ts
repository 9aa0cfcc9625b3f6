import { keptText } from '@portcullis/gate';

/** Messages are as long as who raises them likes; a line of a log is not. */
const longestRead = 1_000;
const longestLine = 200;
const shownOfToken = 8;

const lineEnd = /[\r\n\u2028\u2029]/;
/** A password within an address: `postgres://app:secret@database`. */
const userInformation = /:\/\/[^\s/@]*@/g;
/** What is called a secret, and then a value: the rest of the line is that, or may be. `TokenError: …` is a name. */
const namedSecret =
  /((?:passw|passphrase|pwd|secret|token|api[-_ ]?key|authori[sz]ation|cookie|session|credential|signature)[\w-]*(?<!Error|Exception|Fault|Warning)["')\]]{0,3}\s{0,3}[=:]|bearer\s)\s*\S.*$/i;
const longWord = /[\w+-]{24,}/g;

/**
 * The first line of what an exception says, for logs, which more people read than may see the original: no values of what is
 * called a secret, of long tokens the beginning, 200 characters at most.
 */
export function errorLine(message: string): string {
  const [line = ''] = message.slice(0, longestRead).trimStart().split(lineEnd, 1);
  const shown = line
    .replace(userInformation, '://…@')
    .replace(namedSecret, '$1…')
    .replace(longWord, (word) => (isLikeToken(word) ? `${word.slice(0, shownOfToken)}…` : word));
  return keptText(shown.trimEnd(), longestLine);
}

/** Unlike segments of paths, words of errors are long names: those of constraints and fields, with numbers in them, stay. */
function isLikeToken(word: string): boolean {
  if (!/\d/.test(word)) return false;
  return !/[_-]/.test(word) || /^[0-9a-f-]+$/i.test(word) || (/[a-z]/.test(word) && /[A-Z]/.test(word));
}
