import type { OutgoingMail } from '../../domain/mail.ts';
import { type Html, html } from '../html.ts';
import { momentOf } from './when.ts';

/** How far a mail is: handed over, and what the mail provider says of it. */
export function mailState({ deliveredAt, report }: Pick<OutgoingMail, 'deliveredAt' | 'report'>): Html {
  return html`${deliveredAt !== null && html`, delivered ${momentOf(deliveredAt)}`}${
    report !== null &&
    html`, <strong>${report.kind === 'delivered' ? 'arrived' : 'bounced'}</strong> ${momentOf(report.at)} (${report.detail})`
  }`;
}
