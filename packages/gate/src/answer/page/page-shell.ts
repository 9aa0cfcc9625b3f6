import type { Policy } from '../../model/policy.ts';
import { type Html, html, joinHtml, noHtml } from '../html.ts';
import { cleanLine } from '../operator-text.ts';
import type { Reader } from '../reader.ts';
import { safeReference } from '../reference.ts';
import { icons } from './icons.ts';
import { themeOf } from './theme.ts';

export interface PageContent {
  /** What kind of page it is, in one or two words above the headline. */
  readonly label: { readonly icon: keyof typeof icons; readonly text: string };
  readonly headline: Html;
  /** The headline as plain text, for the title of the browser tab. */
  readonly title: string;
  readonly main: Html;
  readonly footer: Html;
}

/**
 * One whole document: no script, nothing loaded from anywhere, nothing of the request in it. The icon is
 * given so that browsers do not ask for /favicon.ico, which the policy of the page would refuse aloud.
 */
export function renderPage(reader: Reader, policy: Policy, content: PageContent): string {
  const theme = themeOf(policy.page);
  const brand = cleanLine(policy.page.brand);
  const title = brand === '' || content.title.includes(brand) ? content.title : `${content.title} · ${brand}`;
  const logo = theme.logo === null ? noHtml : html`<img src="${theme.logo}" alt="">`;
  const hasBrand = brand !== '' || theme.logo !== null;
  const header = hasBrand
    ? html`<header><p class="brand">${logo}<span dir="auto">${brand}</span></p></header>`
    : noHtml;
  const icon = theme.logo ?? gateIcon(theme.light.accent);
  return html`<!DOCTYPE html>
<html lang="${reader.language}" dir="${reader.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${icon}">
<style>${{ markup: theme.style }}</style>
</head>
<body>
${header}
<main>
<p class="label">${icons[content.label.icon]}<span>${content.label.text}</span></p>
<h1>${content.headline}</h1>
${content.main}
</main>
<footer>
${content.footer}
</footer>
</body>
</html>
`.markup;
}

function paragraphs(texts: readonly Html[]): Html {
  return joinHtml(texts.map((text) => html`<p>${text}</p>`));
}

/** Paragraphs, and blocks after them. */
export function lead(texts: readonly Html[], blocks: Html = noHtml): Html {
  return texts.length === 0 && blocks.markup === ''
    ? noHtml
    : html`<div class="lead">${paragraphs(texts)}${blocks}</div>`;
}

/** A box that says what to do now. */
export function callout(icon: keyof typeof icons, texts: readonly Html[]): Html {
  return html`<div class="callout">${icons[icon]}<div>${paragraphs(texts)}</div></div>`;
}

/** Rows of a name and a value. */
export function details(rows: readonly (readonly [name: string, value: Html])[]): Html {
  const body = joinHtml(rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`));
  return html`<dl class="details">${body}</dl>`;
}

export function referenceLine(reader: Reader, reference: string, hasContact: boolean): Html {
  const safe = safeReference(reference);
  if (safe === null) return noHtml;
  const hint = hasContact ? html` ${reader.say('referenceHint')}` : noHtml;
  return html`<p>${reader.say('reference')} <code dir="ltr">${safe}</code>.${hint}</p>`;
}

function gateIcon(color: string): string {
  const fill = color.replace('#', '%23');
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M2 2.5h12M2 7h12M3.5 1v13M8 1v13M12.5 1v13' stroke='${fill}' stroke-width='2' fill='none'/%3E%3C/svg%3E`;
}
