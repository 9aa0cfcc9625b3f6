import { type Html, html } from '../html.ts';

/** A lark's wing over a stem; also in assets/icon.svg. */
export function logo(): Html {
  return html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><circle cx="16" cy="16" r="16" fill="currentColor"/><path d="M16 27V13M16 20c-5 0-8-3-8-8 5 0 8 3 8 8zm0-4c0-5 3-9 8-9 0 5-3 9-8 9z" fill="none" stroke="var(--paper)" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/></svg>`;
}
