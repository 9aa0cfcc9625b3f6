import { problemType } from '../model/error.ts';
import type { ErrorCode } from '../model/error-registry.ts';

export interface Problem {
  readonly code: ErrorCode;
  readonly status: number;
  /** In the reader's language (RFC 9457 allows localisation). */
  readonly title: string;
  readonly detail: string;
  /** Further members, in the order they are written. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * A problem document (RFC 9457). `instance` is left out: it would repeat the request's URL.
 */
export function problemBody(problem: Problem): string {
  return `${toJson(problemDocument(problem), 2)}\n`;
}

/** The members of the document, for protocols that have a place for them. */
export function problemDocument({ code, status, title, detail, members = {} }: Problem): object {
  return { type: problemType(code), title, status, detail, code, ...members };
}

/** JSON in which not even a client that ignores the content type finds markup. */
export function toJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A time as programs read it; null for one that no calendar knows. */
export function isoTime(at: number | null): string | null {
  return at !== null && Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : null;
}
