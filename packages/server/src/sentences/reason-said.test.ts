import { reasonTexts, warningTexts } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { inEnglish } from './in-english.ts';
import { reasonSaid, ruleDetailSaid } from './reason-said.ts';
import { warningSaid } from './warning-said.ts';

/** A text as the gate says it, with something in each place. */
const sampleOf = (template: string) => template.replaceAll(/\{(\w+)\}/g, '"$1"');

describe('a text of the gate, as data and back', () => {
  it.each(Object.entries(reasonTexts))('reason %s', (reason, template) => {
    const text = sampleOf(template);
    const said = reasonSaid(text);
    expect(said).toMatchObject({ code: 'reason', values: { reason, place: null } });
    expect(said && inEnglish(said)).toBe(text);
  });

  it.each(Object.entries(warningTexts))('warning %s', (warning, template) => {
    const text = `policy.routes[0].match: ${sampleOf(template)}`;
    const said = warningSaid(text);
    expect(said).toMatchObject({ code: 'warning', values: { path: 'policy.routes[0].match', warning } });
    expect(said && inEnglish(said)).toBe(text);
  });

  it.each([
    [
      'probe + network the long office',
      { identity: 'probe', path: { kind: 'network', name: 'the long office' } },
    ],
    ['pass K7Q2 + host admin.example.com', { identity: 'pass', name: 'K7Q2' }],
    ['pass K7Q2 + loopback', { path: { kind: 'loopback', name: '' } }],
    ['callback + pass K7Q2', { name: null, path: { kind: 'pass', name: 'K7Q2' } }],
    ['jwt alone', { isAlone: true, path: null }],
    ['assumed admin alone', { identity: 'assumed', name: 'admin', isAlone: true }],
    ['pass K7Q2', { identity: 'pass', name: 'K7Q2', isAlone: false, path: null }],
  ])('%s', (detail, values) => {
    const said = ruleDetailSaid({ id: 'bypass', detail });
    expect(said).toMatchObject({ code: 'let-in-by', values });
    expect(said && inEnglish(said)).toBe(detail);
  });
});

it('tells the outermost place of a reason that lies within others', () => {
  expect(reasonSaid('a dot segment in a route in the query within the target')).toEqual({
    code: 'reason',
    values: { reason: 'dot-segment', place: 'target', values: {} },
  });
});

it.each([
  [{ id: 'read-only-write', detail: 'POST' }],
  [{ id: 'exception', detail: 'no call' }],
  [{ id: 'protected', detail: 'a mutation' }],
  [{ id: 'bypass', detail: 'somebody else' }],
  [{ id: 'failure', detail: 'TypeError' }],
])('%j is nobody’s words to translate', (rule) => {
  expect(ruleDetailSaid(rule)).toBeNull();
});

it('leaves a warning of another making as it is', () => {
  expect(warningSaid('policy.page.texts: something of tomorrow')).toBeNull();
  expect(warningSaid('no path at all')).toBeNull();
});
