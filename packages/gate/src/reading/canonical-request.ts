import { headerValues, singleHeader } from '../model/header.ts';
import type { Access, RawRequest } from '../model/request.ts';
import type { CompiledPolicy, Effect } from './compile-policy.ts';
import { type ClientAddress, readClientAddress } from './read-client-address.ts';
import { readHost } from './read-host.ts';
import { hasWriteOverride, isReadMethod } from './read-method.ts';
import { readTarget, type TargetReading } from './read-target.ts';

/** What the policy's globs say of a request, over all its readings. */
export interface RouteFacts {
  /** A declared exception or sign-in route that holds under every reading. */
  readonly exception: { readonly kind: 'exception' | 'sign-in'; readonly source: string } | null;
  readonly protectedBy: string | null;
  readonly sensitiveBy: string | null;
  readonly declaredRead: boolean;
  readonly declaredWrite: boolean;
  /** Areas hit by any reading. */
  readonly areas: readonly string[];
  /** Areas by exact reading: one list for each. A looser mode must hold under all of them. */
  readonly areasByReading: readonly (readonly string[])[];
}

/**
 * A request as the gate reads it. Every part is read when it is first asked for, once: an open site's
 * requests are never read at all. A class, because one is made per request and getters on a shared prototype
 * cost less than closures (measured in benchmarks/decide).
 */
export class CanonicalRequest {
  readonly raw: RawRequest;
  readonly compiled: CompiledPolicy;
  #target: TargetReading | undefined;
  #host: string | null | undefined;
  #client: ClientAddress | undefined;
  #facts: RouteFacts | undefined;
  #access: Access | undefined;

  constructor(compiled: CompiledPolicy, raw: RawRequest) {
    this.compiled = compiled;
    this.raw = raw;
  }

  get target(): TargetReading {
    this.#target ??= readTarget(this.raw.target, this.raw.method, singleHeader(this.raw.headers, 'host'));
    return this.#target;
  }

  /** Lower case, without port and trailing dot; null when there is no single valid Host. */
  get host(): string | null {
    if (this.#host === undefined) this.#host = readHost(singleHeader(this.raw.headers, 'host'));
    return this.#host;
  }

  get client(): ClientAddress {
    this.#client ??= readClientAddress(this.raw.peer, this.raw.headers, this.compiled.forwarding);
    return this.#client;
  }

  get access(): Access {
    this.#access ??= readAccess(this);
    return this.#access;
  }

  get facts(): RouteFacts {
    this.#facts ??= readFacts(this);
    return this.#facts;
  }

  /** Whether a person navigates: only such pages carry banners. */
  get isNavigation(): boolean {
    const destination = singleHeader(this.raw.headers, 'sec-fetch-dest');
    if (destination !== null) return destination === 'document' || destination === 'iframe';
    return headerValues(this.raw.headers, 'accept').some((value) => value.includes('text/html'));
  }
}

export function readRequest(compiled: CompiledPolicy, raw: RawRequest): CanonicalRequest {
  return new CanonicalRequest(compiled, raw);
}

function readAccess(request: CanonicalRequest): Access {
  const { raw, facts } = request;
  if (facts.declaredWrite) return 'write';
  if (hasWriteOverride(raw.headers, request.target.query)) return 'write';
  if (isReadMethod(raw.method)) return 'read';
  if (facts.declaredRead) return 'read';
  return knownWriteMethods.has(raw.method) ? 'write' : 'unknown';
}

const knownWriteMethods: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

const noFacts: RouteFacts = Object.freeze({
  exception: null,
  protectedBy: null,
  sensitiveBy: null,
  declaredRead: false,
  declaredWrite: false,
  areas: [],
  areasByReading: [[]],
});

function readFacts(request: CanonicalRequest): RouteFacts {
  const { target, compiled, raw } = request;
  if (compiled.ruleCount === 0) return noFacts;
  const tightening = tighten(request);
  const loosening = loosen(request);
  if (tightening === null && loosening === null) return noFacts;
  return {
    exception: loosening?.exception ?? null,
    declaredRead: loosening?.declaredRead ?? false,
    areasByReading: loosening?.areasByReading ?? target.exact.map(() => []),
    protectedBy: tightening?.protectedBy ?? null,
    sensitiveBy: tightening?.sensitiveBy ?? null,
    declaredWrite: (tightening?.declaredWrite ?? false) && raw.method !== 'OPTIONS',
    areas: tightening?.areas ?? [],
  };
}

/** Any reading that hits counts. Null when none does. */
function tighten(request: CanonicalRequest) {
  let protectedBy: string | null = null;
  let sensitiveBy: string | null = null;
  let declaredWrite = false;
  const areas: string[] = [];
  let hit = false;
  for (const path of request.target.folded) {
    for (const effect of request.compiled.tightening.match(path)) {
      if (!applies(effect, request, true)) continue;
      hit = true;
      if (effect.area !== null && !areas.includes(effect.area)) areas.push(effect.area);
      if (effect.route === null) continue;
      if (effect.route.protected) protectedBy ??= effect.pattern.source;
      if (effect.route.sensitive) sensitiveBy ??= effect.pattern.source;
      if (effect.route.access === 'write') declaredWrite = true;
    }
  }
  return hit ? { protectedBy, sensitiveBy, declaredWrite, areas } : null;
}

/** Every exact reading must be hit. Null when none is hit at all. */
function loosen(request: CanonicalRequest) {
  let exception: RouteFacts['exception'] = null;
  let everyException = true;
  let everyRead = true;
  let hit = false;
  const areasByReading: string[][] = [];
  for (const path of request.target.exact) {
    let readingException: RouteFacts['exception'] = null;
    let readingRead = false;
    const areas: string[] = [];
    for (const effect of request.compiled.loosening.match(path)) {
      if (!applies(effect, request, false)) continue;
      hit = true;
      if (effect.area !== null) areas.push(effect.area);
      if (effect.kind === 'sign-in') readingException = { kind: 'sign-in', source: effect.pattern.source };
      if (effect.route?.exception) readingException ??= { kind: 'exception', source: effect.pattern.source };
      if (effect.route?.access === 'read') readingRead = true;
    }
    areasByReading.push(areas);
    everyException &&= readingException !== null;
    everyRead &&= readingRead;
    exception ??= readingException;
  }
  if (!hit) return null;
  return { exception: everyException ? exception : null, declaredRead: everyRead, areasByReading };
}

/** Whether method and host of a glob fit. Where it tightens, HEAD counts as the GET that apps answer it with. */
function applies(effect: Effect, request: CanonicalRequest, tightening: boolean): boolean {
  const { methods, host } = effect.pattern;
  const { method } = request.raw;
  if (host !== null && host !== request.host) return false;
  if (methods === null || methods.includes(method)) return true;
  if (method === 'HEAD' && methods.includes('GET')) return true;
  return tightening && methods.includes(method.toUpperCase());
}
