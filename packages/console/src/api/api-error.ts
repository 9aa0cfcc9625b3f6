import type { Problem } from './schema.ts';

export interface ApiErrorOptions {
  /**
   * `problem`: the server said what was wrong. `unreachable`: nobody answered. `unexpected`: something answered that is
   * not the control API, or the server itself failed.
   */
  readonly kind: 'problem' | 'unreachable' | 'unexpected';
  /** 0 when nobody answered. */
  readonly status: number;
  readonly title: string;
  /** What was expected, what came, what to do; may have several lines. */
  readonly detail: string;
  /** A code of docs/errors.md. */
  readonly code?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** What belongs into the words of its code. */
  readonly values?: Problem['values'];
  readonly cause?: unknown;
}

/** Why a request to the control API failed. */
export class ApiError extends Error {
  readonly kind: ApiErrorOptions['kind'];
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly code: string | null;
  readonly retryAfterSeconds: number | null;
  readonly values: NonNullable<Problem['values']>;

  constructor(options: ApiErrorOptions) {
    super(`${options.title}: ${options.detail}`, { cause: options.cause });
    this.name = 'ApiError';
    this.kind = options.kind;
    this.status = options.status;
    this.title = options.title;
    this.detail = options.detail;
    this.code = options.code ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.values = options.values ?? {};
  }
}

/** What an answer that is no success says, whatever its body is. */
export function errorFromAnswer(status: number, body: unknown): ApiError {
  if (!isProblem(body)) {
    return new ApiError({ kind: 'unexpected', status, title: `HTTP ${status}`, detail: '' });
  }
  const { title, detail, code, retryAfterSeconds, values } = body;
  return new ApiError({ kind: 'problem', status, title, detail, code, retryAfterSeconds, values });
}

export function unreachable(cause: unknown): ApiError {
  return new ApiError({ kind: 'unreachable', status: 0, title: 'No answer', detail: '', cause });
}

/** Every failure as one that can be shown. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiError({ kind: 'unexpected', status: 0, title: 'Error', detail, cause: error });
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { title, detail, code } = body as Record<string, unknown>;
  return (
    typeof title === 'string' && typeof detail === 'string' && ['string', 'undefined'].includes(typeof code)
  );
}
