import { PortcullisError } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { exitCodeOf } from './exit-codes.ts';

it.each([
  ['PORTCULLIS_USAGE', 2],
  ['PORTCULLIS_CONFIG_INVALID', 2],
  ['PORTCULLIS_POLICY_INVALID', 2],
  ['PORTCULLIS_LOCKED_OUT', 3],
  ['PORTCULLIS_SWITCH_CONFLICT', 3],
  ['PORTCULLIS_WINDOW_NOT_YOURS', 3],
  ['PORTCULLIS_AUDIT_UNWRITABLE', 3],
  ['PORTCULLIS_NOT_YET_ENFORCED', 4],
  ['PORTCULLIS_UNREACHABLE', 5],
  ['PORTCULLIS_STORE_UNAVAILABLE', 5],
  ['PORTCULLIS_STORE_CORRUPT', 5],
] as const)('%s ends with %i', (code, exitCode) =>
  expect(exitCodeOf(new PortcullisError(code, 'because'))).toBe(exitCode),
);

it('what nobody expected ends with 1', () => expect(exitCodeOf(new Error('because'))).toBe(1));
