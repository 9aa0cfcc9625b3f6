import { type ErrorCode, errorRegistry, PortcullisError } from '@portcullis/gate';

/** An error as it crosses from one thread to another: a copied one loses its class, its code and whatever else it has. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  readonly code: string | null;
  readonly retryAfterSeconds: number | null;
  readonly values: Readonly<Record<string, string | number>>;
  readonly cause: PlainError | null;
}

/** So deep do causes go that somebody would read. */
const deepest = 5;

export function plainErrorOf(error: unknown, depth = 0): PlainError {
  if (!(error instanceof Error)) return plainErrorOf(new Error(String(error)), depth);
  const own = error instanceof PortcullisError ? error : null;
  const { name, message, stack = null, cause } = error;
  return {
    name,
    message,
    stack,
    code: 'code' in error && typeof error.code === 'string' ? error.code : null,
    retryAfterSeconds: own?.retryAfterSeconds ?? null,
    values: own?.values ?? {},
    cause: cause === undefined || depth === deepest ? null : plainErrorOf(cause, depth + 1),
  };
}

export function errorOf(plain: PlainError): Error {
  const options = plain.cause === null ? {} : { cause: errorOf(plain.cause) };
  if (plain.name === 'PortcullisError' && isKnownCode(plain.code)) {
    const { retryAfterSeconds, values } = plain;
    return new PortcullisError(plain.code, plain.message, {
      ...options,
      values,
      ...(retryAfterSeconds !== null && { retryAfterSeconds }),
    });
  }
  const error = Object.assign(new Error(plain.message, options), plain.code !== null && { code: plain.code });
  error.name = plain.name;
  if (plain.stack !== null) error.stack = plain.stack;
  return error;
}

function isKnownCode(code: string | null): code is ErrorCode {
  return code !== null && Object.hasOwn(errorRegistry, code);
}
