import type { CanonicalRequest } from '../reading/canonical-request.ts';

/** What a response of `node:http` says of itself. */
export interface ObservableResponse {
  /** The app is done with it. */
  readonly writableEnded: boolean;
  /** It was sent, or its client has left. */
  readonly destroyed: boolean;
}

/** The other end of a request that runs, as far as it may keep the request from ending. */
export interface RunningClient {
  /** Its body is still coming. */
  isSending(): boolean;
  /** There is more of its answer than it has taken. */
  isBehind(): boolean;
  /** Ends its connection. */
  cut(): void;
}

/**
 * A request that was let in and has not ended. A class to be extended by whatever an adapter makes for each request
 * anyway; what it asks for is read only when somebody asks what runs.
 */
export abstract class RunningRequest {
  /** Whole milliseconds, as precise as the last look at the clock: a second. */
  startedMs = 0;
  /** A write the window lets through on purpose is nobody's leak. */
  approved: boolean;
  /** Says itself when it is over; null when `end` says so. */
  readonly response: ObservableResponse | null;
  /** Neighbours in the list; the list's own business. */
  older: RunningRequest | null = null;
  newer: RunningRequest | null = null;
  ended = false;

  constructor(approved: boolean, response: ObservableResponse | null) {
    this.approved = approved;
    this.response = response;
  }

  /** Null where nothing can be known or done about it. */
  abstract get client(): RunningClient | null;

  abstract get request(): CanonicalRequest;
}

/** A target that cannot be read was let in by an open site: it may have written. */
export function couldWrite(request: CanonicalRequest): boolean {
  return request.target.malformed !== null || request.access !== 'read';
}
