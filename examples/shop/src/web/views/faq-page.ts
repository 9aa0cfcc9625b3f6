import { formatMoney } from '../../domain/money.ts';
import { type Html, html } from '../html.ts';
import { type Frame, page } from './frame.ts';

export function faqPage(frame: Frame): Html {
  const { freeShippingFromCents, shippingCents, contactEmail } = frame.visit.settings;
  const answers: readonly (readonly [string, Html])[] = [
    [
      'What does shipping cost?',
      html`${formatMoney(shippingCents)} within Europe, and nothing from ${formatMoney(freeShippingFromCents)}.`,
    ],
    ['How long does it take?', html`Two working days to leave us, two to five more to reach you.`],
    [
      'Can I send something back?',
      html`Yes, within 30 days and without a reason. Put it in its box and write to <a href="mailto:${contactEmail}">${contactEmail}</a>; we send a label.`,
    ],
    [
      'Where is my order?',
      html`In your <a href="/account/orders">order history</a>, with everything that happened to it and its invoice.`,
    ],
    [
      'How do gift cards work?',
      html`<a href="/gift-cards">Redeem the code</a> once; the amount pays for your next orders.`,
    ],
    [
      'My order shows fewer items than I paid for.',
      html`That is our mistake, not yours. Your payment and your basket are safe; write to <a href="mailto:${contactEmail}">${contactEmail}</a> and we put it right.`,
    ],
    [
      'I forgot my password.',
      html`<a href="/password-reset">Choose a new one</a>; the link we send works for an hour.`,
    ],
  ];
  return page(frame, {
    title: 'Help',
    main: html`<h1>Help</h1>${answers.map(([question, answer]) => html`<section><h2>${question}</h2><p>${answer}</p></section>`)}`,
  });
}
