import { type Html, html } from '../html.ts';

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

export function dayOf(date: Date): Html {
  return html`<time datetime="${date.toISOString()}">${day.format(date)}</time>`;
}

export function momentOf(date: Date): Html {
  return html`<time datetime="${date.toISOString()}">${moment.format(date)}</time>`;
}
