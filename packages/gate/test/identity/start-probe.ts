import { createProbeSource } from '../../src/identity/index.ts';
import type { ProbeInput } from '../../src/model/policy.ts';
import type { RawRequest } from '../../src/model/request.ts';
import type { IdentityContext, IdentitySource, Recognised } from '../../src/ports/identity-source.ts';
import { type Answer, sendJson, startUpstream, type Upstream } from './start-upstream.ts';

export const probeInput: ProbeInput = {
  kind: 'probe',
  request: { path: '/api/me?fields=role' },
  cookies: ['sid'],
  subject: '/user/name',
  role: { pointer: '/user/roles', map: { root: 'admin', helpdesk: 'support' } },
  // A busy machine is no slow upstream: tests about slowness set their own.
  timeoutMs: 10_000,
};
/** What the upstream says of an admin, and what the gate makes of it. */
export const admin: { readonly user: object } = { user: { name: 'maria', roles: ['root'] } };
export const recognisedAdmin: Recognised = { role: 'admin', subject: 'maria' };

const opened: { upstream: Upstream; source: IdentitySource }[] = [];
/** The time of every probe in this file. */
export const time: { nowMs: number } = { nowMs: 0 };

/** Closes everything that `startProbe` opened; time is 0 again. */
export async function closeProbes(): Promise<void> {
  time.nowMs = 0;
  for (const { upstream, source } of opened.splice(0)) {
    source.close?.();
    await upstream.close();
  }
}

export interface StartedProbe {
  readonly upstream: Upstream;
  readonly source: IdentitySource;
  /** Asks who sent these headers. */
  readonly ask: (...headers: string[]) => ReturnType<IdentitySource['recognise']>;
  /** The same, with one Cookie line from another client. */
  readonly askFrom: (clientAddress: string, cookie: string) => ReturnType<IdentitySource['recognise']>;
}

export async function startProbe(answer: Answer, change: Partial<ProbeInput> = {}): Promise<StartedProbe> {
  const upstream = await startUpstream(answer);
  const clock = { wallMs: () => 0, monotonicMs: () => time.nowMs };
  const source = createProbeSource({ input: { ...probeInput, ...change }, upstream: upstream.origin, clock });
  opened.push({ upstream, source });
  return {
    upstream,
    source,
    ask: (...headers: string[]) => source.recognise(requestWith(...headers), contextFor()),
    askFrom: (clientAddress, cookie) =>
      source.recognise(requestWith('Cookie', cookie), { ...contextFor(), clientAddress }),
  };
}

export function requestWith(...headers: string[]): RawRequest {
  return {
    method: 'POST',
    target: '/orders',
    headers,
    peer: '203.0.113.7',
    httpVersion: '1.1',
    secure: true,
    upgrade: false,
  };
}

export function contextFor(passedOn: string[] = []): IdentityContext {
  return {
    clientAddress: '203.0.113.7',
    peerIsTrustedProxy: false,
    monotonicMs: time.nowMs,
    passCookieOn: (line) => void passedOn.push(line),
  };
}

/** Answers admins, everybody else 401. */
export const whoIs: Answer = ({ headers }, response) => {
  if (headers.cookie?.includes('sid=admin')) sendJson(response, admin);
  else response.writeHead(401).end();
};

export interface Held {
  readonly answer: Answer;
  /** Until that many questions wait at the upstream. */
  readonly arrived: (count: number) => Promise<void>;
  readonly release: () => void;
}

/** Holds every answer until it is released. */
export function createHeld(): Held {
  const held: (() => void)[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    answer: ((asked, response) => {
      held.push(() => whoIs(asked, response));
      for (const { count, resolve } of waiting) if (held.length >= count) resolve();
    }) satisfies Answer,
    arrived: (count: number) =>
      new Promise<void>((resolve) => {
        if (held.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    release: () => {
      for (const send of held.splice(0)) send();
    },
  };
}
