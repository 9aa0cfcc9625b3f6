import { type ErrorCode, errorRegistry } from './error-registry.ts';

export interface PortcullisErrorOptions {
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number;
  /** What of the message a client needs to word it in its own language. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Every error of Portcullis: a code from the registry, and a message that says what to do next. */
export class PortcullisError extends Error {
  override readonly name = 'PortcullisError';
  readonly code: ErrorCode;
  /** The HTTP status where the error is served. */
  readonly status: number;
  /** After which the same may work; null where waiting does not help. */
  readonly retryAfterSeconds: number | null;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(code: ErrorCode, message: string, options: PortcullisErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = errorRegistry[code].status;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.values = options.values ?? {};
  }
}

/** The problem type of RFC 9457 for a code: `urn:portcullis:error:read-only`. */
export function problemType(code: ErrorCode): string {
  return `urn:portcullis:error:${code.replace('PORTCULLIS_', '').toLowerCase().replaceAll('_', '-')}`;
}
