import { describe, expect, test } from 'vitest';
import {
  browserRequest,
  exampleContext,
  exampleNow,
  examplePolicy,
  headerOf,
  programRequest,
} from '../../test/answer/examples.ts';
import { passLandingPage, passRedeemedPage, passRefusedPage } from './pass-pages.ts';

const pass = { subject: 'tom <x>', scope: 'read', expiresAt: exampleNow + 4 * 3_600_000 } as const;
const landing = {
  ...exampleContext(),
  pass,
  action: '/.well-known/portcullis/pass',
  fields: [['token', 'abc"def']] as const,
};
const curl = { ...browserRequest(), headers: ['Accept', '*/*'] };

describe('the landing page', () => {
  const given = passLandingPage(landing);

  test('says for whom, what for, until when; and only its POST redeems', () => {
    expect(given.status).toBe(200);
    for (const part of [
      'if you are not <bdi>tom &lt;x&gt;</bdi>',
      'Looking at pages, no changes',
      '5:35 PM GMT+2 today',
      'Opening or previewing this page does not use it up',
      '<form method="post" action="/.well-known/portcullis/pass"',
      '<input type="hidden" name="token" value="abc&quot;def">',
    ]) {
      expect(given.body).toContain(part);
    }
    expect(given.body).not.toMatch(/<a [^>]*pass/);
  });

  test('is kept nowhere: no cache, no referrer, no search engine, no frame', () => {
    expect(headerOf(given, 'cache-control')).toBe('no-store');
    expect(headerOf(given, 'referrer-policy')).toBe('strict-origin');
    expect(headerOf(given, 'x-robots-tag')).toBe('noindex, nofollow');
    expect(headerOf(given, 'x-frame-options')).toBe('DENY');
    expect(headerOf(given, 'content-security-policy')).toContain("form-action 'self';");
    expect(headerOf(given, 'refresh')).toBeNull();
  });

  test('a pass for writing says that it is one of two', () => {
    const { body } = passLandingPage({ ...landing, pass: { ...pass, scope: 'write' } });
    expect(body).toContain('together with your own sign-in');
  });

  test('is posted to this site only', () => {
    expect(passLandingPage({ ...landing, action: 'https://evil.example/' }).body).not.toContain('evil');
  });

  test('in plain text the token is not repeated', () => {
    const { body } = passLandingPage({ ...landing, request: curl });
    expect(body).toContain('For: tom <x>');
    expect(body).not.toContain('abc');
  });
});

describe('after the POST', () => {
  test('redeemed: leads on', () => {
    const given = passRedeemedPage({ ...landing, continueTo: '/orders?x=1' });
    expect(given.status).toBe(200);
    expect(given.body).toContain('href="/orders?x=1">Continue to the site</a>');
    expect(passRedeemedPage({ ...landing, continueTo: '//evil.example' }).body).toContain(
      'href="/">Continue',
    );
    expect(passRedeemedPage({ ...landing, request: programRequest() }).body).toContain('You are in');
  });

  // A pass alone changes nothing: its holder looked for the other credential and found no way to it.
  test('redeemed: leads to the sign-in page where there is one', () => {
    expect(passRedeemedPage(landing).body).toContain('href="/login">Go to the sign-in page</a>');
    expect(passRedeemedPage({ ...landing, request: curl }).body).toContain('Go to the sign-in page: /login');
    const policy = examplePolicy({ signIn: { routes: [] } });
    expect(passRedeemedPage({ ...landing, policy }).body).not.toContain('sign-in page');
  });

  test.each([
    ['unusable', 403, 'PORTCULLIS_PASS_REFUSED', 'may have been used already'],
    ['insecure', 403, 'PORTCULLIS_PASS_REFUSED', 'encrypted connection only'],
  ] as const)('%s: %i', (reason, status, code, phrase) => {
    const page = passRefusedPage({ ...exampleContext(), reason });
    expect([page.status, page.body.includes(phrase)]).toEqual([status, true]);
    expect(headerOf(page, 'retry-after')).toBe(null);
    const problem = passRefusedPage({ ...exampleContext({ request: programRequest() }), reason });
    expect(JSON.parse(problem.body)).toMatchObject({ status, code });
  });
});
