import { describe, expect, it } from 'vitest';
import { PortcullisError } from './error.ts';
import { emptyNotice } from './notice.ts';
import { parseNotice, parseNoticeWithWarnings } from './parse-notice.ts';

function problemOf(input: unknown): string {
  try {
    parseNotice(input);
    return '';
  } catch (error) {
    if (!(error instanceof PortcullisError) || error.code !== 'PORTCULLIS_NOTICE_INVALID') throw error;
    return error.message;
  }
}

it('is empty by default', () => {
  expect(parseNotice({})).toEqual(emptyNotice);
  expect(parseNotice(emptyNotice)).toEqual(emptyNotice);
});

it('keeps what was written, frozen', () => {
  const notice = parseNotice({
    message: { en: 'We move.\nBack soon.', ar: '\u200fسنعود قريبًا', de: '' },
    paused: { en: 'x'.repeat(2_000) },
    button: { label: { en: 'Status' }, url: 'https://status.example.com' },
    contact: { email: 'help@shop.example', phone: '+49 30 1234-56 ext 7', url: '/help' },
  });
  expect(notice).toEqual({
    // An empty text means the page's own wording.
    message: { en: 'We move.\nBack soon.', ar: '\u200fسنعود قريبًا' },
    paused: { en: 'x'.repeat(2_000) },
    stillWorks: {},
    button: { label: { en: 'Status' }, url: 'https://status.example.com/' },
    contact: { email: 'help@shop.example', phone: '+49 30 1234-56 ext 7', url: '/help' },
  });
  for (const part of [notice, notice.message, notice.button, notice.button?.label, notice.contact]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});

it('reads the line breaks of a browser as line breaks', () => {
  expect(parseNotice({ message: { en: 'a\r\nb' } }).message).toEqual({ en: 'a\nb' });
});

it('keeps markup as the plain text that it is', () => {
  const message = { en: '<script>alert(1)</script> & [x](javascript:alert(1))' };
  expect(parseNotice({ message }).message).toEqual(message);
});

it('takes isolates in pairs, as translators set them', () => {
  expect(problemOf({ message: { en: 'Order \u2068שלום\u2069 is safe' } })).toBe('');
});

describe('what is refused', () => {
  it.each([
    [undefined, 'notice: expected an object, got nothing'],
    [null, 'notice: expected an object'],
    ['Back soon', 'notice: expected an object such as { message: … }, got "Back soon"'],
    [{ mesage: {} }, 'notice.mesage: unknown key; did you mean message?'],
    [
      { message: 'Back soon' },
      'notice.message: expected texts by language, got a string. Write { "en": "…" }',
    ],
    [{ message: ['Back soon'] }, 'notice.message: expected an object'],
    [{ message: { english: 'x' } }, 'Use the code, not the name'],
    [{ message: { en: 7 } }, 'notice.message.en: expected plain text, got 7'],
    [{ message: { en: null } }, 'got null'],
    [{ message: JSON.parse('{"__proto__":"x"}') }, 'notice.message.__proto__: this name is refused'],
    [
      { message: { en: 'x'.repeat(2_001) } },
      'notice.message.en: expected at most 2,000 characters, got 2,001. Shorten it',
    ],
    [{ message: { en: 'a\u0000b' } }, 'control character'],
    [{ message: { en: 'a\tb' } }, 'control character'],
    [{ message: { en: 'a\rb' } }, 'control character'],
    [{ message: { en: '\u001b[31mred' } }, 'Use letters, spaces and line breaks only'],
    [{ message: { en: 'a\u0085b' } }, 'control character'],
    [{ message: { en: 'a\u2028b' } }, 'control character'],
    [{ message: { en: 'a\u202eb' } }, 'makes readers see another text than is stored'],
    [{ message: { en: 'a\u202ab' } }, 'overrides the direction'],
    [{ message: { en: 'a\u2067b' } }, 'direction isolate without its counterpart'],
    [{ message: { en: 'a\u2069b\u2067' } }, 'direction isolate without its counterpart'],
    [{ message: { en: 'a\u2067\nb\u2069' } }, 'direction isolate without its counterpart'],
    [{ message: { en: 'a\ud800' } }, 'lone surrogate'],
    [{ button: 'https://a.example' }, 'notice.button: expected an object'],
    [{ button: {} }, 'notice.button.url: expected a URL'],
    [{ button: { url: '/help' } }, 'notice.button.label: expected a label in at least one language'],
    [{ button: { url: '/help', label: { en: '  ' } } }, 'notice.button.label: expected a label'],
    [
      { button: { url: '/help', label: { en: 'x'.repeat(81) } } },
      'notice.button.label.en: expected at most 80 characters',
    ],
    [{ button: { url: '/help', label: { en: 'a\nb' } } }, 'Write it on one line'],
    [{ button: { url: 'javascript:alert(1)', label: { en: 'x' } } }, 'notice.button.url: expected a URL'],
    [{ button: { url: '//evil.example', label: { en: 'x' } } }, 'exactly one slash'],
    [{ button: { url: ['/help'], label: { en: 'x' } } }, 'got no string'],
    [{ contact: { url: 'data:text/html,x' } }, 'notice.contact.url'],
    [{ contact: 'help@shop.example' }, 'notice.contact: expected an object'],
  ])('%j', (input, problem) => {
    expect(problemOf(input)).toContain(problem);
  });

  it('is a message of 100 KB, in a short error', () => {
    const problem = problemOf({ message: { en: 'x'.repeat(100 * 1_024) } });
    expect(problem).toContain(
      'notice.message.en: expected at most 2,000 characters, got 102,400. Shorten it',
    );
    expect(problem.length).toBeLessThan(200);
  });
});

it('takes a mail link on the button, and warns of plain http', () => {
  const button = { label: { en: 'Write to us' }, url: 'mailto:help@shop.example' };
  expect(parseNotice({ button }).button?.url).toBe('mailto:help@shop.example');
  const { warnings } = parseNoticeWithWarnings({ button: { ...button, url: 'http://status.example.com/' } });
  expect(warnings.join()).toContain('notice.button.url: this is plain http');
});
