import {
  type Allow,
  type CanonicalRequest,
  type Gate,
  type Judgement,
  leavesNothing,
  mayChangeSession,
  type ObservableResponse,
  type RawRequest,
  type RunningClient,
  RunningRequest,
  ungovernedJudgement,
  type View,
} from '../runtime/for-adapters.ts';

/** A request that goes on to the app. It counts as in flight until `end`. */
export interface Admitted {
  readonly kind: 'admitted';
  readonly gate: Gate;
  readonly came: RawRequest;
  readonly judgement: Judgement;
  readonly decision: Allow;
  /** The signed decision for the app; null when none is due. */
  readonly header: string | null;
  /** Nothing of it but its framing was looked at, and it goes on with the target that it came with. */
  readonly isAsItCame: boolean;
  /** Whether `end` must be called; otherwise its response is looked at. */
  readonly mustEnd: boolean;
  readonly ended: boolean;
  /** The app has answered, or nobody waits for its answer any more. Idempotent. */
  end(): void;
  /** Its client has left, and the app has not answered. Returns what is to be called when it has, or says that it will not. */
  abandon(): () => void;
}

/** A judgement that lets its request in. */
export interface Allowed extends Judgement {
  readonly decision: Allow;
}

/** From whom a request came, and where its end can be seen. */
export interface Arrival {
  readonly gate: Gate;
  readonly raw: RawRequest;
  /** Null when `end` will be called. */
  readonly observed: ObservableResponse | null;
}

/** A class, because one is made for each request; that it runs is told by the same object. */
abstract class Entrance extends RunningRequest {
  readonly gate: Gate;
  readonly came: RawRequest;

  constructor(gate: Gate, came: RawRequest, approved: boolean, observed: ObservableResponse | null) {
    super(approved, observed);
    this.gate = gate;
    this.came = came;
    gate.begin(this);
  }

  // Of the class and no fields, as all that is the same for each: fewer fields are written for each request.
  get kind(): 'admitted' {
    return 'admitted';
  }

  get mustEnd(): boolean {
    return this.response === null;
  }

  end(): void {
    if (this.ended) return;
    this.gate.end(this);
  }

  abandon(): () => void {
    const { gate } = this;
    const left = gate.abandon(this);
    return () => gate.end(left);
  }
}

/** Into a site where nothing is governed. What the request is, is read when somebody asks. */
export class OpenEntrance extends Entrance implements Admitted {
  readonly #view: View;
  #judgement: Allowed | null = null;

  constructor({ gate, raw, observed }: Arrival, view: View) {
    super(gate, raw, false, observed);
    this.#view = view;
  }

  get judgement(): Allowed {
    this.#judgement ??= ungovernedJudgement(this.#view, this.came);
    return this.#judgement;
  }

  get decision(): Allow {
    return this.#view.snapshot.ungoverned;
  }

  get header(): null {
    return null;
  }

  get isAsItCame(): boolean {
    return true;
  }

  override get request(): CanonicalRequest {
    return this.judgement.request;
  }

  override get client(): RunningClient | null {
    return null;
  }
}

export class JudgedEntrance extends Entrance implements Admitted {
  readonly header: string | null;
  readonly judgement: Allowed;
  readonly client: RunningClient | null;

  constructor(
    { gate, raw, observed, client }: Arrival & { readonly client: RunningClient | null },
    judgement: Allowed,
    header: string | null,
  ) {
    // Its end is somebody's business only where a session may have changed: looking is cheaper than listening.
    super(gate, raw, leavesNothing(judgement), mayChangeSession(judgement.request) ? null : observed);
    this.header = header;
    this.client = client;
    // The app reads the body by itself: ours would be as much again until it answers.
    this.judgement = judgement.body === null ? judgement : { ...judgement, body: null };
  }

  get decision(): Allow {
    return this.judgement.decision;
  }

  get isAsItCame(): boolean {
    return false;
  }

  override get request(): CanonicalRequest {
    return this.judgement.request;
  }
}
