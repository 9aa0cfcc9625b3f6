import { describe, expect, it } from 'vitest';
import {
  browserRequest,
  exampleContext,
  exampleNow,
  examplePolicy,
  exampleSwitch,
  refusedView,
} from '../../test/answer/examples.ts';
import { answerFor } from './answer-for.ts';
import { themeOf } from './page/theme.ts';
import { previewAnswers } from './preview-answers.ts';

const policy = examplePolicy({ page: { languages: ['de', 'en', 'tlh'] } });
const previewOf = (change: Parameters<typeof exampleSwitch>[0] = {}) =>
  previewAnswers({ switch: exampleSwitch(change), policy, nowMs: exampleNow });
const headerOf = (answer: { headers: readonly (readonly [string, string])[] }, name: string) =>
  answer.headers.find(([key]) => key === name)?.[1];

describe('previewAnswers', () => {
  it('writes the page that a visitor of the closed site gets, byte for byte', () => {
    const state = exampleSwitch({ mode: 'closed' });
    const context = exampleContext({
      switch: state,
      policy,
      reference: 'AB2C-3DE4',
      request: browserRequest({}, ['Accept-Language', 'de']),
    });
    const shown = previewOf({ mode: 'closed' }).page('de', null);
    expect(shown.body).toBe(answerFor({ ...context, jitter: 0, decision: refusedView() }).body);
  });

  it('knows the languages that there are texts for, in the order of the page', () => {
    expect(previewOf().languages).toEqual(['de', 'en']);
    expect(headerOf(previewOf().page('en', null), 'Content-Language')).toBe('en');
    expect(headerOf(previewOf().page(null, null), 'Content-Language')).toBe('de');
  });

  it('tells the colours that hold: what is not set follows the product or the other, and all can be read', () => {
    const colorsWith = (page: object) =>
      previewAnswers({
        switch: exampleSwitch(),
        policy: examplePolicy({ page }),
        nowMs: exampleNow,
      }).colors;
    expect(colorsWith({})).toEqual({
      light: { accent: '#1d5f6e', paper: '#f6f5f1' },
      dark: { accent: '#86c9d6', paper: '#111417' },
    });
    const { light, dark } = colorsWith({ colors: { accent: '#004488' } });
    expect(light.accent).toBe('#004488');
    expect(dark.accent).not.toBe('#86c9d6');
    expect(colorsWith({ colors: { accent: '#ffd400' } }).light.accent).not.toBe('#ffd400');
  });

  it.each([
    ['light', '#1d5f6e'],
    ['dark', '#86c9d6'],
  ] as const)('in %s colours shows no others, and allows that style alone', (scheme, accent) => {
    const before = themeOf(policy.page).style;
    const answer = previewOf().page('en', scheme);
    const style = /<style>(.*)<\/style>/s.exec(answer.body)?.[1] ?? '';
    const screen = style.slice(0, style.indexOf('@media print'));
    expect(new Set(screen.match(/--accent:#\w+/g))).toEqual(new Set([`--accent:${accent}`]));
    expect(style).toContain(`:root{color-scheme:${scheme};`);
    expect(headerOf(answer, 'Content-Security-Policy')).not.toBe(
      headerOf(previewOf().page('en', null), 'Content-Security-Policy'),
    );
    expect(themeOf(policy.page).style).toBe(before);
  });

  it('answers a program with a problem document', () => {
    const { program } = previewOf({ mode: 'open', areas: { checkout: 'closed' } });
    expect([program.status, headerOf(program, 'Content-Type')]).toEqual([503, 'application/problem+json']);
    expect(JSON.parse(program.body)).toMatchObject({ code: 'PORTCULLIS_CLOSED', areas: ['checkout'] });
  });

  it('tells what stands in the place of a technical error, and shows its page under the same style', () => {
    const { error, page } = previewOf({ mode: 'open' });
    expect(error.text('en')).toContain('AB2C-3DE4');
    expect(error.text('de')).not.toBe(error.text('en'));
    const shown = error.page('de', 'dark');
    expect(shown.body).toContain('AB2C-3DE4');
    expect(shown.body).toContain('lang="de"');
    expect(headerOf(shown, 'Content-Security-Policy')).toBe(
      headerOf(page('de', 'dark'), 'Content-Security-Policy'),
    );
    const own = previewAnswers({
      switch: exampleSwitch({ mode: 'open' }),
      policy: examplePolicy({ production: { text: { en: 'Ask <b>Ada</b>.' } } }),
      nowMs: exampleNow,
    });
    expect(own.error.text('en')).toMatch(/^Ask <b>Ada<\/b>\. .*AB2C-3DE4/);
    expect(own.error.page('en', null).body).not.toContain('<b>Ada');
  });

  it('of a site where all is open says that', () => {
    const { program, page } = previewOf({ mode: 'open' });
    expect(program.status).toBe(200);
    expect(page('en', null).body).toContain('is open again');
  });
});
