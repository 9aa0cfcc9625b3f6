import type { RawRequest } from '../model/request.ts';
import type { IdentitySource, Recognised } from '../ports/identity-source.ts';
import { recognisedOf } from './claims.ts';

/** A function of the host program that says who sent a request. */
export type IdentityCallback = (request: RawRequest) => Recognised | null | Promise<Recognised | null>;

export interface CallbackSourceOptions {
  /** @default 2000 */
  readonly timeoutMs?: number;
}

/** Its answer is checked, and what throws or takes too long names nobody. */
export function createCallbackSource(
  callback: IdentityCallback,
  { timeoutMs = 2_000 }: CallbackSourceOptions = {},
): IdentitySource {
  return {
    kind: 'callback',
    recognise(request) {
      const answer: unknown = callback(request);
      return isThenable(answer) ? settle(answer, timeoutMs) : recognisedOf(answer);
    },
  };
}

async function settle(answer: PromiseLike<unknown>, timeoutMs: number): Promise<Recognised | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, null);
  });
  try {
    return recognisedOf(await Promise.race([answer, late]));
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
