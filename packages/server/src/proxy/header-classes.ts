import { foldHeaderName } from '@portcullis/gate';
import { CGI_SPELLING, CLAIMS, isClaim, isTargetOverride, OWN, TARGET_OVERRIDES } from './claimed-headers.ts';
import type { ForwardInstruction } from './contract.ts';

/** What happens to one request header on its way to the upstream. */
export type RequestHeaderClass =
  | 'pass'
  | 'drop'
  | 'host'
  | 'content-length'
  | 'via'
  | 'x-forwarded-for'
  | 'forwarded'
  | 'x-forwarded-proto'
  /** Says something about the hop before us: kept only from a named proxy. */
  | 'forwarding';

/** What happens to one response header on its way to the client. */
export type ResponseHeaderClass = 'pass' | 'drop' | 'content-length' | 'content-type' | 'trailer';

/**
 * RFC 9110 7.6.1 and its predecessors. `Expect`, `TE`, `Trailer` and the framing are written anew by the engine;
 * `Proxy` is the "httpoxy" name (CVE-2016-5385); `HTTP2-Settings` belongs to h2c upgrades.
 */
const HOP_BY_HOP = [
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const REQUEST_CLASSES: ReadonlyMap<string, RequestHeaderClass> = new Map<string, RequestHeaderClass>([
  ...HOP_BY_HOP.map((name) => [name, 'drop'] as const),
  ...TARGET_OVERRIDES.map((name) => [name, 'drop'] as const),
  ...CLAIMS.map((name) => [name, 'forwarding'] as const),
  ['host', 'host'],
  ['content-length', 'content-length'],
  ['via', 'via'],
  ['x-forwarded-for', 'x-forwarded-for'],
  ['forwarded', 'forwarded'],
  ['x-forwarded-proto', 'x-forwarded-proto'],
]);

/** `Alt-Svc` would send clients to another door of the upstream, round the gate (RFC 7838). */
const RESPONSE_CLASSES: ReadonlyMap<string, ResponseHeaderClass> = new Map<string, ResponseHeaderClass>([
  ...HOP_BY_HOP.map((name) => [name, 'drop'] as const),
  ['alt-svc', 'drop'],
  ['content-length', 'content-length'],
  ['content-type', 'content-type'],
  ['trailer', 'trailer'],
]);

/** Fields that would change the framing or the identity of a message if they came after its body (RFC 9110 6.5.1). */
const FORBIDDEN_TRAILERS: ReadonlySet<string> = new Set([
  'authorization',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'host',
  'next-action',
  'set-cookie',
]);

/** Names like `X-HTTP-Method-Override`: an app that merges trailers would take the request for another method. */
const METHOD_OVERRIDE = /(?:^|-)method(?:-override)?$/;

/** What an instruction says about names. */
export type HeaderRules = Pick<ForwardInstruction, 'strip' | 'identity' | 'overrides'>;

export function classifyRequestHeader(name: string, { strip, identity }: HeaderRules): RequestHeaderClass {
  const folded = foldHeaderName(name);
  if (strip.has(folded) || OWN.test(folded)) return 'drop';
  const lower = name.toLowerCase();
  const isKnownToPolicy = identity?.has(folded) === true;
  const found = REQUEST_CLASSES.get(folded) ?? (isKnownToPolicy ? 'pass' : classByFamily(folded));
  if (folded === lower || (!isKnownToPolicy && CGI_SPELLING.test(lower))) return found;
  // An alias such as `X_Forwarded_For` is no spelling a proxy uses: it can only be meant to get past one.
  return found !== 'pass' || isKnownToPolicy || JUDGED_BY.has(folded) ? 'drop' : 'pass';
}

function classByFamily(folded: string): RequestHeaderClass {
  if (isTargetOverride(folded)) return 'drop';
  return isClaim(folded) ? 'forwarding' : 'pass';
}

export function classifyResponseHeader(name: string): ResponseHeaderClass {
  return RESPONSE_CLASSES.get(name.toLowerCase()) ?? 'pass';
}

export function isForbiddenTrailer(name: string, rules: HeaderRules): boolean {
  const folded = foldHeaderName(name);
  if (FORBIDDEN_TRAILERS.has(folded) || METHOD_OVERRIDE.test(folded)) return true;
  if (rules.identity?.has(folded) || rules.overrides?.has(folded)) return true;
  return classifyRequestHeader(name, rules) !== 'pass';
}

/** Of one generation: more names than any application uses. Clients choose names, so memory must be bounded. */
const MAX_REMEMBERED_NAMES = 256;

/**
 * Remembers `classify` by exact spelling: real traffic repeats a few dozen. In two generations, so that a flood of
 * made-up names pushes out what nobody uses, and not what everybody does.
 */
export function rememberClasses<T>(classify: (name: string) => T): (name: string) => T {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (name) => {
    const known = young.get(name);
    if (known !== undefined) return known;
    const found = old.get(name) ?? classify(name);
    if (young.size >= MAX_REMEMBERED_NAMES) {
      old = young;
      young = new Map();
    }
    young.set(name, found);
    return found;
  };
}

/**
 * By these, and by what asks for a method, the gate has judged: an application that gets the request without them, or
 * with an alias beside them, judges another one.
 */
const JUDGED_BY: ReadonlySet<string> = new Set([
  'accept',
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'next-action',
  'next-router-prefetch',
  'next-router-state-tree',
  'origin',
  'rsc',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
]);

/**
 * Names listed in a `Connection` header that must go with it (RFC 9110 7.6.1), `undefined` for the usual values.
 * Framing, Host, what says who somebody is and what asks for a method are not for the connection to take away, whatever it lists.
 */
export function connectionTokens(
  connection: string | undefined,
  { identity = NO_NAMES, overrides = NO_NAMES }: Omit<HeaderRules, 'strip'> = {},
): ReadonlySet<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  const tokens = new Set<string>();
  for (const part of connection.split(',')) {
    const token = foldHeaderName(part.trim());
    if (token !== '' && token !== 'close' && token !== 'keep-alive' && !METHOD_OVERRIDE.test(token)) {
      tokens.add(token);
    }
  }
  for (const name of JUDGED_BY) tokens.delete(name);
  for (const name of identity) tokens.delete(name);
  for (const name of overrides) tokens.delete(name);
  return tokens.size === 0 ? undefined : tokens;
}

const NO_NAMES: ReadonlySet<string> = new Set();
