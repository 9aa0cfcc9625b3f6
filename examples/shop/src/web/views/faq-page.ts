import { formatMoney } from '../../domain/money.ts';
import type { ChatMessage } from '../../domain/support-chat.ts';
import { type Html, html } from '../html.ts';
import { field, writeForm } from './forms.ts';
import { type Frame, page, problemMessage } from './frame.ts';

export function faqPage(frame: Frame, messages: readonly ChatMessage[], problem: string | null = null): Html {
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
    [
      'Can my program ask you?',
      html`Yes: <code>/graphql</code> takes GraphQL by POST, and queries by GET. <code>{ products { slug name stock } }</code> is a good first question, and the schema answers questions about itself.`,
    ],
  ];
  return page(frame, {
    title: 'Help',
    scripts: ['support-chat'],
    main: html`<h1>Help</h1>${problemMessage(problem)}${answers.map(([question, answer]) => html`<section><h2>${question}</h2><p>${answer}</p></section>`)}
${chatBox(frame, messages)}`,
  });
}

/** A form like any other; assets/support-chat.js sends it through a socket where there is one. */
function chatBox({ visit }: Frame, messages: readonly ChatMessage[]): Html {
  return html`<section class="chat" id="chat"><h2>Write to us</h2>
${visit.account === null && html`<p><a href="/login?next=/faq">Log in</a> to write to us here; we answer by e-mail.</p>`}
${
  visit.account !== null &&
  html`<p class="muted">We read along during the day, and answer by e-mail.</p>
<ol class="messages" aria-label="Your messages" aria-live="polite">${messages.map(({ text }) => html`<li>${text}</li>`)}</ol>
${writeForm(visit, {
  action: '/chat',
  submit: 'Send',
  name: 'chat',
  id: 'chat-form',
  fields: field({ name: 'text', label: 'Message', rows: 2, idPrefix: 'chat' }),
})}`
}</section>`;
}
