import type { NoticeContact } from '../model/notice.ts';
import type { Policy } from '../model/policy.ts';
import { parseSafeUrl } from '../model/safe-url.ts';
import type { Switch } from '../model/switch.ts';
import { type Html, html } from './html.ts';
import { cleanLine } from './operator-text.ts';
import type { Reader } from './reader.ts';

/** One way to reach the people of the site. */
export interface ContactWay {
  readonly kind: 'email' | 'phone' | 'website';
  readonly text: string;
  /** Checked; null when the text cannot be a link. */
  readonly href: string | null;
}

/** Whom to ask: what the switch names, else what the policy names. */
export function contactWays(state: Pick<Switch, 'notice'>, policy: Policy): readonly ContactWay[] {
  const named = waysOf(state.notice.contact);
  return named.length > 0 ? named : waysOf(policy.page.contact);
}

function waysOf(contact: NoticeContact): readonly ContactWay[] {
  const ways: ContactWay[] = [];
  const email = cleanLine(contact.email ?? '');
  if (email !== '') {
    const url = parseSafeUrl(`mailto:${email}`, { allowMailto: true });
    ways.push({ kind: 'email', text: email, href: url.kind === 'mailto' ? url.href : null });
  }
  const phone = cleanLine(contact.phone ?? '');
  if (phone !== '') {
    const digits = phone.replace(/[\s()./-]/g, '');
    ways.push({ kind: 'phone', text: phone, href: /^\+?\d{3,15}$/.test(digits) ? `tel:${digits}` : null });
  }
  const url = parseSafeUrl(contact.url ?? '');
  if (url.kind !== 'refused') {
    const text = url.href.replace(/^https?:\/\//, '').replace(/(?<=.)\/$/, '');
    ways.push({ kind: 'website', text, href: url.href });
  }
  return ways;
}

export function contactHtml(reader: Reader, ways: readonly ContactWay[]): Html {
  const rows = ways.map(({ kind, text, href }) => {
    const value = href === null ? html`<bdi>${text}</bdi>` : html`<a href="${href}" dir="ltr">${text}</a>`;
    return html`<div><dt>${reader.say(kind)}</dt><dd>${value}</dd></div>`;
  });
  return html`<dl>${rows}</dl>`;
}
