import { expect, it } from 'vitest';
import { quietRefusals } from './quiet-refusals.ts';

it('passes every error on, and one refusal a minute', () => {
  let now = 0;
  const told: string[] = [];
  const onError = quietRefusals((error) => told.push(String(error)), { nowMs: () => now });
  const refusal = () =>
    Object.assign(new Error('portcullis: INSERT refused'), { code: '25006', constraint: 'portcullis_gate' });
  onError(refusal());
  onError(new Error('broken'));
  onError(refusal());
  now = 59_999;
  onError(refusal());
  onError(new Error('broken again'));
  now = 60_000;
  onError(refusal());
  expect(told).toEqual([
    'Error: portcullis: INSERT refused',
    'Error: broken',
    'Error: broken again',
    'Error: portcullis: INSERT refused',
  ]);
});
