import { type Html, html, type Renderable } from '../html.ts';
import { type Frame, page } from './frame.ts';

export function messagePage(frame: Frame, title: string, text: Renderable): Html {
  return page(frame, { title, main: html`<h1>${title}</h1><p>${text}</p>` });
}
