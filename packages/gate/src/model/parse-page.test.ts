import { describe, expect, it } from 'vitest';
import { parsePolicy, parsePolicyWithWarnings } from './parse-policy.ts';

function problemOf(page: unknown): string {
  try {
    parsePolicy({ page });
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const dataUrl = (type: string, bytes: string) => `data:image/${type};base64,${btoa(bytes)}`;
const png = '\x89PNG\r\n\x1a\nrest';

describe('logos', () => {
  it.each([
    dataUrl('png', png),
    dataUrl('jpeg', '\xff\xd8\xff\xe0rest'),
    dataUrl('webp', 'RIFF\x00\x01\x02\x03WEBPrest'),
    dataUrl('svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    dataUrl('svg+xml', '<?xml version="1.0"?><svg/>'),
  ])('%s', (logo) => {
    expect(parsePolicy({ page: { logo } }).page.logo).toBe(logo);
  });

  it.each([
    ['https://shop.example/logo.png', 'needs no other server'],
    ['/logo.png', 'needs no other server'],
    ['javascript:alert(1)', 'needs no other server'],
    ['data:text/html;base64,PHNjcmlwdD4=', 'needs no other server'],
    ['data:image/svg+xml,<svg/>', 'needs no other server'],
    ['data:image/gif;base64,R0lGODlh', 'needs no other server'],
    ['data:image/constructor;base64,R0lGODlh', 'needs no other server'],
    [`${dataUrl('png', png)}" onerror="alert(1)`, 'needs no other server'],
    ['data:image/png;base64,', 'cut or empty'],
    ['data:image/png;base64,AAA', 'cut or empty'],
    [dataUrl('png', '<svg/>'), 'Its bytes are no png image'],
    [dataUrl('svg+xml', png), 'Its bytes are no svg+xml image'],
    [dataUrl('webp', 'RIFF1234WAVE'), 'Its bytes are no webp image'],
    [dataUrl('png', png + 'x'.repeat(64 * 1024)), 'expected at most 65,536 characters, got 87,'],
    [7, 'got 7'],
  ])('%j is refused', (logo, problem) => {
    expect(problemOf({ logo })).toContain('policy.page.logo: expected');
    expect(problemOf({ logo })).toContain(problem);
  });
});

describe('what is refused', () => {
  it.each([
    [{ brand: 'x'.repeat(81) }, 'policy.page.brand: expected at most 80 characters, got 81'],
    [{ brand: 'a\nb' }, 'line break'],
    [{ brand: 'a\u202eb' }, 'overrides the direction'],
    [{ brand: '' }, 'got ""'],
    [{ colors: { accent: 'red' } }, 'policy.page.colors.accent: expected a colour such as "#0a5"'],
    [{ colors: { accent: '#12345' } }, 'Write # and 3 or 6'],
    [{ colors: { accentDark: '#fff;}' } }, 'Write # and 3 or 6'],
    [{ colors: { accentdark: '#fff' } }, 'did you mean accentDark?'],
    [{ languages: [] }, 'expected at least 1 languages'],
    [
      { languages: ['english'] },
      'policy.page.languages[0]: expected a language tag (BCP 47) such as "en" or "zh-Hant", got "english". Use the code, not the name.',
    ],
    [{ languages: ['de_DE'] }, 'got "de_DE"'],
    [{ languages: ['zh-hant'] }, 'Write it "zh-Hant"'],
    [{ languages: ['iw'] }, 'Write it "he"'],
    [{ languages: ['en-u-nu-latn'] }, 'Write it "en"'],
    [{ languages: ['en', 'en'] }, '"en" is there already'],
    [{ texts: { Nederlands: {} } }, 'policy.page.texts.Nederlands: expected a language tag'],
    [{ texts: { nl: { title: 7 } } }, 'policy.page.texts.nl.title: expected plain text, got 7'],
    [
      { texts: { nl: JSON.parse('{"__proto__":"x"}') } },
      'policy.page.texts.nl.__proto__: this name is refused',
    ],
    [
      { timeZone: 'Berlin' },
      'policy.page.timeZone: expected an IANA time zone such as "Europe/Berlin", got "Berlin". No such zone',
    ],
    [{ timeZone: '+01:00' }, 'Write the name of a zone'],
    [{ contact: { email: 'Help <help@shop.example>' } }, 'Write one bare address'],
    [{ contact: { email: 'help@shop.example\nBcc: x@y' } }, 'Write one bare address'],
    [{ contact: { phone: 'call me' } }, 'policy.page.contact.phone'],
    [{ contact: { phone: '<b>1</b>' } }, 'Use digits'],
    [{ contact: { url: 'javascript:alert(1)' } }, 'policy.page.contact.url: expected a URL'],
    [{ contact: { url: 'mailto:help@shop.example' } }, 'policy.page.contact.url: expected a URL'],
    [{ contact: { mail: 'x' } }, 'did you mean email?'],
  ])('%j', (page, problem) => {
    expect(problemOf(page)).toContain(problem);
  });
});

it.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu'])(
  'takes the zone %s',
  (timeZone) => {
    expect(parsePolicy({ page: { timeZone } }).page.timeZone).toBe(timeZone);
  },
);

it.each([
  [{ languages: ['en', 'nl'] }, 'offers nl, for which there are no texts'],
  [{ texts: { nl: { title: 'Even geduld' } } }, 'does not offer nl'],
  [{ contact: { url: 'http://status.example.com' } }, 'plain http'],
])('%j is worth a warning', (page, warning) => {
  expect(parsePolicyWithWarnings({ page }).warnings.join()).toContain(warning);
});

it('is quiet about a further language that is complete', () => {
  const page = { languages: ['en', 'nl', 'de-CH'], texts: { nl: { title: 'Even geduld' } } };
  expect(parsePolicyWithWarnings({ page }).warnings).toEqual([]);
});
