import type { CallRule, SocketRule } from '../model/calls.ts';
import type { Route } from '../model/policy.ts';
import type { AllowedCalls, ProductionScope } from '../model/production.ts';
import type { RawRequest } from '../model/request.ts';
import type { Webhook } from '../model/webhook.ts';
import { createAgreement } from './agreement.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { isAsset } from './file-name-globs.ts';
import { holdsFrontController, speaksOfFrontController } from './front-controllers.ts';
import type { KnownTarget } from './known-targets.ts';
import type { Effect, ProductionEffect } from './policy-matchers.ts';
import type { TargetReading } from './read-target.ts';
import { saysWhatIsBehind } from './rules-behind-scripts.ts';

/** What of a request globs, methods and hosts are compared with. */
export interface RoutedRequest {
  readonly raw: RawRequest;
  readonly compiled: CompiledPolicy;
  readonly target: TargetReading;
  readonly known: KnownTarget;
  readonly host: string | null;
  /** Further hosts that the app may take it for; null for one that cannot be read. */
  readonly forwardedHosts: readonly (string | null)[];
  /** Other methods that the app may take it for. */
  readonly overrides: readonly string[];
}

/** What the policy's globs say of a request, over all its readings. */
export interface RouteFacts {
  /** A declared exception or sign-in route that holds under every reading. */
  readonly exception: RouteException | null;
  readonly protectedBy: string | null;
  readonly sensitiveBy: string | null;
  /** A sign-in route under some reading. */
  readonly mayBeSignIn: boolean;
  readonly declaredRead: boolean;
  /** Whether rules that name their methods declare it: then those methods are a read, whichever the app takes it for. */
  readonly declaredReadByMethod: boolean;
  readonly declaredWrite: boolean;
  /** Rules by which the body says what is done: of every route that any reading hits. */
  readonly calls: readonly CallRule[];
  /** Whether one and the same of them holds under every reading: only then can a call make a read of a write. */
  readonly callsHold: boolean;
  /** What a WebSocket may do, where one rule says so under every reading. */
  readonly socket: SocketFact | null;
  /** The webhook it is, where one and the same rule says so under every reading. */
  readonly webhook: Webhook | null;
  /** Areas hit by any reading. */
  readonly areas: readonly string[];
  /** A route that production mode refuses, under some reading; for everybody where one of them says so. */
  readonly refusedInProduction: RefusedInProduction | null;
  /** Calls that production mode lets through, of every endpoint that any reading hits: all of them must. */
  readonly callsInProduction: readonly AllowedCalls['rule'][];
  /** Areas by exact reading: one list for each. A looser mode must hold under all of them. */
  readonly areasByReading: readonly (readonly string[])[];
}

export interface RefusedInProduction {
  readonly for: ProductionScope;
  readonly source: string;
}

/** The rule for a route's WebSockets, and the route it stands in. */
export interface SocketFact {
  readonly rule: SocketRule;
  readonly source: string;
}

export interface RouteException {
  readonly kind: 'exception' | 'sign-in';
  readonly source: string;
  /** For every method: then it does not matter for which of them the app takes a request. */
  readonly everyMethod: boolean;
  /** A rule for calls stands at the very same route: only the calls that it lists are let in. */
  readonly listedOnly: boolean;
}

const noAreas: readonly string[] = Object.freeze([]);

/** A request that no glob hits. */
const noRouteFacts: RouteFacts = Object.freeze({
  exception: null,
  protectedBy: null,
  sensitiveBy: null,
  mayBeSignIn: false,
  declaredRead: false,
  declaredReadByMethod: false,
  declaredWrite: false,
  calls: Object.freeze([]),
  callsHold: false,
  socket: null,
  webhook: null,
  areas: noAreas,
  refusedInProduction: null,
  callsInProduction: Object.freeze([]),
  areasByReading: Object.freeze([noAreas]),
});

