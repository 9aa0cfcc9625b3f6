import { reservedPrefix } from '../../model/header.ts';
import type { Page } from '../../model/policy.ts';
import { sha256Hex } from '../../model/sha256.ts';
import type { Palette } from '../page/palette.ts';
import { themeOf } from '../page/theme.ts';

/** The own route that serves the banner's style: GET and HEAD, in every mode. */
const bannerStyleRoute = 'banner.css';

export interface BannerStyle {
  /** `text/css; charset=utf-8` */
  readonly css: string;
  /** With the digest of the content, so that it may be cached for good. */
  readonly path: string;
}

const styles = new WeakMap<Page, BannerStyle>();

/** The style sheet, ASCII only; served with `Cache-Control: public, max-age=31536000, immutable` and `nosniff`. */
export function bannerStyle(page: Page): string {
  return styleOf(page).css;
}

/** `/.well-known/portcullis/banner.css?v=…` */
export function bannerAssetPath(page: Page): string {
  return styleOf(page).path;
}

function styleOf(page: Page): BannerStyle {
  let style = styles.get(page);
  if (style === undefined) {
    const css = build(themeOf(page));
    style = { css, path: `${reservedPrefix}${bannerStyleRoute}?v=${sha256Hex(css).slice(0, 16)}` };
    styles.set(page, style);
  }
  return style;
}

/**
 * `all:initial` keeps the page's own rules out as far as they can be; the doubled class outweighs them. It
 * stands at the top of the page, in its flow: it covers nothing, and scrolls away.
 */
function build({ light, dark }: { readonly light: Palette; readonly dark: Palette }): string {
  const banner = '.portcullis-banner.portcullis-banner';
  return `${banner}{all:initial;display:block;box-sizing:border-box;inline-size:100%;padding:.6rem clamp(.75rem,3vw,1.5rem);border-block-end:1px solid ${light.line};border-inline-start:.375rem solid ${light.accent};background:${light.paper};color:${light.ink};color-scheme:light;font:400 .9375rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic",Arial,sans-serif;text-align:start}
${banner} p,${banner} strong,${banner} span,${banner} bdi,${banner} i{all:unset}
${banner} p{display:block}
${banner} strong{font-weight:700;color:${light.accent}}
${banner} bdi,${banner} [dir=auto]{unicode-bidi:isolate}
${banner} i{opacity:.6;padding-inline:.2em}
${banner}.portcullis-banner-insider{background:${insiderPaper};color:${insiderInk};border-block-end:.25rem solid ${insiderMark};border-inline-start:.375rem solid ${insiderMark};color-scheme:dark}
${banner}.portcullis-banner-insider strong{color:${insiderMark}}
@media (prefers-color-scheme:dark){${banner}.portcullis-banner-visitor{background:${dark.surface};color:${dark.ink};border-block-end-color:${dark.line};border-inline-start-color:${dark.accent};color-scheme:dark}${banner}.portcullis-banner-visitor strong{color:${dark.accent}}}
@media print{${banner}{display:none}}
`;
}

/** The same in light and dark: an insider must not mistake it for part of the page. 10:1 and more. */
const insiderPaper = '#23180a';
const insiderInk = '#fbf3e4';
const insiderMark = '#ffc04d';
