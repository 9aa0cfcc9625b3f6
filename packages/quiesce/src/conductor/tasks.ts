import type { PartKey } from './seen.ts';
import type { SignInTask } from './signing-in.ts';

/** Something to do now. The executor starts it unless its part is busy, or the same was done less than `everyMs` ago. */
export type Task =
  | { readonly kind: 'part'; readonly part: PartKey; readonly work: PartWork; readonly everyMs: number }
  /** Store the change of `opening`. */
  | { readonly kind: 'change-switch' }
  /** From now on jobs that run write nothing through the gate any more. */
  | { readonly kind: 'end-worker-calls' }
  /** End the requests that were let in before. */
  | { readonly kind: 'cut-requests' }
  | SignInTask;

export type PartWork =
  /** Whether it runs, and whether it can be reached at all. */
  | { readonly do: 'ask' }
  | { readonly do: 'pause' }
  | { readonly do: 'resume' }
  /** What a worker has in hand, or where the guard of a database stands. */
  | { readonly do: 'look'; readonly pausedAt: number | null }
  /** What writes to a database that is not to be closed yet. */
  | { readonly do: 'watch' }
  | { readonly do: 'close'; readonly tables: readonly string[] }
  | { readonly do: 'drain'; readonly timeoutMs: number; readonly endSessions: boolean }
  | { readonly do: 'open' }
  /** It had been closed before, for these tables alone. */
  | { readonly do: 'restore'; readonly tables: readonly string[] };