export function readRouteFacts(request: RoutedRequest): RouteFacts {
  if (request.compiled.ruleCount === 0) return noRouteFacts;
  const tightened = tighten(request);
  if (tightened === null) return noRouteFacts;
  // What hits a path as written hits its folded form too: without such a hit nothing can loosen.
  const loosened = tightened.mayLoosen ? loosen(request) : noLoosening;
  return {
    exception: tightened.neverException ? null : loosened.exception,
    declaredRead: loosened.declaredRead,
    declaredReadByMethod: loosened.declaredReadByMethod,
    callsHold: loosened.callsHold,
    socket: loosened.socket,
    webhook: loosened.webhook,
    areasByReading: loosened.areasByReading,
    protectedBy: tightened.protectedBy,
    sensitiveBy: tightened.sensitiveBy,
    mayBeSignIn: tightened.mayBeSignIn,
    declaredWrite: tightened.declaredWrite,
    calls: tightened.calls,
    areas: tightened.areas,
    refusedInProduction: tightened.refusedInProduction,
    callsInProduction: tightened.callsInProduction,
  };
}

/** What tightens stays; what the rules of the path declare counts for nothing. */
export function loosenedByNothing(facts: RouteFacts): RouteFacts {
  return { ...facts, ...noLoosening };
}

interface Tightened {
  protectedBy: string | null;
  sensitiveBy: string | null;
  mayBeSignIn: boolean;
  declaredWrite: boolean;
  neverException: boolean;
  calls: readonly CallRule[];
  areas: readonly string[];
  refusedInProduction: RefusedInProduction | null;
  callsInProduction: readonly AllowedCalls['rule'][];
  mayLoosen: boolean;
}

/** Any reading that hits counts. Null when none does. */
function tighten(request: RoutedRequest): Tightened | null {
  let result: Tightened | null = null;
  for (const effects of request.known.tightening) {
    for (const effect of effects) {
      if (!mayApply(effect, request)) continue;
      result ??= {
        protectedBy: null,
        sensitiveBy: null,
        mayBeSignIn: false,
        declaredWrite: false,
        neverException: false,
        calls: noRouteFacts.calls,
        areas: noAreas,
        refusedInProduction: null,
        callsInProduction: noRouteFacts.callsInProduction,
        mayLoosen: false,
      };
      result.mayLoosen ||= effect.loosens;
      result.mayBeSignIn ||= effect.kind === 'sign-in';
      const { area, route, pattern } = effect;
      if (area !== null && !result.areas.includes(area)) result.areas = [...result.areas, area];
      if (effect.production !== null) addProduction(effect.production, pattern.source, result);
      if (route === null) continue;
      if (route.protected) result.protectedBy ??= pattern.source;
      if (route.sensitive) result.sensitiveBy ??= pattern.source;
      if (route.access === 'write') result.declaredWrite = true;
      if (route.exception === 'never') result.neverException = true;
      if (route.calls !== null && !result.calls.includes(route.calls)) {
        result.calls = [...result.calls, route.calls];
      }
    }
  }
  return result;
}

function addProduction(effect: ProductionEffect, source: string, result: Tightened): void {
  if (effect.kind === 'refused') {
    if (result.refusedInProduction?.for === 'everybody') return;
    if (result.refusedInProduction === null || effect.for === 'everybody')
      result.refusedInProduction = { for: effect.for, source };
  } else if (!result.callsInProduction.includes(effect.rule)) {
    result.callsInProduction = [...result.callsInProduction, effect.rule];
  }
}

type Loosened = Pick<
  RouteFacts,
  | 'exception'
  | 'declaredRead'
  | 'declaredReadByMethod'
  | 'callsHold'
  | 'socket'
  | 'webhook'
  | 'areasByReading'
>;

const noLoosening: Loosened = Object.freeze({
  exception: null,
  declaredRead: false,
  declaredReadByMethod: false,
  callsHold: false,
  socket: null,
  webhook: null,
  areasByReading: noRouteFacts.areasByReading,
});

