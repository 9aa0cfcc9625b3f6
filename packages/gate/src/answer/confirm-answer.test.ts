import { describe, expect, test } from 'vitest';
import {
  browserRequest,
  confirmedWrite,
  exampleContext,
  headerOf,
  programRequest,
} from '../../test/answer/examples.ts';
import type { AnswerRequest } from './answer.ts';
import { answerFor } from './answer-for.ts';
import type { Confirmation } from './confirm-answer.ts';

const confirmation: Confirmation = {
  token: 'bm9uY2U.c2ln',
  action: '/orders/1043/refund?portcullis-confirm=bm9uY2U.c2ln',
  fields: [
    ['_csrf', 'q1w2e3'],
    ['amount', '12.50'],
    ['note', 'a\r\n"b" <c>'],
    ['card_number', '4111111111111111'],
  ],
  expiresInSeconds: 120,
};
const post = browserRequest({ method: 'POST', target: '/orders/1043/refund?key=hunter2' }, [
  'Referer',
  'https://shop.example/orders/1043?tab=money',
]);
const ask = (change: Partial<Confirmation> = {}, request: AnswerRequest = post) =>
  answerFor({
    ...exampleContext({ request }),
    decision: confirmedWrite(),
    confirmation: { ...confirmation, ...change },
  });

describe('the confirmation page', () => {
  const given = ask();

  test('is 428, not stored, and says what, who, since when', () => {
    expect(given.status).toBe(428);
    expect(headerOf(given, 'cache-control')).toBe('no-store');
    expect(headerOf(given, 'retry-after')).toBeNull();
    for (const part of [
      'POST /orders/1043/refund</code>',
      '<bdi>jane@shop.example</bdi> (admin)',
      'turned on by <bdi>jane</bdi>',
      'Repair lost line items',
      'Nothing has been done yet.',
      'within 2 minutes',
    ]) {
      expect(given.body).toContain(part);
    }
    expect(given.body).not.toContain('hunter2');
  });

  test('sends the same fields again, byte for byte', () => {
    expect(given.body).toContain(
      `<form method="post" action="${confirmation.action}" accept-charset="utf-8">`,
    );
    expect(given.body).toContain('<input type="hidden" name="note" value="a\r\n&quot;b&quot; &lt;c&gt;">');
    expect(given.body.match(/type="hidden"/g)).toHaveLength(4);
    expect(given.body).toContain('name="card_number" value="4111111111111111"');
  });

  test('shows entries, but none that is secret', () => {
    expect(given.body).toContain('amount:</bdi> <bdi>12.50</bdi>');
    expect(given.body).toContain('card_number:</bdi> <em>not shown</em>');
    expect(given.body).toContain('_csrf:</bdi> <em>not shown</em>');
  });

  test('shows twelve entries, and how many more there are', () => {
    const fields = Array.from({ length: 30 }, (_, index) => [`line${index}`, String(index)] as const);
    expect(ask({ fields }).body).toContain('and 18 more');
  });

  test('lets the form go on to the application, and its redirect with it', () => {
    expect(headerOf(given, 'content-security-policy')).toContain("form-action 'self' https:;");
  });

  test.each([
    ['the page before', ['Referer', 'https://shop.example/orders/1043?tab=money'], '/orders/1043?tab=money'],
    ['another site', ['Referer', 'https://evil.example/orders'], '/'],
    ['another port', ['Referer', 'https://shop.example:8443/orders'], '/'],
    ['plain HTTP', ['Referer', 'http://shop.example/orders'], '/'],
    ['two slashes', ['Referer', 'https://shop.example//evil.example'], '/'],
    ['nonsense', ['Referer', 'javascript:alert(1)'], '/'],
    ['none', [], '/'],
    ['two', ['Referer', 'https://shop.example/a', 'Referer', 'https://shop.example/b'], '/'],
  ])('cancel leads to %s', (_, headers, path) => {
    const { body } = ask({}, browserRequest({ method: 'POST' }, headers));
    expect(body).toContain(`<a class="button quiet" href="${path}">Cancel</a>`);
  });
});

describe('what a page cannot repeat', () => {
  test.each<[string, Partial<Confirmation>, AnswerRequest]>([
    ['a body that is no form', { fields: null }, post],
    ['a method that forms do not have', {}, { ...post, method: 'DELETE' }],
    ['an action on another site', { action: '//evil.example/' }, post],
    ['an action with a scheme', { action: 'https://shop.example/' }, post],
  ])('%s: the header is explained', (_, change, request) => {
    const given = ask(change, request);
    expect(given.status).toBe(428);
    expect(given.body).not.toContain('<form');
    expect(given.body).not.toContain('evil.example');
    expect(given.body).toContain('Portcullis-Confirm: bm9uY2U.c2ln</code>');
    expect(given.body).toContain('This cannot be confirmed on a page');
    expect(headerOf(given, 'content-security-policy')).toContain("form-action 'none';");
  });

  test('a link repeats GET, where a form would lose the query', () => {
    const { body } = ask({ action: '/unsubscribe?u=1&portcullis-confirm=x', fields: [] }, browserRequest());
    expect(body).toContain(
      '<a class="button" href="/unsubscribe?u=1&amp;portcullis-confirm=x">Confirm and carry out</a>',
    );
    expect(body).not.toContain('<form');
  });
});

test.each([
  ['a JSON client', programRequest({ method: 'POST' })],
  ['curl', { ...post, headers: ['Accept', '*/*'] }],
])('%s gets the token and is told how to send it', (_, request) => {
  const given = ask({}, request);
  expect(given.status).toBe(428);
  expect(headerOf(given, 'content-type')).toBe('application/problem+json');
  expect(JSON.parse(given.body)).toEqual({
    type: 'urn:portcullis:error:confirmation-needed',
    title: 'Please confirm this change',
    status: 428,
    detail:
      'Maintenance mode is on, and this is a sensitive step. Nothing has been done yet. To go ahead, send exactly the same request again with the header Portcullis-Confirm and this token, within 2 minutes.',
    code: 'PORTCULLIS_CONFIRMATION_NEEDED',
    mode: 'read-only',
    confirmation: {
      header: 'Portcullis-Confirm',
      token: 'bm9uY2U.c2ln',
      expiresInSeconds: 120,
      expiresAt: '2026-06-12T11:37:00.000Z',
    },
    reference: 'K7Q2-9FMX',
  });
});

test('a decision to confirm without a confirmation is refused', () => {
  const given = answerFor({ ...exampleContext(), decision: confirmedWrite() });
  expect(given.status).toBe(503);
});
