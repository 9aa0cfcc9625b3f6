import type { Gate, Mode, PolicyInput } from '@portcullis/gate';
import type { RunningHost } from '../../../packages/gate/test/adapters/adapter-under-test.ts';
import type { HeaderLine } from '../cases.ts';

/** Applications of their own, with the proxy in front of them. */
export const upstreamNames = ['raw', 'express5', 'express4', 'nginx', 'php'] as const;
export type UpstreamName = (typeof upstreamNames)[number];

/** Applications in this process, with the gate inside them: one for each adapter. */
export const insideNames = [
  'inside node',
  'inside express5',
  'inside express4',
  'inside fastify',
  'inside hono',
  'inside fetch',
] as const;
export type InsideName = (typeof insideNames)[number];

export const applicationNames = [...upstreamNames, ...insideNames] as const;
export type ApplicationName = UpstreamName | InsideName;

/** How a gate comes before an application. */
export type WayIn =
  | { readonly kind: 'proxy'; readonly origin: string }
  | {
      readonly kind: 'adapter';
      readonly start: (gate: Gate, address: string) => Promise<RunningHost>;
      /** Whom the gate asks who somebody is. */
      readonly identityOrigin: string;
    };

/** The part of the application a server took the request to, by its own reading of the target. */
export type Handler = 'admin' | 'login' | 'status' | 'other';

/** One request as it reached the application. */
export interface Hit {
  readonly method: string;
  readonly target: string;
  /** Null where the server does not tell. */
  readonly headers: readonly HeaderLine[] | null;
  /** One character is one byte. */
  readonly body: string;
  readonly handler: Handler;
  /** The head came, the body not to its end; only where that is seen. */
  readonly isCut?: boolean;
}

/** An application that takes down what reaches it. Judge by this. */
export interface RecordingUpstream {
  readonly name: ApplicationName;
  readonly wayIn: WayIn;
  /** What arrived since the last `clear`, oldest first. */
  hits(): readonly Hit[];
  /** Every byte that arrived since then, over all connections; only where somebody listens to them. */
  readonly bytes?: () => string;
  clear(): void;
  /** Whether it says who somebody is by the cookie of `sessionOf`, or fails when asked; only where it can. */
  readonly answerIdentity?: (answer: 'known' | 'failure') => void;
  /** Told of every case that was sent on a connection of its own: what went in, and all that came of it here. */
  noteExchange?: (exchange: NotedExchange) => void;
  close(): Promise<void>;
}

export interface NotedExchange {
  readonly policy: PolicyInput;
  /** In which the gate was last switched. */
  readonly mode: Mode;
  /** One character is one byte. */
  readonly bytes: string;
  /** Where the connection came from. @default any loopback address */
  readonly from?: string;
  readonly hits: readonly Hit[];
}

/** How a plain Node program routes: the bytes before the query, nothing decoded. */
export function plainHandler(target: string): Handler {
  const path = target.split('?', 1)[0] ?? '';
  if (path === '/admin' || path.startsWith('/admin/')) return 'admin';
  if (path === '/login') return 'login';
  return path === '/status' ? 'status' : 'other';
}
