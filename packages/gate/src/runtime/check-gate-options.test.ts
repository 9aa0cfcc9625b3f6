import { expect, it } from 'vitest';
import { createFakeStore } from '../../test/support/fake-store.ts';
import { checkGateOptions } from './check-gate-options.ts';

const instance = { id: 'web-1', version: '1', host: 'shop-host', processId: 7 };
const store = createFakeStore(() => 0, 'a');
const whole = { policy: {}, store, secrets: [new Uint8Array(32)], instance };

function problemsOf(options: unknown): string {
  try {
    checkGateOptions(options);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

it.each([[whole], [{ ...whole, store: null, site: 'shop-2', readGraphql: null, bodyLimitBytes: 1 }]])(
  'says nothing of what is right',
  (options) => {
    expect(problemsOf(options)).toBe('');
  },
);

it.each([
  [{ ...whole, stroe: 1 }, 'stroe: unknown option; did you mean store?'],
  [{ ...whole, somethingElse: 1 }, 'somethingElse: unknown option'],
  [{ ...whole, site: 'My Shop' }, 'site: expected 1 to 63 lower-case letters'],
  [{ ...whole, store: undefined }, 'store: expected a store such as createSqliteStore'],
  [{ ...whole, store: 'portcullis.sqlite' }, 'store: expected a store'],
  [{ ...whole, secrets: undefined }, 'secrets: expected a list of 32-byte secrets'],
  [{ ...whole, secrets: new Uint8Array(32) }, 'loadSecret({ directory }) of @portcullis/store/host'],
  [{ ...whole, secrets: ['text'] }, 'secrets: expected a list'],
  [{ ...whole, instance: undefined }, 'instance: expected { id, version, host, processId }'],
  [{ ...whole, instance: { ...instance, id: '' } }, 'instance: expected'],
  [{ ...whole, instance: { ...instance, processId: '7' } }, 'instance: expected'],
])('%j', (options, problem) => {
  expect(problemsOf(options)).toContain(problem);
});

it('lists everything that is wrong', () => {
  expect(problemsOf(undefined).split('\n')).toHaveLength(4);
  expect(problemsOf({ site: 'A', polcy: {} }).split('\n')).toHaveLength(6);
});
