import type { ServerStore } from '@portcullis/gate';
import type { PlainError } from './plain-error.ts';

/** By this a thread knows that it was started to carry out orders. */
export const storeThread = 'portcullis store';

export type Facet = Exclude<keyof ServerStore, 'close'>;

/** Of one store. */
export interface OpenOptions {
  /** Absolute. */
  readonly file: string;
  readonly busyTimeoutMs: number;
  readonly hintIntervalMs: number;
}

/** To the thread. Every `id` is another one, of whichever store. */
export type Order = { readonly store: number } & (
  | { readonly kind: 'open'; readonly options: OpenOptions }
  | Operation
  | Subscription
  | { readonly kind: 'unsubscribe'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number }
);

export interface Subscription {
  readonly kind: 'subscribe';
  readonly id: number;
  readonly site: string;
}

export interface Operation {
  readonly kind: 'operation';
  readonly id: number;
  readonly facet: Facet;
  readonly method: string;
  readonly parameters: readonly unknown[];
  /** The time of a clock that only the caller has; null = the machine's. */
  readonly wallMs: number | null;
}

/** From the thread. A hint names its subscription. */
export type Report =
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: PlainError }
  | { readonly kind: 'hint'; readonly id: number };
