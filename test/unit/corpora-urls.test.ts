import { expect, it } from 'vitest';
import { parseSafeUrl } from '../../packages/gate/src/model/safe-url.ts';
import { readCases } from '../corpora/cases.ts';

const cases = readCases('urls').filter(({ cls }) => cls === 'redirect-url');

/** What the words of the file mean for the one parser of URLs that operators enter. */
function judgementOf(value: string, allowedHosts: readonly string[]): string {
  const url = parseSafeUrl(value, { allowMailto: true, allowedHosts });
  if (url.kind === 'refused') return 'refuse';
  return url.insecure ? 'ok-with-warning' : 'ok';
}

const meaning: Readonly<Record<string, string>> = { 'refuse-by-allowlist': 'refuse', 'ok-normalised': 'ok' };

it.each(cases)(
  '$id ($why) is judged as the corpus says',
  ({ value = '', allowlist = [], expect: wanted }) => {
    expect(judgementOf(value, allowlist)).toBe(meaning[wanted] ?? wanted);
  },
);

it('reads a host with a dot at its end as the one without', () => {
  expect(parseSafeUrl('https://ok.example.')).toMatchObject({ href: 'https://ok.example/' });
});
