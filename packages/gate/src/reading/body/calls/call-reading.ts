/** What the call or calls in one request would do, and what they are named. */
export type CallReading =
  | { access: 'read'; names: string[] }
  | { access: 'write'; names: string[]; why: string };

/** A request whose body was read whole, for a reader of calls. */
export interface CallInput {
  method: string;
  path: string;
  /** After `?`, as it came; null when there is none. */
  query: string | null;
  contentType: string | null;
  contentEncoding: string | null;
  /** Flat list: name, value, name, value … */
  headers: readonly string[];
  body: Uint8Array;
}
