import { describe, expect, it } from 'vitest';
import { errorFromAnswer, toApiError, unreachable } from './api-error.ts';

describe('what an answer that is no success says', () => {
  it('takes a problem as it is', () => {
    const error = errorFromAnswer(409, {
      type: 'urn:portcullis:error:switch-conflict',
      title: 'Somebody else changed the switch',
      status: 409,
      detail: 'Ada was faster.',
      code: 'PORTCULLIS_SWITCH_CONFLICT',
      retryAfterSeconds: 3,
    });
    expect(error).toMatchObject({
      kind: 'problem',
      status: 409,
      title: 'Somebody else changed the switch',
      detail: 'Ada was faster.',
      code: 'PORTCULLIS_SWITCH_CONFLICT',
      retryAfterSeconds: 3,
    });
  });

  it.each([[''], [null], ['<h1>Bad gateway</h1>'], [{ title: 'x' }], [{ title: 1, detail: 2 }]])(
    'does not believe %j',
    (body) => {
      expect(errorFromAnswer(502, body)).toMatchObject({ kind: 'unexpected', status: 502, code: null });
    },
  );
});

it('makes one kind of every failure', () => {
  const error = unreachable(new TypeError('fetch failed'));
  expect(toApiError(error)).toBe(error);
  expect(toApiError(new RangeError('too far'))).toMatchObject({ kind: 'unexpected', detail: 'too far' });
});
