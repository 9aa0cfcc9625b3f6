import { decide } from '../../src/decide/decide.ts';
import { createSnapshot, type Snapshot } from '../../src/decide/snapshot.ts';
import type { Known, Verdict } from '../../src/model/decision.ts';
import type { Identity, IdentityVia, Role } from '../../src/model/identity.ts';
import type { Mode } from '../../src/model/mode.ts';
import { parsePolicy } from '../../src/model/parse-policy.ts';
import type { PassGrant } from '../../src/model/pass.ts';
import type { PolicyInput } from '../../src/model/policy.ts';
import type { RawRequest } from '../../src/model/request.ts';
import { untouchedSwitch } from '../../src/model/switch.ts';
import { CanonicalRequest } from '../../src/reading/canonical-request.ts';
import { compilePolicy } from '../../src/reading/compile-policy.ts';

// What tests of reading and decide are made of: requests by their first line, sites by a partial policy.

export interface RequestOptions extends Partial<Omit<RawRequest, 'method' | 'target'>> {
  /** Added after `Host: shop.example`, unless one of them is a Host. */
  readonly headers?: readonly string[];
}

/** `rawRequest('POST /login')`: from a stranger's address, over HTTP/1.1, to shop.example. */
export function rawRequest(line: string, { headers = [], ...more }: RequestOptions = {}): RawRequest {
  const space = line.indexOf(' ');
  const hasHost = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  return {
    method: line.slice(0, space),
    target: line.slice(space + 1),
    headers: hasHost ? headers : ['Host', 'shop.example', ...headers],
    peer: '198.51.100.9',
    httpVersion: '1.1',
    secure: true,
    upgrade: false,
    ...more,
  };
}

export interface SiteOptions {
  readonly policy?: PolicyInput;
  /** @default "read-only" */
  readonly mode?: Mode;
  readonly areas?: Readonly<Record<string, Mode>>;
  /** @default false */
  readonly production?: boolean;
  /** @default none */
  readonly draining?: readonly string[];
  /** @default never */
  readonly leaseUntilMs?: number;
  /** Webhooks with held requests. @default none */
  readonly waiting?: readonly string[];
  readonly forced?: Parameters<typeof createSnapshot>[0]['forced'];
}

export function siteOf(options: SiteOptions = {}): Snapshot {
  const { policy = {}, mode = 'read-only', areas = {}, production = false, forced = null } = options;
  const { draining = [] } = options;
  return createSnapshot({
    switch: { ...untouchedSwitch('shop'), epoch: 7, windowId: 'w1', mode, areas, production, draining },
    compiled: compilePolicy(parsePolicy(policy)),
    leaseUntilMs: options.leaseUntilMs ?? Number.POSITIVE_INFINITY,
    forced,
    waiting: new Set(options.waiting ?? []),
  });
}

export function readFor(site: Snapshot, line: string, options: RequestOptions = {}): CanonicalRequest {
  return new CanonicalRequest(site.compiled, rawRequest(line, options));
}

export interface DecideOptions extends RequestOptions {
  readonly known?: Known;
  /** @default 0 */
  readonly monotonicMs?: number;
}

/** Decides for a visitor, unless `known` says otherwise. */
export function decideFor(site: Snapshot, line: string, options: DecideOptions = {}): Verdict {
  const { known = { identity: null }, monotonicMs = 0, ...request } = options;
  return decide(site, readFor(site, line, request), known, monotonicMs);
}

/** A verdict in a few words, for tables: `allow open`, `refuse 503 read-only-write`, `need identity`. */
export function summaryOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'need':
      return `need ${verdict.what}`;
    case 'own':
      return `own ${verdict.route}`;
    case 'refuse':
      return `refuse ${verdict.status} ${verdict.rule.id}`;
    default:
      return `${verdict.kind} ${verdict.rule.id}`;
  }
}

export function somebody(role: Role, more: Partial<Identity> = {}): Identity {
  return { role, subject: 'ada', via: 'probe', pass: null, ...more };
}

/** A pass as its holder's only credential, with the role the runtime gives it. */
export function passHolder(pass: Partial<PassGrant> = {}): Identity {
  const grant = passFor('ada', pass);
  const via: IdentityVia = 'pass';
  return { role: grant.scope === 'write' ? 'admin' : 'support', subject: grant.subject, via, pass: grant };
}

export function passFor(subject: string, more: Partial<PassGrant> = {}): PassGrant {
  return { id: 'p1', subject, scope: 'write', breakGlass: false, ...more };
}
