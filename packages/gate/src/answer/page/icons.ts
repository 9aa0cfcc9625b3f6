import { type Html, html } from '../html.ts';

/** Drawn with the colour of the text around them; said by the words beside them. */
function icon(shape: Html, className: 'beat' | 'turns' | null = null): Html {
  return className === null
    ? html`<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">${shape}</svg>`
    : html`<svg class="${className}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${shape}</svg>`;
}

const stroke = (path: string): Html =>
  html`<path d="${path}" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>`;

export const icons: Readonly<
  Record<'gate' | 'pause' | 'works' | 'none' | 'back' | 'ask' | 'fault' | 'key', Html>
> = {
  gate: icon(stroke('M2 2.5h12M2 7h12M3.5 1v12.5M8 1v12.5M12.5 1v12.5'), 'beat'),
  pause: icon(stroke('M5 3v10M11 3v10')),
  works: icon(stroke('M2.5 8.5l3.5 3.5 7.5-8')),
  none: icon(stroke('M3 8h10')),
  back: icon(stroke('M6 3L2 7l4 4M2.5 7H10a4 4 0 0 1 0 8'), 'turns'),
  ask: icon(stroke('M8 1.5L15 14H1zM8 6v3.5M8 11.8v.1')),
  fault: icon(stroke('M8 1.2a6.8 6.8 0 1 1 0 13.6a6.8 6.8 0 1 1 0-13.6M8 4.5v4M8 11.2v.1')),
  key: icon(stroke('M5 6.2a3 3 0 1 1 0 6a3 3 0 1 1 0-6M7.2 7.3L13.5 2M10.5 4.6l2 2.2')),
};
