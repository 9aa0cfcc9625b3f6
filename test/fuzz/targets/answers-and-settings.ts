import { PortcullisError, parseNotice, parsePolicy } from '@portcullis/gate';
import { negotiateLanguage } from '../../../packages/gate/src/answer/negotiate-language.ts';
import { negotiateType } from '../../../packages/gate/src/answer/negotiate-type.ts';
import { parseQualityList } from '../../../packages/gate/src/answer/quality-list.ts';
import { parseSafeUrl } from '../../../packages/gate/src/model/safe-url.ts';
import { compilePolicy } from '../../../packages/gate/src/reading/compile-policy.ts';
import { wholePolicy } from '../../../packages/gate/test/support/whole-policy.ts';
import type { FuzzTarget } from '../fuzz.ts';

const jsonTokens = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  'null',
  '1e99',
  '"__proto__":{}',
  'true',
  '-1',
  '""',
  '\\u0000',
];

/** What operators write: it is taken or refused with its own error, never half. */
function settings(name: string, seeds: readonly unknown[], parse: (value: unknown) => unknown): FuzzTarget {
  return {
    name,
    seeds: seeds.map((seed) => JSON.stringify(seed)),
    tokens: ['**', '/', '*', ':', 'POST ', '%', '..', 'javascript:', '<script>', ...jsonTokens],
    try(text, { stopwatch, accepted }) {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        // Noise is given as it is.
        value = text;
      }
      try {
        stopwatch.measure(() => parse(value));
      } catch (error) {
        if (error instanceof PortcullisError) return null;
        throw error;
      }
      accepted();
      return null;
    },
  };
}

const offered = ['en', 'de', 'fr', 'es', 'ar', 'zh-Hant'];

export const answerAndSettingTargets: readonly FuzzTarget[] = [
  {
    name: 'Accept',
    seeds: [
      'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
      'application/json',
      'text/*;q=0, */*',
      '*/*;q=1.000;x="a,b"',
    ],
    tokens: [',', ';', 'q=', '0.', '1', '*/*', '"', '/', ' ', 'NaN', '1e9'],
    try(text, { stopwatch, accepted }) {
      const type = stopwatch.measure(() => negotiateType({ headers: ['Accept', text] }));
      const items = stopwatch.measure(() => parseQualityList(text));
      if (items.length > 0) accepted();
      if (!items.every(({ quality }) => quality >= 0 && quality <= 1)) return 'a quality that is none';
      return ['html', 'problem', 'text'].includes(type) ? null : `a type ${type}`;
    },
  },
  {
    name: 'Accept-Language',
    seeds: ['de-CH, de;q=0.9, en;q=0.8, *;q=0.5', 'zh-Hant-TW', 'ar', 'en-GB;q=0'],
    tokens: ['-', ',', ';q=', '*', '0', 'zh', '_', 'x-', '\0', '\xe9'],
    try(text, { stopwatch, accepted }) {
      const language = stopwatch.measure(() => negotiateLanguage(text, offered));
      if (language !== 'en') accepted();
      return offered.includes(language) ? null : `a language ${language}`;
    },
  },
  settings(
    'policy',
    [wholePolicy, { routes: wholePolicy.routes }, { areas: wholePolicy.areas }, {}],
    (value) => compilePolicy(parsePolicy(value)),
  ),
  settings(
    'notice',
    [
      {
        message: { en: 'We move.\nBack *soon*.', de: 'Bald' },
        button: { label: { en: 'Status' }, url: 'https://x.example' },
      },
      { contact: { email: 'help@shop.example', phone: '+49 30 1234-56', url: '/help' } },
    ],
    parseNotice,
  ),
  {
    name: 'URL of a button',
    seeds: ['https://status.example.com/a?b#c', 'mailto:help@shop.example', '/help', 'http://[::1]:80/'],
    tokens: ['javascript:', 'data:', '//', '\\', '\t', '\n', '@', '%0a', '&colon;', ' ', 'JaVaScRiPt:', '\0'],
    try(text, { stopwatch, accepted }) {
      const url = stopwatch.measure(() => parseSafeUrl(text, { allowMailto: true }));
      if (url.kind === 'refused') return null;
      accepted();
      return /^(?:https?:\/\/[^@\\\s/?#]+(?:[/?#]\S*)?|mailto:[^\s]+|\/(?![/\\])\S*)$/.test(url.href)
        ? null
        : `${url.href} is taken`;
    },
  },
];
