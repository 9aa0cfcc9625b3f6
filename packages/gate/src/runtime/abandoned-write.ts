import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { type ObservableResponse, RunningRequest } from './running-request.ts';

/** The app's work for a client that left is waited for this long, as long as the proxy waits for an answer. */
export const abandonedAfterMs = 60_000;

/**
 * A write whose client has left before the app has answered. The app may go on, and may never say so: what is kept for that
 * minute holds nothing of the host's request, response and connection.
 */
export class AbandonedWrite extends RunningRequest {
  readonly request: CanonicalRequest;
  readonly client = null;
  readonly abandonedMs: number;

  /** `seen` is what would tell that the app has answered after all; null when `end` will be called then. */
  constructor(running: RunningRequest, seen: ObservableResponse | null, abandonedMs: number) {
    super(running.approved, seen === null ? null : new ResponseOfNobody(seen));
    this.startedMs = running.startedMs;
    this.request = running.request;
    this.abandonedMs = abandonedMs;
  }

  isOver(monotonicMs: number): boolean {
    return this.response?.writableEnded === true || monotonicMs - this.abandonedMs >= abandonedAfterMs;
  }
}

/** The app's own, as long as the app holds it. */
class ResponseOfNobody implements ObservableResponse {
  readonly destroyed = true;
  readonly #response: WeakRef<ObservableResponse>;

  constructor(response: ObservableResponse) {
    this.#response = new WeakRef(response);
  }

  get writableEnded(): boolean {
    return this.#response.deref()?.writableEnded === true;
  }
}
