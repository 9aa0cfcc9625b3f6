/** Where a technical error was found. */
export type IncidentChannel = 'page' | 'text' | 'json' | 'json-rpc' | 'xml-rpc' | 'graphql' | 'exception';

/**
 * A technical error that a restricted reader did not get to see. What was seen of the request stays readable, the original
 * is kept encrypted: it may hold anything that the application knows.
 */
export interface Incident {
  /** What its reader was told, such as `K7Q2-9FMX`. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Nobody finds it any more from then on. */
  readonly expiresAt: number;
  readonly method: string;
  /** As records show it: without query and long tokens. */
  readonly path: string;
  /** Of the response, as the application sent it. */
  readonly status: number;
  readonly channel: IncidentChannel;
  /** Of the exception, where the response says it, such as `builtins.ValueError`. */
  readonly name: string | null;
  /** What the application sent, and who asked, encrypted. */
  readonly sealed: Uint8Array;
}
