import { describe, expect, it } from 'vitest';
import { foldName } from './fold-name.ts';

describe('foldName', () => {
  it.each([
    ['Ada', 'aDA'],
    ['Jürgen', 'JU\u0308RGEN'],
    ['Straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['ΟΔΟΣ', 'οδος'],
    ['οδοσ', 'οδος'],
    ['Kelvin \u212A', 'kelvin k'],
    ['\u017Fofia', 'Sofia'],
    ['ｍｉａ', 'mia'],
    ['\u2121', 'tel'],
    ['\uFB01nn', 'FINN'],
  ])('%s is %s', (name, same) => {
    expect(foldName(name)).toBe(foldName(same));
    expect(foldName(foldName(name))).toBe(foldName(name));
  });

  it.each([
    ['ada', 'ada '],
    ['ada', 'a da'],
    ['resume', 'résumé'],
    ['ada', 'аda'],
    ['1', 'l'],
  ])('%s is not %s', (name, other) => {
    expect(foldName(name)).not.toBe(foldName(other));
  });
});
