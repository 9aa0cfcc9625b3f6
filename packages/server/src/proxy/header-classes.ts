import { foldHeaderName } from '@portcullis/gate';
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
  | 'x-forwarded-host'
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

/** Some frameworks route by these instead of the target we judged, so they are dropped from everybody. */
const TARGET_OVERRIDES = [
  'request-uri',
  'x-envoy-original-path',
  'x-http-destinationurl',
  'x-http-path-override',
  'x-original-uri',
  'x-original-url',
  'x-override-url',
  'x-proxy-url',
  'x-rewrite-url',
  'x-waws-unencoded-url',
];

/** Whatever calls itself ours is a lie from outside, also under names that no version uses yet. */
const OWN = /^(?:x-)?portcullis-/;

/** Address, host and path claims of other proxies, beside every `X-Forwarded-*`. */
const CLAIMS_OF_PROXIES = [
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'client-ip',
  'cluster-client-ip',
  'fastly-client-ip',
  'true-client-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-envoy-external-address',
  'x-forwarded',
  'x-host',
  'x-original-forwarded-for',
  'x-original-host',
  'x-originating-ip',
  'x-proxyuser-ip',
  'x-real-ip',
  'x-remote-addr',
  'x-remote-ip',
  'x-script-name',
];

const REQUEST_CLASSES: ReadonlyMap<string, RequestHeaderClass> = new Map<string, RequestHeaderClass>([
  ...HOP_BY_HOP.map((name) => [name, 'drop'] as const),
  ...TARGET_OVERRIDES.map((name) => [name, 'drop'] as const),
  ...CLAIMS_OF_PROXIES.map((name) => [name, 'forwarding'] as const),
  ['host', 'host'],
  ['content-length', 'content-length'],
  ['via', 'via'],
  ['x-forwarded-for', 'x-forwarded-for'],
  ['forwarded', 'forwarded'],
  ['x-forwarded-proto', 'x-forwarded-proto'],
  ['x-forwarded-host', 'x-forwarded-host'],
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
  'set-cookie',
]);

/** Names like `X-HTTP-Method-Override`: an app that merges trailers would take the request for another method. */
const METHOD_OVERRIDE = /(?:^|-)method(?:-override)?$/;

/** What an instruction says about names. */
export type HeaderRules = Pick<ForwardInstruction, 'strip' | 'identity'>;

export function classifyRequestHeader(name: string, { strip, identity }: HeaderRules): RequestHeaderClass {
  const folded = foldHeaderName(name);
  if (strip.has(folded) || OWN.test(folded)) return 'drop';
  const found = REQUEST_CLASSES.get(folded) ?? (folded.startsWith('x-forwarded-') ? 'forwarding' : 'pass');
  // An alias such as `X_Forwarded_For` is no spelling a proxy uses: it can only be meant to get past one.
  if (folded !== name.toLowerCase() && (found !== 'pass' || identity?.has(folded))) return 'drop';
  return found;
}

export function classifyResponseHeader(name: string): ResponseHeaderClass {
  return RESPONSE_CLASSES.get(name.toLowerCase()) ?? 'pass';
}

export function isForbiddenTrailer(name: string, rules: HeaderRules): boolean {
  const folded = foldHeaderName(name);
  if (FORBIDDEN_TRAILERS.has(folded) || METHOD_OVERRIDE.test(folded)) return true;
  return rules.identity?.has(folded) || classifyRequestHeader(name, rules) !== 'pass';
}

/** More names than any application uses; clients choose header names, so what is remembered must be bounded. */
const MAX_REMEMBERED_NAMES = 512;

/** Remembers `classify` by exact spelling: real traffic repeats a few dozen. */
export function rememberClasses<T>(classify: (name: string) => T): (name: string) => T {
  const remembered = new Map<string, T>();
  return (name) => {
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const found = classify(name);
    if (remembered.size < MAX_REMEMBERED_NAMES) remembered.set(name, found);
    return found;
  };
}

/** By these the gate has judged: an application that gets the request without them judges another one. */
const END_TO_END = ['authorization', 'content-encoding', 'content-length', 'content-type', 'cookie', 'host'];

/**
 * Names listed in a `Connection` header that must go with it (RFC 9110 7.6.1), `undefined` for the usual values.
 * Framing, Host and what says who somebody is are not for the connection to take away, whatever it lists.
 */
export function connectionTokens(
  connection: string | undefined,
  identity: ReadonlySet<string> = NO_NAMES,
): ReadonlySet<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  const tokens = new Set<string>();
  for (const part of connection.split(',')) {
    const token = foldHeaderName(part.trim());
    if (token !== '' && token !== 'close' && token !== 'keep-alive') tokens.add(token);
  }
  for (const name of END_TO_END) tokens.delete(name);
  for (const name of identity) tokens.delete(name);
  return tokens.size === 0 ? undefined : tokens;
}

const NO_NAMES: ReadonlySet<string> = new Set();
