import { expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import { policyValues } from './policy-values.ts';

function originsOf(file: string | null) {
  const config = parseConfig(
    { upstream: 'http://127.0.0.1:1', policy: { page: { brand: 'Our shop' } } },
    { directory: '/', defaultStateDirectory: '/state', source: 'a test', file, commandLine: ['upstream'] },
  );
  const values = policyValues({ config, settings: null, presented: config.policy });
  return Object.fromEntries(values.map(({ path, from }) => [path, from]));
}

it.each([
  ['/etc/shop.config.ts', 'file'],
  [null, 'program'],
])('says of what was given by %s that it comes from the %s', (file, from) => {
  expect(originsOf(file)).toMatchObject({
    upstream: 'command-line',
    'policy.page.brand': from,
    'policy.page.timeZone': 'default',
  });
});
