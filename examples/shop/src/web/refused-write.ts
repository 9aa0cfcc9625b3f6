import { guardRefusalOf } from '@portcullis/quiesce/refusal';
import { ShopError } from '../domain/shop-error.ts';

export interface RefusedWrite {
  readonly error: ShopError;
  readonly retryAfterSeconds: number;
}

/** Where the database does not say how long. */
const RETRY_AFTER_SECONDS = 60;

/** A write that the closed guard of the database refused: nobody's mistake, and in a while it works. Null for all else. */
export function refusedWriteOf(thrown: unknown): RefusedWrite | null {
  const refusal = guardRefusalOf(thrown);
  if (refusal === null) {
    return null;
  }
  const text = 'Changes are paused for maintenance. Nothing was changed; please try again later.';
  return {
    error: new ShopError('paused', text, { cause: thrown }),
    retryAfterSeconds: refusal.retryAfterSeconds ?? RETRY_AFTER_SECONDS,
  };
}
