import { headerValues } from '../model/header.ts';
import type { Reason } from '../model/reasons.ts';
import type { Access, RawRequest } from '../model/request.ts';
import { isFileType } from './body/content-type.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { type SwitchedTarget, withoutSwitches } from './debug-switches.ts';
import { isAsset } from './file-name-globs.ts';
import { readForwardedHosts } from './forwarded-hosts.ts';
import { framingProblem } from './framing-problem.ts';
import { type HeaderFacts, readHeaderFacts } from './header-facts.ts';
import { KnownTarget } from './known-targets.ts';
import { otherTargetsIn, withOtherTargets } from './other-targets.ts';
import type { OverrideNames } from './override-names.ts';
import { overridesInQuery } from './override-parameters.ts';
import { type ClientAddress, readClientAddress } from './read-client-address.ts';
import { readHost } from './read-host.ts';
import { isMiscasedMethod, isReadMethod, isWriteMethod } from './read-method.ts';
import { readOperations } from './read-operations.ts';
import { malformedTarget, originForm, readTarget, type TargetReading } from './read-target.ts';
import { createReadingBudget } from './reading-budget.ts';
import { loosenedByNothing, type RouteFacts, readRouteFacts } from './route-facts.ts';
import { saysForwarded } from './says-forwarded.ts';

const noHosts: readonly (string | null)[] = Object.freeze([]);

/**
 * A request as the gate reads it. Every part is read when it is first asked for, once: of an open site's
 * requests only the framing is. A class, because one is made per request and getters on a shared prototype
 * cost less than closures (measured in benchmarks/decide).
 */
export class CanonicalRequest {
  readonly raw: RawRequest;
  readonly compiled: CompiledPolicy;
  #framing: Reason | null | undefined;
  #headers: HeaderFacts | undefined;
  #origin: string | null | undefined;
  #known: KnownTarget | undefined;
  #host: string | null | undefined;
  #forwardedHosts: readonly (string | null)[] | undefined;
  #client: ClientAddress | undefined;
  #overrides: readonly string[] | undefined;
  #operations: readonly string[] | undefined;
  #facts: RouteFacts | undefined;
  #switched: Partial<Record<keyof CompiledPolicy['debugSwitches'], SwitchedTarget>> | undefined;
  #access: Access | undefined;

  constructor(compiled: CompiledPolicy, raw: RawRequest) {
    this.compiled = compiled;
    this.raw = raw;
  }

  /** What is wrong with the framing, the form of the target included; null when nothing is. */
  get framing(): Reason | null {
    if (this.#framing === undefined) {
      this.#framing =
        framingProblem(this.raw) ??
        (this.#originForm === null ? 'a target that is neither a path nor a URL of this host' : null);
    }
    return this.#framing;
  }

  /** `target.forward`, which an open site's requests have without being read. */
  get forward(): string {
    return this.#originForm ?? this.raw.target;
  }

  get target(): TargetReading {
    return this.known.reading;
  }

  get known(): KnownTarget {
    if (this.#known === undefined) {
      const origin = this.#originForm;
      this.#known =
        origin === null
          ? new KnownTarget(malformedTarget(this.raw.target, 'no path of this host'), this.compiled.matchers)
          : readTargets(origin, this.raw.headers, this.compiled);
    }
    return this.#known;
  }

  /** Why no real client sends this request; null when it is well-formed. Looked at while anything is governed. */
  get malformed(): Reason | null {
    if (this.target.malformed !== null) return this.target.malformed;
    if (isMiscasedMethod(this.raw.method)) return 'a method in unusual case';
    return this.#headerFacts.doubtfulContent;
  }

  /** Lower case, without port and trailing dot; null when there is no single valid Host. */
  get host(): string | null {
    if (this.#host === undefined) this.#host = readHost(this.#headerFacts.host);
    return this.#host;
  }

  /** Further hosts that the app may take it for, as a named proxy says; null among them cannot be read. */
  get forwardedHosts(): readonly (string | null)[] {
    this.#forwardedHosts ??=
      this.compiled.hostsMatter && this.client.peerIsTrustedProxy
        ? readForwardedHosts(this.raw.headers)
        : noHosts;
    return this.#forwardedHosts;
  }

  get client(): ClientAddress {
    this.#client ??= readClientAddress(this.raw.peer, this.raw.headers, this.compiled.forwarding);
    return this.#client;
  }

  /** Other methods that headers, cookies or query ask the app to take this one for; upper case. */
  get overrides(): readonly string[] {
    if (this.#overrides === undefined) {
      const { overrides } = this.#headerFacts;
      const { target, compiled } = this;
      const inQuery = overridesInQuery(target.query, compiled.overrideNames);
      const mayBeInPath = target.parameters.length > 0 || target.path.includes('%');
      const inPath = mayBeInPath ? overridesInPath(target, compiled.overrideNames) : none;
      this.#overrides =
        inQuery.length + inPath.length === 0 ? overrides : [...overrides, ...inQuery, ...inPath];
    }
    return this.#overrides;
  }

  /** Headers and parameters, folded, by which it names an operation that runs whatever the path is. */
  get operations(): readonly string[] {
    this.#operations ??= readOperations(this, this.#headerFacts.operations);
    return this.#operations;
  }

  /** The same request to an app that takes it for these methods as well, because its body asks for them. */
  takenFor(methods: readonly string[]): CanonicalRequest {
    return this.#readAgain([...this.overrides, ...methods]);
  }

  /** The same request for another target of ours, which is a path as this one's is. */
  withTarget(target: string): CanonicalRequest {
    const again = new CanonicalRequest(this.compiled, { ...this.raw, target });
    again.#headers = this.#headerFacts;
    again.#framing = this.#framing;
    again.#host = this.#host;
    again.#forwardedHosts = this.#forwardedHosts;
    again.#client = this.#client;
    return again;
  }

  /** The same request, for which no rule of its path makes anything looser: it may be about another path. */
  loosenedByNothing(): CanonicalRequest {
    const strict = this.#readAgain(this.overrides);
    strict.#facts = loosenedByNothing(this.facts);
    return strict;
  }

  #readAgain(overrides: readonly string[]): CanonicalRequest {
    const again = new CanonicalRequest(this.compiled, this.raw);
    again.#headers = this.#headerFacts;
    again.#origin = this.#origin;
    again.#known = this.known;
    again.#host = this.host;
    again.#forwardedHosts = this.#forwardedHosts;
    again.#client = this.#client;
    again.#overrides = overrides;
    return again;
  }

  get access(): Access {
    this.#access ??= readAccess(this);
    return this.#access;
  }

  get facts(): RouteFacts {
    this.#facts ??= readRouteFacts(this);
    return this.#facts;
  }

  /** Whether the request itself says that somebody passed it on. Asked for passes only. */
  get isForwarded(): boolean {
    return saysForwarded(this.raw.headers);
  }

  /** Whether it carries any cookie. Asked in production mode only. */
  get hasCookies(): boolean {
    return headerValues(this.raw.headers, 'cookie').length > 0;
  }

  /** What its target says to debug switches, all or those that nobody may use. Asked in production mode only. */
  switched(which: keyof CompiledPolicy['debugSwitches']): SwitchedTarget {
    this.#switched ??= {};
    const known = this.#switched[which];
    if (known !== undefined) return known;
    const { target, compiled } = this;
    // What an application remembers it remembers by a cookie, and keeps for what is no file. Who asks as a script, or as a
    // socket, may show what comes all the same. What is opened as a page may be one, whatever its address ends in: Odoo serves
    // its web client at `/odoo/plan.png`.
    const isRemembering = this.hasCookies && (this.isNavigation || !isAsset(target.path));
    const found = withoutSwitches(target, compiled.debugSwitches[which], { isRemembering });
    this.#switched[which] = found;
    return found;
  }

  /** Whether content follows the head. */
  get hasBody(): boolean {
    return this.#headerFacts.hasBody;
  }

  /** As it came; null when nothing or two things are said. */
  get contentType(): string | null {
    return this.#headerFacts.contentType;
  }

  /** As it came, two lines as one; null when nothing is said. */
  get contentEncoding(): string | null {
    return this.#headerFacts.contentEncoding;
  }

  /** Whether content follows that says it is a file, larger than what is read for a decision. */
  get hasLargeFile(): boolean {
    const { contentLength, contentType } = this.#headerFacts;
    return (contentLength ?? 0) > mostBytesRead && contentType !== null && isFileType(contentType);
  }

  /** Whether a person navigates: only such pages carry banners. */
  get isNavigation(): boolean {
    const { destination, acceptsHtml } = this.#headerFacts;
    return destination === null ? acceptsHtml : destination === 'document' || destination === 'iframe';
  }

  get #headerFacts(): HeaderFacts {
    this.#headers ??= readHeaderFacts(this.raw.headers, this.compiled.overrideNames);
    return this.#headers;
  }

