import type { ServerResponse } from 'node:http';
import type { Gate, RawRequest, RunningClient, View } from '../runtime/for-adapters.ts';
import { type Admitted, OpenEntrance } from './entrance.ts';
import { isObservable, letIn } from './node-let-in.ts';
import type { NodeRequest } from './node-made-request.ts';
import { findAdmitted } from './remember-admitted.ts';
import { isReadSlowly, isStillComing } from './slow-clients.ts';
import { closeWithConnection } from './waiting-responses.ts';

/** A request of `node:http` with its response. */
interface Met {
  readonly incoming: NodeRequest;
  readonly response: ServerResponse;
}

/**
 * Lets a request in when there is nothing to be found out: this gate did so before, or nothing is governed. Null when it
 * must be guarded. Most requests need no more, and no other object than the one that says that they run.
 */
export function enterAtOnce(gate: Gate, raw: RawRequest, met: Met): Admitted | null {
  const earlier = findAdmitted(met.incoming, gate, raw);
  if (earlier !== null) return earlier;
  let entrance: NodeEntrance | null = null;
  try {
    const view = gate.ungoverned(raw);
    if (view === null) return null;
    closeWithConnection(met.incoming, met.response);
    entrance = new NodeEntrance(gate, raw, view, met);
    letIn(met, entrance);
    return entrance;
  } catch {
    // Whoever guards it meets the same, and answers.
    entrance?.end();
    return null;
  }
}

class NodeEntrance extends OpenEntrance implements RunningClient {
  readonly #incoming: NodeRequest;
  readonly #outgoing: ServerResponse;

  constructor(gate: Gate, raw: RawRequest, view: View, { incoming, response }: Met) {
    super({ gate, raw, observed: isObservable(raw, response) ? response : null }, view);
    this.#incoming = incoming;
    this.#outgoing = response;
  }

  override get client(): RunningClient {
    return this;
  }

  isSending(): boolean {
    return isStillComing(this.#incoming);
  }

  isBehind(): boolean {
    return isReadSlowly(this.#outgoing);
  }

  cut(): void {
    this.#incoming.socket.destroy();
  }
}
