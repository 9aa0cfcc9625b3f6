import type { Store } from '../../ports/store.ts';
import type { ConformanceCases } from '../run-conformance.ts';

/** A store under test, on data of its own. */
export interface OpenedStore<S extends Store = Store> {
  readonly store: S;
  /** Closes everything that was opened and deletes the data. */
  close(): Promise<void>;
  /** Moves the store's clock. */
  advance?(ms: number): void;
  /** Closes the store and opens the same data again. */
  reopen?(): Promise<S>;
  /** A second store on the same data at the same time, as another process would have. */
  another?(): Promise<S>;
}

export type StoreCases<S extends Store = Store> = ConformanceCases<OpenedStore<S>>;

/** The code a promise was rejected with; what came instead, in words, when it was not. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return `done: ${JSON.stringify(await promise)}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

export function advance<S extends Store>(opened: OpenedStore<S>, ms: number): void {
  if (!opened.advance) throw missing('advance', 'moves its clock');
  opened.advance(ms);
}

export function reopen<S extends Store>(opened: OpenedStore<S>): Promise<S> {
  if (!opened.reopen) throw missing('reopen', 'opens the same data again');
  return opened.reopen();
}

export function another<S extends Store>(opened: OpenedStore<S>): Promise<S> {
  if (!opened.another) throw missing('another', 'opens the same data twice');
  return opened.another();
}

function missing(name: string, meaning: string): Error {
  return new Error(
    `This store offers no \`${name}\`, which ${meaning}; return it from \`open\`, or skip this test with the reason`,
  );
}
