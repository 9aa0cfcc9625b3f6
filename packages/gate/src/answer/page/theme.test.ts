import { describe, expect, test } from 'vitest';
import { examplePolicy } from '../../../test/answer/examples.ts';
import { colorText, contrast, inkOn, parseColor, readableColor } from './accent-color.ts';
import type { Palette } from './palette.ts';
import { themeOf } from './theme.ts';

const color = (text: string) => parseColor(text) ?? [1, 2, 3];

test.each([
  ['#fff', [255, 255, 255]],
  ['#0A5', [0, 170, 85]],
  ['#1d5f6e', [29, 95, 110]],
  [' #1d5f6e ', [29, 95, 110]],
  ['red', null],
  ['#12345', null],
  ['#fff;}body{display:none', null],
  ['', null],
])('parseColor %s', (text, expected) => {
  expect(parseColor(text)).toEqual(expected);
});

// Values of the WCAG definition, as other checkers give them.
test.each([
  ['#000000', '#ffffff', 21],
  ['#767676', '#ffffff', 4.54],
  ['#ff0000', '#ffffff', 4],
  ['#1d5f6e', '#1d5f6e', 1],
])('contrast of %s on %s', (a, b, expected) => {
  expect(contrast(color(a), color(b))).toBeCloseTo(expected, 1);
  expect(contrast(color(b), color(a))).toBeCloseTo(expected, 1);
});

test('a colour that can be read stays itself', () => {
  expect(colorText(readableColor(color('#004488'), [color('#ffffff')], 4.5))).toBe('#004488');
});

test('ink on a colour: the preferred one where it can be read', () => {
  expect(colorText(inkOn(color('#767676'), color('#ffffff')))).toBe('#ffffff');
  expect(colorText(inkOn(color('#ffd400'), color('#ffffff')))).toBe('#000000');
});

describe('every palette keeps WCAG AA', () => {
  const accents = [
    null,
    '#ffd400',
    '#fff',
    '#000',
    '#777',
    '#e30613',
    '#00ff00',
    '#0000ff',
    '#f0f',
    '#1d5f6e',
    '#8a5410',
  ];
  test.each(accents)('with the accent %s', (accent) => {
    const { light, dark } = themeOf({ ...examplePolicy().page, accent });
    for (const palette of [light, dark]) {
      for (const [text, background] of pairs(palette)) {
        expect(contrast(color(text), color(background))).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  function pairs({
    paper,
    surface,
    ink,
    muted,
    accent,
    onAccent,
    pause,
  }: Palette): readonly [string, string][] {
    const onBoth = [ink, muted, accent, pause].flatMap((text): [string, string][] => [
      [text, paper],
      [text, surface],
    ]);
    return [...onBoth, [onAccent, accent]];
  }

  test('a broken colour is not used', () => {
    const page = { ...examplePolicy().page, accent: 'red;}</style><script>', accentDark: null };
    expect(themeOf(page).style).toBe(themeOf({ ...page, accent: null }).style);
  });

  test('the accent for the dark is the one that was given', () => {
    const page = { ...examplePolicy().page, accent: '#004488', accentDark: '#ffcc00' };
    expect(themeOf(page).dark.accent).toBe('#ffcc00');
  });
});

describe('the logo', () => {
  const png = 'data:image/png;base64,iVBORw0KGgo=';
  test.each([
    [png, png],
    ['data:image/svg+xml;base64,PHN2Zy8+', 'data:image/svg+xml;base64,PHN2Zy8+'],
    ['data:text/html;base64,PHNjcmlwdD4=', null],
    ['data:image/svg+xml,<svg onload=alert(1)>', null],
    ['https://evil.example/logo.png', null],
    ['javascript:alert(1)', null],
    [`${png}" onerror="alert(1)`, null],
    [`data:image/png;base64,${'A'.repeat(200_000)}`, null],
    [null, null],
  ])('%.40s', (logo, expected) => {
    expect(themeOf({ ...examplePolicy().page, logo }).logo).toBe(expected);
  });
});

test('the style cannot end its element', () => {
  expect(themeOf(examplePolicy().page).style).not.toContain('</');
});
