import { foldHeaderName } from '@portcullis/gate';
import { classifyResponseHeader, connectionTokens, rememberClasses } from './header-classes.ts';

const classify = rememberClasses(classifyResponseHeader);

export interface ResponseFraming {
  /** `Content-Length` would be wrong or not allowed (a transformed body, 204). */
  readonly dropLength: boolean;
  /** The client gets chunks, so an announced trailer can follow. */
  readonly keepTrailer: boolean;
  /** Set on the way, so that nobody needs to walk the list again: the body is a stream of server-sent events. */
  isEventStream?: boolean;
}

/** The end-to-end part of a response's header list, in its order and case. */
export function endToEndHeaders(
  raw: readonly (string | Buffer)[],
  connection: string | undefined,
  framing: ResponseFraming,
): string[] {
  const { dropLength, keepTrailer } = framing;
  const named = connectionTokens(connection);
  const headers: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const rawName = raw[i];
    const value = raw[i + 1];
    if (rawName === undefined || value === undefined) break;
    const name = typeof rawName === 'string' ? rawName : rawName.toString('latin1');
    const kind = classify(name);
    if (kind !== 'pass') {
      if (kind === 'content-type') framing.isEventStream = isEventStream(value);
      else if (kind === 'drop' || (kind === 'content-length' ? dropLength : !keepTrailer)) continue;
    }
    if (named?.has(foldHeaderName(name))) continue;
    headers.push(name, typeof value === 'string' ? value : value.toString('latin1'));
  }
  return headers;
}

/** The first letter tells it from nearly all others. */
function isEventStream(value: string | Buffer): boolean {
  const text = typeof value === 'string' ? value : value.toString('latin1');
  return text.length >= 17 && /^\s*text\/event-stream\s*(?:;|$)/i.test(text);
}

/** A list without one field (its lower-case name given), whatever its spelling. */
export function withoutHeader(headers: readonly string[], lowerCaseName: string): string[] {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    const value = headers[i + 1];
    if (name === undefined || value === undefined) break;
    if (name.toLowerCase() !== lowerCaseName) kept.push(name, value);
  }
  return kept;
}
