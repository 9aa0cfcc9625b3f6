import { type Html, html, noHtml } from '../html.ts';
import type { Told } from './answer-protocol.ts';

/** A few lines to stand inside a page of the application. `role=status` has them read aloud without taking focus. */
export function statusFragment({ reader, problem, message, reference }: Told): Html {
  const last =
    reference === null ? noHtml : html`<p>${reader.say('reference')} <code dir="ltr">${reference}</code></p>`;
  return html`<div class="portcullis-status" role="status" lang="${reader.language}" dir="${reader.direction}"><p><strong>${problem.title}</strong></p><p dir="auto">${message}</p>${last}</div>`;
}
