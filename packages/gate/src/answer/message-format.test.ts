import { describe, expect, test } from 'vitest';
import { formatMessage, namesInMessage, pluralFormsInMessage } from './message-format.ts';

const say = (message: string, counts: Record<string, number> = {}, locale = 'en'): string | null =>
  formatMessage(message, { counts, locale })
    ?.map((part) => (part.kind === 'words' ? part.text : `<${part.name}>`))
    .join('') ?? null;

describe('formatMessage', () => {
  test.each([
    ['plain', {}, 'plain'],
    ['', {}, ''],
    ['a {name} b', {}, 'a <name> b'],
    ['a { name } b', {}, 'a <name> b'],
    ['{n, plural, one {# minute} other {# minutes}}', { n: 1 }, '1 minute'],
    ['{n, plural, one {# minute} other {# minutes}}', { n: 2 }, '2 minutes'],
    ['{n,plural,one{# minute}other{# minutes}} left', { n: 1_200 }, '1,200 minutes left'],
    ['{n, plural, one {{areas} is} other {{areas} are}} paused', { n: 2 }, '<areas> are paused'],
    ['{n, plural, other {x}}', {}, 'x'],
    ['issue #7', {}, 'issue #7'],
  ])('%s %j', (message, counts, expected) => {
    expect(say(message, counts as Record<string, number>)).toBe(expected);
  });

  test.each([
    ['ar', 2, 'دقيقتين'],
    ['ar', 3, '3 دقائق'],
    ['ar', 11, '11 دقيقة'],
    ['ar-EG', 3, '٣ دقائق'],
  ])('plural forms and digits of %s for %s', (locale, n, expected) => {
    const message = '{n, plural, two {دقيقتين} few {# دقائق} many {# دقيقة} other {# دقيقة}}';
    expect(say(message, { n }, locale)).toBe(expected);
  });

  test.each([
    '{',
    '}',
    'a } b',
    '{}',
    '{1}',
    '{name',
    '{n, select, a {b}}',
    '{n, plural}',
    '{n, plural, one {x}}',
    '{n, plural, some {x} other {y}}',
    '{n, plural, one {x} one {y} other {z}}',
    '{n, plural, other {x}',
    '{n, plural, other {x}}}',
    '{__proto__}',
  ])('not well-formed: %s', (message) => {
    expect(say(message)).toBeNull();
    expect(namesInMessage(message)).toBeNull();
  });
});

test('namesInMessage and pluralFormsInMessage', () => {
  const message = '{a} {n, plural, one {{b} #} other {{m, plural, other {{c}}}}}';
  expect(namesInMessage(message)).toEqual(['a', 'b', 'c', 'm', 'n']);
  expect(pluralFormsInMessage(message)).toEqual([['one', 'other'], ['other']]);
});
