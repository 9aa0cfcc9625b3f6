import { foldHeaderName } from '../model/header.ts';
import type { Reason } from '../model/reasons.ts';
import { operationHeaders } from './operation-headers.ts';
import type { OverrideNames } from './override-names.ts';
import { overridesInCookies } from './override-parameters.ts';
import { isOverrideHeader, methodsAskedFor, methodsInHeader } from './read-method.ts';

/** What the gate wants to know of a request's headers, gathered in one pass. */
export interface HeaderFacts {
  /** The value of the one Host line; null when there is none or more than one. */
  readonly host: string | null;
  /** `Sec-Fetch-Dest`; null when it is absent or came more than once. */
  readonly destination: string | null;
  readonly acceptsHtml: boolean;
  /** Whether content follows the head, by its framing. */
  readonly hasBody: boolean;
  /** In bytes, as the head says it; null when it does not. */
  readonly contentLength: number | null;
  /** The value of the one Content-Type line; null when there is none or more than one. */
  readonly contentType: string | null;
  /** All that is said, with commas; null when nothing is. */
  readonly contentEncoding: string | null;
  /**
   * What is said of the content in a way on which servers disagree: two Content-Type lines, of which one counts,
   * or a name such as `Content_Type`, which Puma, Unicorn, uWSGI, PHP and lighttpd take for the real one.
   */
  readonly doubtfulContent: Reason | null;
  /** Methods that headers and cookies ask for, in upper case; the shared empty array when there are none. */
  readonly overrides: readonly string[];
  /** Headers, folded, that name an operation of the whole application; the shared empty array when there are none. */
  readonly operations: readonly string[];
}

const none: readonly string[] = Object.freeze([]);

export function readHeaderFacts(headers: readonly string[], names: OverrideNames): HeaderFacts {
  let host: string | null = null;
  let hosts = 0;
  let destination: string | null = null;
  let destinations = 0;
  let acceptsHtml = false;
  let hasBody = false;
  let contentLength: number | null = null;
  let contentType: string | null = null;
  let contentTypes = 0;
  let contentEncoding: string | null = null;
  let doubtfulContent: Reason | null = null;
  let overrides: readonly string[] | null = null;
  let operations: readonly string[] = none;
  const own = names.headers.size === 0 ? null : names.headers;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    // Names are told apart by length and one letter first: most are none of these.
    switch (name.length) {
      case 4:
        if (name === 'Host' || name.toLowerCase() === 'host') {
          host = headers[index + 1] ?? '';
          hosts += 1;
        }
        break;
      case 6:
        if (name === 'Accept' || name.toLowerCase() === 'accept') {
          acceptsHtml ||= /text\/html/i.test(headers[index + 1] ?? '');
        } else if (letterAt(name, 0) === c && name.toLowerCase() === 'cookie') {
          const asked = overridesInCookies(headers[index + 1] ?? '', names);
          if (asked.length > 0) overrides = [...(overrides ?? none), ...asked];
        }
        break;
      case 12:
        if (letterAt(name, 8) === t && foldHeaderName(name) === 'content-type') {
          if (name.charCodeAt(7) !== hyphen) doubtfulContent = 'an alias of Content-Type';
          contentType = headers[index + 1] ?? '';
          contentTypes += 1;
        } else if (mayNameOperation(name)) operations = withOperation(operations, name);
        break;
      case 14: {
        const letter = letterAt(name, 10);
        if (letter === d && name.toLowerCase() === 'sec-fetch-dest') {
          destination = headers[index + 1] ?? '';
          destinations += 1;
        } else if (letter === n && name.toLowerCase() === 'content-length') {
          contentLength = Number(headers[index + 1] ?? '');
          hasBody ||= contentLength !== 0;
        }
        break;
      }
      case 17:
        if (letterAt(name, 0) === t) hasBody ||= name.toLowerCase() === 'transfer-encoding';
        else if (mayOverride(name)) overrides = withOverride(overrides, name, headers[index + 1] ?? '');
        break;
      case 16:
        if (letterAt(name, 0) === c && foldHeaderName(name) === 'content-encoding') {
          if (name.charCodeAt(7) !== hyphen) doubtfulContent = 'an alias of Content-Encoding';
          const coding = headers[index + 1] ?? '';
          contentEncoding = contentEncoding === null ? coding : `${contentEncoding}, ${coding}`;
        } else if (mayOverride(name)) overrides = withOverride(overrides, name, headers[index + 1] ?? '');
        break;
      case 5:
      case 10:
      case 11:
      case 19:
        if (mayNameOperation(name)) operations = withOperation(operations, name);
        break;
      case 13:
      case 15:
        if (mayNameOperation(name)) operations = withOperation(operations, name);
        if (mayOverride(name)) overrides = withOverride(overrides, name, headers[index + 1] ?? '');
        break;
      case 8:
      case 18:
      case 20:
      case 22:
      case 30:
        if (mayOverride(name)) overrides = withOverride(overrides, name, headers[index + 1] ?? '');
        break;
      default:
    }
    if (own?.has(foldHeaderName(name))) {
      overrides = [...(overrides ?? none), ...methodsAskedFor(headers[index + 1] ?? '')];
    }
  }
  return {
    host: hosts === 1 ? host : null,
    destination: destinations === 1 ? destination : null,
    acceptsHtml,
    hasBody,
    contentLength,
    contentType: contentTypes === 1 ? contentType : null,
    contentEncoding,
    doubtfulContent: contentTypes > 1 ? 'more than one Content-Type line' : doubtfulContent,
    overrides: overrides ?? none,
    operations,
  };
}

const hyphen = 0x2d;
const c = 0x63;
const d = 0x64;
const e = 0x65;
const h = 0x68;
const l = 0x6c;
const m = 0x6d;
const n = 0x6e;
const r = 0x72;
const s = 0x73;
const t = 0x74;
const x = 0x78;

/** The letter at a place, in lower case. */
function letterAt(name: string, index: number): number {
  return name.charCodeAt(index) | 0x20;
}

/** Override names start with `x`, `h` or `m` and end in `method` or `override`. */
function mayOverride(name: string): boolean {
  const first = letterAt(name, 0);
  if (first !== x && first !== h && first !== m) return false;
  const last = letterAt(name, name.length - 1);
  return last === d || last === e;
}

function withOverride(
  overrides: readonly string[] | null,
  name: string,
  value: string,
): readonly string[] | null {
  const folded = foldHeaderName(name);
  return isOverrideHeader(folded) ? [...(overrides ?? none), ...methodsInHeader(folded, value)] : overrides;
}

/** Such names start with `n`, `r`, `s` or `x` and end in `action`, `action-id`, `batch` or `qrl`. */
function mayNameOperation(name: string): boolean {
  const first = letterAt(name, 0);
  if (first !== x && first !== n && first !== r && first !== s) return false;
  const last = letterAt(name, name.length - 1);
  return last === n || last === d || last === l || last === h;
}

function withOperation(operations: readonly string[], name: string): readonly string[] {
  const folded = foldHeaderName(name);
  return operationHeaders.has(folded) && !operations.includes(folded) ? [...operations, folded] : operations;
}
