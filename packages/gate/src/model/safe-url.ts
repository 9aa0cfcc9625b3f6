import { longestUrl, readSafePath, unseen } from './safe-path.ts';

/** A URL that may stand in a link, a button or a Location header. */
export interface SafeUrl {
  readonly kind: 'web' | 'path' | 'mailto';
  /** Normalised; printable ASCII only. */
  readonly href: string;
  /** Plain `http:` — allowed, and worth a warning to whoever enters it. */
  readonly insecure: boolean;
}

export interface RefusedUrl {
  readonly kind: 'refused';
  /** What is wrong and what to write instead; shown to the operator. */
  readonly reason: string;
}

export interface SafeUrlOptions {
  /** @default false */
  readonly allowMailto?: boolean;
  /** Host names without a port. When given, absolute URLs lead there only. */
  readonly allowedHosts?: readonly string[];
}

/**
 * Allow-list for URLs that an operator enters: `https://`, `http://`, a path on the same site, and
 * optionally `mailto:`. Whatever a browser would read differently than a person does is refused, not
 * repaired: control characters (browsers strip them), backslashes (browsers read them as `/`), user
 * names before the host, and hosts in disguise.
 */
export function parseSafeUrl(value: string, options: SafeUrlOptions = {}): SafeUrl | RefusedUrl {
  if (value === '') return refused('It is empty. Write an https:// address or a path such as /help.');
  if (value.length > longestUrl) return refused(`It has more than ${longestUrl} characters.`);
  if (unseen.test(value)) {
    return refused('It contains spaces, control characters or invisible characters. Remove them.');
  }
  if (value.includes('\\')) return refused('It contains a backslash. Write / instead.');
  if (value.startsWith('/')) return parsePath(value);
  if (/^https?:/i.test(value)) return parseWeb(value, options.allowedHosts ?? null);
  if (/^mailto:/i.test(value) && options.allowMailto === true) return parseMail(value);
  const schemes = options.allowMailto === true ? 'https://, http:// or mailto:' : 'https:// or http://';
  return refused(`It must begin with ${schemes}, or with / for a path on this site.`);
}

function parsePath(value: string): SafeUrl | RefusedUrl {
  const href = readSafePath(value);
  return href === null
    ? refused('A path on this site begins with exactly one slash, such as /help.')
    : { kind: 'path', href, insecure: false };
}

function parseWeb(value: string, allowedHosts: readonly string[] | null): SafeUrl | RefusedUrl {
  // WHATWG accepts `https:host`, `https:/host` and `https:////host`; people and other parsers do not.
  const authority = /^https?:\/\/([^/?#]+)/i.exec(value)?.[1];
  if (authority === undefined) return refused('After https: come two slashes and a host name.');
  if (authority.includes('@')) return refused('A user name before the host is not allowed. Remove it.');
  if (authority.includes('%'))
    return refused('The host name contains an encoded character. Write it plainly.');
  const url = tryParse(value);
  if (url === null || url.username !== '' || url.password !== '') {
    return refused('It is not a valid URL: check the host name and the port.');
  }
  const host = url.hostname.replace(/\.$/, '');
  if (host === '' || host.startsWith('.') || host.includes('..')) {
    return refused('It names no valid host.');
  }
  const written = authority.replace(/:\d*$/, '');
  if (isDisguised(written, host)) {
    return refused(`Its host is read as ${host}. Write it that way.`);
  }
  if (allowedHosts !== null) {
    if (!allowedHosts.some((allowed) => allowed.toLowerCase().replace(/\.$/, '') === host)) {
      return refused(`The host ${host} is not among the allowed hosts: ${allowedHosts.join(', ')}.`);
    }
  } else if (leadsToOneself(host)) {
    return refused(`${host} is the reader's own machine or link. Write a host that visitors can reach.`);
  }
  url.hostname = host;
  return { kind: 'web', href: url.href, insecure: url.protocol === 'http:' };
}

/**
 * A host that means another than it shows: `2130706433`, `0x7f.1` (addresses in disguise), or letters that
 * only look Latin and are folded into ASCII (`ⓔxample.com`, `example。com`). Real international names stay
 * visible as `xn--`.
 */
function isDisguised(written: string, host: string): boolean {
  const plain = written.toLowerCase().replace(/\.$/, '');
  if (host.startsWith('[')) return !plain.startsWith('[');
  if (/^[\d.]+$/.test(host)) return plain !== host;
  const writtenLabels = plain.split(/[.。．｡]/u);
  const hostLabels = host.split('.');
  return (
    /[。．｡]/u.test(plain) ||
    writtenLabels.length !== hostLabels.length ||
    writtenLabels.some((label, index) => {
      const isAscii = /^[\x21-\x7e]*$/.test(label);
      return isAscii ? label !== hostLabels[index] : !hostLabels[index]?.startsWith('xn--');
    })
  );
}

/** Loopback, unspecified and link-local (cloud metadata lives there): no visitor is meant. */
function leadsToOneself(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /^(127|0)\./.test(host) ||
    host.startsWith('169.254.') ||
    // ::, ::1 and IPv4 addresses inside IPv6; fe80::/10.
    /^\[(::|fe[89ab])/.test(host)
  );
}

/** One plain address, and at most a subject and a text: `cc`, `bcc` and line breaks could add readers. */
function parseMail(value: string): SafeUrl | RefusedUrl {
  const match = /^mailto:([a-z0-9._+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?:\?([\x21-\x7e]*))?$/i.exec(value);
  const address = match?.[1];
  if (address === undefined)
    return refused('A mail link is mailto: and one address, such as help@example.com.');
  const query = match?.[2];
  if (query === undefined) return { kind: 'mailto', href: `mailto:${address}`, insecure: false };
  const isPlain = query
    .split('&')
    .every((field) => /^(subject|body)=[^"'<>`#]*$/i.test(field) && !/%0[ad]/i.test(field));
  if (!isPlain) return refused('A mail link may carry only ?subject= and body=, without line breaks.');
  return { kind: 'mailto', href: `mailto:${address}?${query}`, insecure: false };
}

function tryParse(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

function refused(reason: string): RefusedUrl {
  return { kind: 'refused', reason };
}
