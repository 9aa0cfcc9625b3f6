import type { Allow, Gate, RawRequest } from '../runtime/for-adapters.ts';
import type { Admitted } from './admit.ts';
import { Foreign } from './foreign.ts';

interface Entry {
  readonly admitted: Admitted;
  /** Of a gate before this one, or of another target. */
  readonly earlier: Entry | null;
}

class Remembered extends Foreign {
  /** Most are let in once, and need no list. */
  readonly #first: Admitted;
  #later: Entry | null = null;

  constructor(request: object, admitted: Admitted) {
    super(request);
    this.#first = admitted;
  }

  static add(request: object, admitted: Admitted): void {
    if (#first in request) request.#later = { admitted, earlier: request.#later };
    else new Remembered(request, admitted);
  }

  static has(request: object): boolean {
    return #first in request;
  }

  /** The newest first. */
  static find(request: object, isIt: (admitted: Admitted) => boolean): Admitted | null {
    if (!(#first in request)) return null;
    for (let entry = request.#later; entry !== null; entry = entry.earlier) {
      if (isIt(entry.admitted)) return entry.admitted;
    }
    return isIt(request.#first) ? request.#first : null;
  }
}

/** Remembers that a request was let in, by the host's own object for it. */
export function rememberAdmitted(request: object, admitted: Admitted): void {
  Remembered.add(request, admitted);
}

/** How this gate let the very same request in, null when it did not: a second registration has nothing to add. */
export function findAdmitted(
  request: object,
  gate: Gate,
  { method, target, upgrade }: Pick<RawRequest, 'method' | 'target' | 'upgrade'>,
): Admitted | null {
  if (!Remembered.has(request)) return null;
  return Remembered.find(request, (admitted) => {
    const { came } = admitted;
    if (admitted.gate !== gate || came.method !== method) return false;
    // A handshake is no other because somebody asks the app for it by another path (express-ws: `/.websocket`).
    if (came.target === target || (upgrade && came.upgrade)) return true;
    if (admitted.isAsItCame) return false;
    const { raw, forward } = admitted.judgement.request;
    // As the app is shown it.
    return raw.target === target || forward === target;
  });
}

/** What the gate decided about a request that it let in; null for requests it never saw. */
export function decisionOf(request: object): Allow | null {
  return Remembered.find(request, () => true)?.decision ?? null;
}