/** Every exact reading must be hit. */
function loosen(request: RoutedRequest): Loosened {
  const { exact } = request.target;
  const { loosening } = request.known;
  let exception: RouteException | null = null;
  let isException = true;
  let declaredRead = true;
  let declaredReadByMethod = true;
  const calls = createAgreement<CallRule>();
  const socket = createAgreement<Route>();
  const webhook = createAgreement<Webhook>();
  const areasByReading: string[][] = [];
  const holdsController = exact.some(holdsFrontController);
  const { callGlobs } = request.compiled;
  for (const [index, path] of exact.entries()) {
    let readingException: RouteException | null = null;
    let readingDeclaredRead = false;
    let readingByMethod = false;
    let readingCalls: CallRule | null = null;
    let readingSocket: Route | null = null;
    let readingWebhook: Webhook | null = null;
    const areas: string[] = [];
    for (const effect of loosening[index] ?? []) {
      const { kind, area, route, pattern } = effect;
      if (holdsController && !speaksOfFrontController(pattern.glob, path)) continue;
      const isExceptional = kind === 'sign-in' || route?.exception === true;
      const applies = surelyApplies(effect, request, isExceptional);
      // Google's clients post what is too long for a GET, and say so: taken for that it reads by itself.
      if (
        route?.access === 'read' &&
        (applies || surelyApplies(effect, request, isExceptional, readByItself))
      ) {
        readingDeclaredRead = true;
        readingByMethod ||= pattern.methods !== null;
      }
      if (!applies) continue;
      if (area !== null) areas.push(area);
      readingCalls ??= route?.calls ?? null;
      if (route?.socket) readingSocket ??= route;
      readingWebhook ??= effect.webhook;
      if (!isExceptional) continue;
      readingException ??= {
        kind: kind === 'sign-in' ? 'sign-in' : 'exception',
        source: pattern.source,
        everyMethod: pattern.methods === null,
        listedOnly: callGlobs.has(pattern.glob),
      };
    }
    areasByReading.push(areas);
    isException &&= readingException !== null;
    declaredRead &&= readingDeclaredRead;
    declaredReadByMethod &&= readingByMethod;
    calls.add(readingCalls);
    socket.add(readingSocket);
    webhook.add(readingWebhook);
    exception = stricterException(exception, readingException);
  }
  return {
    exception: isException ? exception : null,
    declaredRead,
    declaredReadByMethod,
    callsHold: calls.agreed() !== null,
    socket: socketFactOf(socket.agreed()),
    webhook: webhook.agreed(),
    areasByReading,
  };
}

/** Both are let in by: what limits one of them limits both. */
function stricterException(one: RouteException | null, other: RouteException | null): RouteException | null {
  if (one === null || other === null) return one ?? other;
  return {
    ...(other.everyMethod ? one : other),
    everyMethod: one.everyMethod && other.everyMethod,
    listedOnly: one.listedOnly || other.listedOnly,
  };
}

function socketFactOf(route: Route | null): SocketFact | null {
  return route === null || route.socket === null
    ? null
    : { rule: route.socket, source: route.pattern.source };
}

/** Whether a rule whose path is hit may speak of such a request in somebody's eyes, by method, override and host. */
export function mayApply(effect: Effect, request: RoutedRequest): boolean {
  const { methods, host } = effect.pattern;
  if (effect.pagesOnly && request.target.exact.every(isAsset)) return false;
  if (effect.behindScript && saysWhatIsBehind(effect, request.compiled, request.target.exact)) return false;
  if (host !== null && !mayBeHost(host, request)) return false;
  const { method } = request.raw;
  return (
    methods === null ||
    // Scripts and catch-all handlers run for OPTIONS what they run for GET; the gate answers preflights itself.
    method === 'OPTIONS' ||
    hasMethod(methods, method) ||
    request.overrides.some((method) => method === anyMethod || hasMethod(methods, method))
  );
}

const noMethods: readonly string[] = [];
const readByItself: readonly string[] = ['GET', 'HEAD'];

/** Whether host and method fit whatever the app honours, beyond which it may be asked for `others`. Exceptions cover their own preflights. */
function surelyApplies(
  { pattern: { methods, host } }: Effect,
  request: RoutedRequest,
  isExceptional: boolean,
  others = noMethods,
): boolean {
  if (host !== null && !isSurelyHost(host, request)) return false;
  if (methods === null) return true;
  const { method, upgrade } = request.raw;
  const isPreflight = method === 'OPTIONS' && !upgrade;
  if (!hasMethod(methods, method) && !(isExceptional && isPreflight)) return false;
  return request.overrides.every((override) => hasMethod(methods, override) || others.includes(override));
}

function mayBeHost(host: string, request: RoutedRequest): boolean {
  if (request.host === null || host === request.host) return true;
  return request.forwardedHosts.some((forwarded) => forwarded === null || forwarded === host);
}

function isSurelyHost(host: string, request: RoutedRequest): boolean {
  return host === request.host && request.forwardedHosts.every((forwarded) => forwarded === host);
}

/** What a body asks for that cannot be read: every rule of a method may apply, none surely does. */
export const anyMethod = '*';

/** Apps answer HEAD with what they do for GET. */
function hasMethod(methods: readonly string[], method: string): boolean {
  return methods.includes(method) || (method === 'HEAD' && methods.includes('GET'));
}