  get #originForm(): string | null {
    const { target, method } = this.raw;
    if (target.charCodeAt(0) === 0x2f) return target;
    if (this.#origin === undefined) this.#origin = originForm(target, method, this.#headerFacts.host);
    return this.#origin;
  }
}

export function readRequest(compiled: CompiledPolicy, raw: RawRequest): CanonicalRequest {
  return new CanonicalRequest(compiled, raw);
}

function readTargets(origin: string, headers: readonly string[], compiled: CompiledPolicy): KnownTarget {
  const { routeNames, matchers, knownTargets } = compiled;
  const others = otherTargetsIn(headers);
  const known = others.length === 0 ? knownTargets.get(origin) : undefined;
  if (known !== undefined) return known;
  const budget = createReadingBudget();
  const target = readTarget(origin, routeNames, budget);
  if (others.length > 0) {
    return new KnownTarget(withOtherTargets(target, others, { routeNames, budget }), matchers);
  }
  const read = new KnownTarget(target, matchers);
  knownTargets.add(origin, read);
  return read;
}

const none: readonly string[] = Object.freeze([]);

/**
 * Decoded before it is taken apart (nginx: `proxy_pass http://app$uri`), a path holds a query as well; put into one, it
 * brings parameters along.
 */
function overridesInPath(target: TargetReading, names: OverrideNames): readonly string[] {
  const { exact, folded, parameters } = target;
  const queries = new Set(parameters);
  for (const readings of [exact, folded]) {
    for (const reading of readings) {
      const question = reading.indexOf('?');
      if (question !== -1) queries.add(reading.slice(question + 1));
    }
  }
  return queries.size === 0 ? none : [...queries].flatMap((query) => overridesInQuery(query, names));
}

/** The gate's own limit unless its owner sets another one. */
const mostBytesRead = 1_048_576;

/** The worst of everything that an app may take the request for, its body left aside. */
function readAccess(request: CanonicalRequest): Access {
  const { raw, facts, overrides } = request;
  if (facts.declaredWrite) return 'write';
  // An open socket can carry writes that no method shows: only a rule for its messages makes a read of it.
  if (raw.upgrade) return facts.socket !== null && overrides.every(isReadMethod) ? 'read' : 'unknown';
  if (facts.declaredRead) return 'read';
  // What runs an operation for a GET says nothing of what that operation does.
  if (!overrides.every(isReadMethod) || request.operations.length > 0) return 'write';
  if (isReadMethod(raw.method)) return 'read';
  return isWriteMethod(raw.method) ? 'write' : 'unknown';
}
