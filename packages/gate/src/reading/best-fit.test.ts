import { expect, test } from 'vitest';
import { bestFit } from './best-fit.ts';

test.each([
  ['admin', 'admin'],
  ['\uff21dmin', 'Admin'],
  ['\u00e1dm\u00ecn', 'admin'],
  ['a\u0301dmin', 'admin'],
  ['\u0142\u00f8g\u0131n', 'login'],
  ['\u03b1\u03b4min', 'admin'],
  ['ad\u00admi\u200bn', 'admin'],
  ['a\u2215b\u2044c\uff0fd', 'a/b/c/d'],
  ['a\u00a5b\u20a9c\u2216d\uff3ce\uffe5f\uffe6g', 'a\\b\\c\\d\\e\\f\\g'],
  ['\u066a2e', '%2e'],
  ['wp\u2010admin', 'wp-admin'],
  ['a\u2236\u2236$DATA', 'a::$DATA'],
  // Scripts that need their signs keep them.
  ['\u304c', '\u304c'],
  ['\uac00', '\uac00'],
  ['\u0939\u093f', '\u0939\u093f'],
])('%j is taken for %j', (text, fit) => {
  expect(bestFit(text)).toBe(fit);
});

// bestfit1252.txt and UCA 13, row by row: a sign that is missing here is a way round a protection.
test.each([
  ['/', '\u2044\u2215\u29f8\u2571'],
  ['\\', '\u00a5\u20a9\u2216\u29f5\u2572'],
  ['%', '\u066a'],
  [';', '\u037e\u061b'],
  [':', '\u0589\u2236'],
  ['-', '\u2010\u2011\u2012\u2013\u2014\u2212'],
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
])('%s is the likest of each of %s', (plain, forms) => {
  for (const form of forms) expect(bestFit(`/x${form}y`)).toBe(`/x${plain}y`);
});
