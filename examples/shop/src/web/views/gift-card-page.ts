import { formatMoney } from '../../domain/money.ts';
import { type Html, html } from '../html.ts';
import { field, writeForm } from './forms.ts';
import { type Frame, page, problemMessage } from './frame.ts';

export interface GiftCardModel {
  /** Null when nobody is signed in. */
  readonly creditCents: number | null;
  readonly problem: string | null;
}

export function giftCardPage(frame: Frame, { creditCents, problem }: GiftCardModel): Html {
  return page(frame, {
    title: 'Gift cards',
    main: html`<h1>Gift cards</h1>
<p>Redeem a card once, and its amount pays for your next orders until it is used up.</p>${problemMessage(problem)}
${creditCents !== null && html`<p>Your credit: <strong>${formatMoney(creditCents)}</strong></p>`}
${
  creditCents === null
    ? html`<p><a class="button" href="/login?next=%2Fgift-cards">Log in to redeem a card</a></p>`
    : writeForm(frame.visit, {
        action: '/gift-cards/redeem',
        submit: 'Redeem',
        name: 'gift-card',
        fields: field({
          name: 'code',
          label: 'Code on the card',
          autocomplete: 'off',
          hint: 'Such as GIFT-1234-ABCD.',
        }),
      })
}`,
  });
}
