import type { HeaderLine } from '../cases.ts';

export const upstreamNames = ['raw', 'express5', 'express4', 'nginx', 'php'] as const;
export type UpstreamName = (typeof upstreamNames)[number];

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
  readonly name: UpstreamName;
  readonly origin: string;
  /** What arrived since the last `clear`, oldest first. */
  hits(): readonly Hit[];
  /** Every byte that arrived since then, over all connections; only where somebody listens to them. */
  readonly bytes?: () => string;
  clear(): void;
  close(): Promise<void>;
}

/** How a plain Node program routes: the bytes before the query, nothing decoded. */
export function plainHandler(target: string): Handler {
  const path = target.split('?', 1)[0] ?? '';
  if (path === '/admin' || path.startsWith('/admin/')) return 'admin';
  if (path === '/login') return 'login';
  return path === '/status' ? 'status' : 'other';
}
