import { expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import { isOfPreset, policyValues } from './policy-values.ts';

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

it('says of values and routes that a preset gives that nobody wrote them', () => {
  const config = parseConfig(
    {
      upstream: 'http://127.0.0.1:1',
      preset: 'odoo',
      policy: {
        signIn: { page: '/in' },
        routes: [{ match: 'POST /fleet/search', access: 'read' }],
      },
    },
    { directory: '/', defaultStateDirectory: '/state', source: 'a test', file: '/etc/erp.json' },
  );
  const values = policyValues({ config, settings: null, presented: config.policy });
  expect(Object.fromEntries(values.map(({ path, from }) => [path, from]))).toMatchObject({
    preset: 'file',
    'policy.signIn.page': 'file',
    'policy.bypass.writeByRoleAlone': 'preset',
    'policy.identity': 'preset',
    'policy.page.timeZone': 'default',
  });
  const own = config.policy.routes.filter(({ pattern }) => !isOfPreset(config, pattern));
  expect(own.map(({ pattern }) => pattern.source)).toEqual(['POST /fleet/search']);
});
