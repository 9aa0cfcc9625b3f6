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
