// CherryPy looks for a method of a path's name, with every sign of punctuation as an underscore: `/clear-cache`,
// `/clear~cache` and `/clear_cache` are one. CodeIgniter does so with hyphens, if it is told to. CakePHP's DashedRoute and
// Laminas run the words of a name together, so that `/mark-paid`, `/mark--paid`, `/mark%20paid`, `/markPaid` are one, too.

/** The letters by which a literal name of a folded glob is found so; null for names that have no other spelling. */
export function punctuatedName(name: string): string | null {
  return methodName.test(name) ? runTogether(name) : null;
}

/** A name of a path with its punctuation as underscores, of the same length. */
export function withUnderscores(name: string): string {
  return name.replace(punctuation, '_');
}

/** How long `runTogether` is. Asked for nearly every name, so that nothing is made of those that are too long or short. */
export function lengthTogether(name: string): number {
  let length = 0;
  let before = 0;
  let isParted = false;
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    if (isDropped(code)) {
      isParted = true;
      continue;
    }
    if (isParted && isDigit(code) && isDigit(before)) length += 1;
    length += 1;
    before = code;
    isParted = false;
  }
  return length;
}

/** A name without punctuation and blanks. Between digits one sign stays: `/chapter-1-12` is no `/chapter-11-2`. */
export function runTogether(name: string): string {
  let letters = '';
  let start = 0;
  for (let index = 0; index <= name.length; index += 1) {
    if (index < name.length && !isDropped(name.charCodeAt(index))) continue;
    if (start < index) {
      if (isDigit(letters.charCodeAt(letters.length - 1)) && isDigit(name.charCodeAt(start))) letters += '_';
      letters += name.slice(start, index);
    }
    start = index + 1;
  }
  return letters;
}

/** Within the name alone: `/_/` and `/-/` are different things. */
const methodName = /^[a-z\d]+(?:[-_]+[a-z\d]+)+$/;
const punctuation = /[!-.:-@[-`{-~]/g;

/** All of ASCII but letters, digits and the slash, which is in no name; spaces beyond it are best-fitted to that of ASCII. */
function isDropped(code: number): boolean {
  if (code >= 0x61) return code > 0x7a && code < 0x80;
  return !isDigit(code) && !(code >= 0x41 && code <= 0x5a);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
