import { expect, it } from 'vitest';
import { isAddress } from './is-address.ts';

it.each([
  'https://status.example.com/',
  'HTTP://ok.example',
  '/help?x=1#y',
  ' /help ',
  'mailto:ops@example.com',
])('%j may be where a link leads', (text) => expect(isAddress(text)).toBe(true));

it.each([
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  'help',
  'https:evil',
  'java\nscript:x',
  '',
])('%j may not', (text) => expect(isAddress(text)).toBe(false));
