import type { RawRequest } from '../model/request.ts';
import type { IdentitySource, Recognised, Recognition } from '../ports/identity-source.ts';
import { recognisedOf } from './claims.ts';

/** A function of the host program that says who sent a request. */
export type IdentityCallback = (request: RawRequest) => Recognised | null | Promise<Recognised | null>;

export interface CallbackSourceOptions {
  /** @default 2000 */
  readonly timeoutMs?: number;
}

/** Its answer is checked: what is no such answer names nobody. It is unsure when the function throws or takes too long. */
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

async function settle(answer: PromiseLike<unknown>, timeoutMs: number): Promise<Recognition> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'unsure'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'unsure');
  });
  try {
    const found = await Promise.race([answer, late]);
    return found === 'unsure' ? found : recognisedOf(found);
  } catch {
    return 'unsure';
  } finally {
    clearTimeout(timer);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
