import { foldHeaderName } from '../model/header.ts';
import { isOverrideHeader, methodsAskedFor } from './read-method.ts';

/** What the gate wants to know of a request's headers, gathered in one pass. */
export interface HeaderFacts {
  /** The value of the one Host line; null when there is none or more than one. */
  readonly host: string | null;
  /** `Sec-Fetch-Dest`; null when it is absent or came more than once. */
  readonly destination: string | null;
  readonly acceptsHtml: boolean;
  /** Whether content follows the head, by its framing. */
  readonly hasBody: boolean;
  /** The value of the one Content-Type line; null when there is none or more than one. */
  readonly contentType: string | null;
  /** Two Content-Type lines: frameworks disagree on which counts. */
  readonly doubledContentType: boolean;
  /** Methods that override headers ask for, in upper case; the shared empty array when there are none. */
  readonly overrides: readonly string[];
}

const none: readonly string[] = Object.freeze([]);

export function readHeaderFacts(headers: readonly string[]): HeaderFacts {
  let host: string | null = null;
  let hosts = 0;
  let destination: string | null = null;
  let destinations = 0;
  let acceptsHtml = false;
  let hasBody = false;
  let contentType: string | null = null;
  let contentTypes = 0;
  let overrides: string[] | null = null;
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
        }
        break;
      case 12:
        if (letterAt(name, 8) === t && name.toLowerCase() === 'content-type') {
          contentType = headers[index + 1] ?? '';
          contentTypes += 1;
        }
        break;
      case 14: {
        const letter = letterAt(name, 10);
        if (letter === d && name.toLowerCase() === 'sec-fetch-dest') {
          destination = headers[index + 1] ?? '';
          destinations += 1;
        } else if (letter === n && name.toLowerCase() === 'content-length') {
          hasBody ||= !/^0+$/.test(headers[index + 1] ?? '');
        }
        break;
      }
      case 17:
        if (letterAt(name, 0) === t) hasBody ||= name.toLowerCase() === 'transfer-encoding';
        else if (mayOverride(name)) overrides = withOverride(overrides, name, headers[index + 1] ?? '');
        break;
      case 8:
      case 13:
      case 15:
      case 16:
      case 18:
      case 20:
      case 22:
        if (mayOverride(name)) overrides = withOverride(overrides, name, headers[index + 1] ?? '');
        break;
      default:
    }
  }
  return {
    host: hosts === 1 ? host : null,
    destination: destinations === 1 ? destination : null,
    acceptsHtml,
    hasBody,
    contentType: contentTypes === 1 ? contentType : null,
    doubledContentType: contentTypes > 1,
    overrides: overrides ?? none,
  };
}

const d = 0x64;
const e = 0x65;
const h = 0x68;
const m = 0x6d;
const n = 0x6e;
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

function withOverride(overrides: string[] | null, name: string, value: string): string[] | null {
  if (!isOverrideHeader(foldHeaderName(name))) return overrides;
  return [...(overrides ?? []), ...methodsAskedFor(value)];
}
