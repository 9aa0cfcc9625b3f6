import type { Page } from '../../model/policy.ts';
import { sha256Base64 } from '../../model/sha256.ts';
import { type Color, colorText, inkOn, parseColor, readableColor } from './accent-color.ts';
import { pageStyle } from './page-style.ts';
import type { Palette } from './palette.ts';

export type Scheme = 'light' | 'dark';

export interface Theme {
  readonly light: Palette;
  readonly dark: Palette;
  /** The one style of every page. */
  readonly style: string;
  /** Its digest as a CSP source. */
  readonly styleSource: string;
  /** A checked data URL, or null. */
  readonly logo: string | null;
}

/** Built once per policy: a policy is frozen, and a digest in TypeScript costs more than the page. */
const themes = new WeakMap<Page, Theme>();

export function themeOf(page: Page): Theme {
  let theme = themes.get(page);
  if (theme === undefined) {
    theme = buildTheme(page);
    themes.set(page, theme);
  }
  return theme;
}

/**
 * The same page as a reader sees it who prefers light, or dark, whatever the browser prefers: for looking at it before
 * visitors do. The page itself, its style and the digest of that stay as they are.
 */
export function inScheme(page: Page, scheme: Scheme): Page {
  const copy = Object.freeze({ ...page });
  themes.set(copy, buildTheme(page, scheme));
  return copy;
}

const defaultAccent = '#1d5f6e';
const defaultAccentDark = '#86c9d6';

/** WCAG 2.2 AA for text of any size; more in the dark, where colours at the limit look dull. */
const textContrast = { light: 4.5, dark: 6.5 };

const neutrals = {
  light: {
    paper: '#f6f5f1',
    surface: '#ffffff',
    ink: '#1b1f24',
    muted: '#555c66',
    line: '#d9d5cc',
    pause: '#8a5410',
  },
  dark: {
    paper: '#111417',
    surface: '#191e22',
    ink: '#ece9e3',
    muted: '#a5adb7',
    line: '#323a42',
    pause: '#e3b171',
  },
} as const;

function buildTheme(page: Page, only?: Scheme): Theme {
  const light = palette('light', [page.accent, defaultAccent]);
  const dark = palette('dark', [page.accentDark, page.accent, defaultAccentDark]);
  const colors = { light, dark };
  const style =
    only === undefined ? pageStyle(light, dark) : pageStyle(colors[only], colors[only], { scheme: only });
  return {
    light,
    dark,
    style,
    styleSource: `'sha256-${sha256Base64(style)}'`,
    logo: page.logo !== null && isLogo(page.logo) ? page.logo : null,
  };
}

/** The first of the wanted colours that is one. */
function palette(scheme: Scheme, wanted: readonly (string | null)[]): Palette {
  const { paper, surface } = neutrals[scheme];
  const color = wanted.map((text) => parseColor(text ?? '')).find((found) => found !== null);
  const accent = readableColor(
    color ?? black,
    [paper, surface].map((text) => parseColor(text) ?? black),
    textContrast[scheme],
  );
  const onAccent = inkOn(accent, scheme === 'light' ? white : black);
  return { ...neutrals[scheme], accent: colorText(accent), onAccent: colorText(onAccent) };
}

const black: Color = [0, 0, 0];
const white: Color = [255, 255, 255];

/** 64 KB in base64, and the head of the URL. */
const longestLogo = Math.ceil((64 * 1024 * 4) / 3) + 64;

function isLogo(url: string): boolean {
  return (
    url.length <= longestLogo &&
    /^data:image\/(?:png|svg\+xml|webp|jpeg);base64,[A-Za-z0-9+/]+={0,2}$/.test(url)
  );
}
