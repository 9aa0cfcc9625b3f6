import { isAscii } from './foldings.ts';

/**
 * Text as servers take it that turn every character into the likest one of a small character set: full-width and other
 * compatibility forms as plain ones, accents gone (collations of databases, slugs), strokes gone, signs that look like
 * a separator as that separator. Characters that show nothing are gone. Case is kept.
 */
export function bestFit(text: string): string {
  if (isAscii(text)) return text;
  const apart = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  if (isAscii(apart)) return apart;
  const plain = apart.normalize('NFKC');
  return plain
    .replace(/[\u00a5-\uffff]/g, (character) => likest.get(character) ?? character)
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');
}

/** Windows-1252 (bestfit1252.txt), and the code pages of Japan and Korea, where `\` is the sign of their currency. */
const separators: readonly (readonly [plain: string, forms: string])[] = [
  ['/', '\u2044\u2215\u29f8\u2571'],
  ['\\', '\u00a5\u20a9\u2216\u29f5\u2572'],
  ['%', '\u066a'],
  [';', '\u037e\u061b'],
  [':', '\u0589\u2236'],
  ['-', '\u2010\u2011\u2012\u2013\u2014\u2212'],
];

/** Letters with a stroke or of another shape, which no decomposition takes apart: by bestfit1252.txt or UCA 13. */
const letters: readonly (readonly [plain: string, forms: string])[] = [
  ['a', '\u03b1'],
  ['b', '\u0180'],
  ['d', '\u0111\u0256\u03b4'],
  ['e', '\u03b5\u212e'],
  ['f', '\u0192\u03c6'],
  ['g', '\u01e5\u0261'],
  ['h', '\u0127\u04bb'],
  ['i', '\u0131\u0268'],
  ['l', '\u0142\u019a'],
  ['n', '\u207f'],
  ['o', '\u00f8'],
  ['p', '\u03c0'],
  ['s', '\u03c3\u03c2'],
  ['t', '\u0167\u03c4\u01ab'],
  ['z', '\u01b6'],
];

const capitals: readonly (readonly [plain: string, forms: string])[] = [
  ['D', '\u0110\u0189'],
  ['F', '\u0191\u03a6'],
  ['G', '\u01e4\u0393'],
  ['H', '\u0126'],
  ['I', '\u0197'],
  ['L', '\u0141'],
  ['O', '\u00d8\u03a9'],
  ['S', '\u03a3'],
  ['T', '\u0166\u0398'],
  ['Z', '\u01b5'],
];

const likest: ReadonlyMap<string, string> = new Map(
  [...separators, ...letters, ...capitals].flatMap(([plain, forms]) =>
    [...forms].map((form) => [form, plain] as const),
  ),
);
