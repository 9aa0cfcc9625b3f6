import { describe, expect, test } from 'vitest';
import { html } from './html.ts';
import { markupHtml, markupText } from './markup.ts';

const written = (text: string): string => markupHtml(text, (line) => html`${line}`).markup;
const link = (href: string, text: string): string =>
  `<a href="${href}" rel="noopener noreferrer">${text}</a>`;

describe('what is set', () => {
  test.each<[string, string, string]>([
    ['One.\n\nTwo\nthree.', '<p>One.</p><p>Two<br>three.</p>', 'One.\n\nTwo\nthree.'],
    ['A **strong** word', '<p>A <strong>strong</strong> word</p>', 'A strong word'],
    ['An *emphasis*.', '<p>An <em>emphasis</em>.</p>', 'An emphasis.'],
    [
      'Back:\n- one\n* **two**',
      '<p>Back:</p><ul><li>one</li><li><strong>two</strong></li></ul>',
      'Back:\n\n- one\n- two',
    ],
    ['- a\n\n- b', '<ul><li>a</li></ul><ul><li>b</li></ul>', '- a\n\n- b'],
    [
      '[News](https://status.shop.example/a?b=1&c)',
      `<p>${link('https://status.shop.example/a?b=1&amp;c', 'News')}</p>`,
      'News (https://status.shop.example/a?b=1&c)',
    ],
    ['[Help](/help)', `<p>${link('/help', 'Help')}</p>`, 'Help (/help)'],
    [
      'Write to [a@b.example](mailto:a@b.example)',
      `<p>Write to ${link('mailto:a@b.example', 'a@b.example')}</p>`,
      'Write to a@b.example',
    ],
    ['**[Help](/help)** now', `<p><strong>${link('/help', 'Help')}</strong> now</p>`, 'Help (/help) now'],
    ['', '', ''],
  ])('%j', (text, page, plain) => {
    expect(written(text)).toBe(page);
    expect(markupText(text)).toBe(plain);
  });
});

describe('what stays as it is', () => {
  test.each([
    '2 * 3 * 4',
    'a*b*c',
    '2**3',
    '** not strong **',
    '****',
    '**',
    '*',
    '-no list',
    'snake_case_name',
    '[x]',
    '[x](',
    '[x]()',
    '# no heading',
    '1. no list',
    '`no code`',
  ])('%s', (text) => {
    expect(written(text)).toBe(`<p>${text}</p>`);
    expect(markupText(text)).toBe(text);
  });

  // Of messages.json and urls.json: X001 to X064, U007 to U079.
  test.each([
    '[x](javascript:alert(1))',
    '[x](javascript:alert)',
    '[x](JaVaScRiPt:alert)',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:msgbox)',
    '[x](//evil.example)',
    '[x](/\\evil.example)',
    '[x](https:evil.example)',
    '[x](https://ok.example@evil.example/)',
    '[x](https://user:pass@ok.example/)',
    '[x](https://[::1]/)',
    '[x](http://169.254.169.254/)',
    '[x](file:///etc/passwd)',
    '[x](java\u0001script:alert)',
    '[x](\u202ehttps://ok.example)',
    '![x](https://evil.example/p.gif)',
    '[<img src=x onerror=alert(1)>](javascript:x)',
    '# <img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<a href="java\tscript:alert(1)">x</a>',
    '**<svg onload=alert(1)>**',
    "*' onmouseover='alert(1)*",
    '[x](https://ok.example/"onmouseover="alert)',
    '</script><script>alert(1)</script>',
    '<scr\u0000ipt>alert(1)</script>',
    `${'> '.repeat(900)}x`,
    '+ADw-script+AD4-',
    '%3Cscript%3E',
  ])('is nothing that runs, loads or leads away: %s', (text) => {
    const page = written(text);
    expect(
      page
        .replace(/<\/?(?:p|strong|em|br)>/g, '')
        .replace(/<a href="https:\/\/ok\.example\/[^"]*" rel="noopener noreferrer">|<\/a>/g, ''),
    ).not.toMatch(/[<>"']/);
    expect(page).not.toMatch(/href="(?!https:\/\/ok\.example\/)/);
  });

  test('text within links and attributes is escaped', () => {
    expect(written('[<b>](/a?"\'<)')).toBe(`<p>${link('/a?%22%27%3C', '&lt;b&gt;')}</p>`);
  });
});

test.each(['*', '**', '[', '[x](', '**a', '*a ', '- ', '![', '](', '[a](/b)*'])(
  'a text full of %s is read at once',
  (piece) => {
    const text = piece.repeat(20_000);
    expect(markupText(text).length).toBeGreaterThan(0);
    expect(written(text).length).toBeGreaterThan(0);
  },
);
