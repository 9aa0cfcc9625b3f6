import { canonicalAddress } from '../model/cidr.ts';

/** 253 for the name, one for a trailing dot, six for `:65535`. */
const longestValue = 260;
const longestName = 254;
const longestLabel = 63;

/** Most requests name the host that the one before named. */
let latest: { readonly value: string; readonly host: string | null } = { value: '', host: null };

/**
 * A host as the gate compares it: lower case, no port, no trailing dot; null for anything that is no host.
 * One pass without a regular expression: every request of an open site is checked too.
 */
export function readHost(value: string | null): string | null {
  if (value === null || value.length > longestValue) return null;
  if (value === latest.value) return latest.host;
  const host = readAnew(value);
  latest = { value, host };
  return host;
}

function readAnew(value: string): string | null {
  if (value.charCodeAt(0) === 0x5b) return readBracketed(value);
  let end = 0;
  let labelLength = 0;
  let hasUpperCase = false;
  for (; end < value.length; end += 1) {
    const code = value.charCodeAt(end);
    if (code >= 0x61 && code <= 0x7a) labelLength += 1;
    else if (code === 0x2e) {
      if (labelLength === 0) return null;
      labelLength = 0;
    } else if (code === 0x3a) break;
    else if (isDigit(code) || code === 0x5f) labelLength += 1;
    else if (code === 0x2d && labelLength > 0) labelLength += 1;
    else if (code >= 0x41 && code <= 0x5a) {
      hasUpperCase = true;
      labelLength += 1;
    } else return null;
    if (labelLength > longestLabel) return null;
  }
  if (end === 0 || end > longestName) return null;
  if (end < value.length && !isPort(value, end + 1)) return null;
  const nameEnd = labelLength === 0 ? end - 1 : end;
  const name = nameEnd === value.length ? value : value.slice(0, nameEnd);
  return hasUpperCase ? name.toLowerCase() : name;
}

/** Whether two authorities name the same place: default ports do not count (RFC 9110, 4.2.3). */
export function isSameAuthority(a: string, b: string, defaultPort: 80 | 443): boolean {
  const host = readHost(a);
  return host !== null && host === readHost(b) && portOf(a, defaultPort) === portOf(b, defaultPort);
}

function readBracketed(value: string): string | null {
  const close = value.indexOf(']');
  if (close === -1 || (close + 1 < value.length && value.charCodeAt(close + 1) !== 0x3a)) return null;
  if (close + 1 < value.length && !isPort(value, close + 2)) return null;
  const text = value.slice(1, close);
  const address = text.includes(':') ? canonicalAddress(text) : null;
  return address === null ? null : `[${address}]`;
}

function isPort(value: string, start: number): boolean {
  // None is written after a colon by some clients (RFC 3986, 3.2.3).
  if (value.length - start > 5) return false;
  let port = 0;
  for (let index = start; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (!isDigit(code)) return false;
    port = port * 10 + code - 0x30;
  }
  return port <= 65_535;
}

function portOf(authority: string, defaultPort: number): number {
  const colon = authority.lastIndexOf(':');
  if (colon === -1 || colon === authority.length - 1 || authority.endsWith(']')) return defaultPort;
  return Number(authority.slice(colon + 1));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
