import type { CallReading } from '../../../model/decision.ts';
import type { Reason } from '../../../model/reasons.ts';

export type { CallReading } from '../../../model/decision.ts';

/** A request whose content may say that it only reads. */
export interface CallInput {
  readonly method: string;
  /** As it came, nothing decoded, before `?`. */
  readonly path: string;
  /** After `?`, null when there is none. */
  readonly query: string | null;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  /** Flat list: name, value, name, value … in the order and case of the wire. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** Of one batch. Clients send a dozen. */
export const mostCalls = 100;

export function writeCall(why: Reason, names: readonly string[] = []): CallReading {
  return { access: 'write', names: names.slice(0, mostCalls).map(escapeText), why };
}

/** A read when every name is listed, exactly; there must be at least one. */
export function judgeNames(names: readonly string[], listed: readonly string[]): CallReading {
  if (names.length === 0) return writeCall('no call');
  if (names.length > mostCalls) return writeCall(`more than ${mostCalls} calls in one request`);
  const unlisted = names.find((name) => !listed.includes(name));
  return unlisted === undefined
    ? { access: 'read', names }
    : writeCall(`${shown(unlisted)} is not listed as a read`, names);
}

/** A client's text for a log, in quotes. */
export function shown(text: string): string {
  return `"${escapeText(text)}"`;
}

const longestShown = 60;

/** Visible ASCII as it is, all else as escapes, at most 60 characters and the sign that there were more. */
function escapeText(text: string): string {
  let escaped = '';
  for (const character of text.slice(0, longestShown + 1)) {
    const next = /^[ !#-[\]-~]$/.test(character)
      ? character
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
    if (escaped.length + next.length > longestShown) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}
