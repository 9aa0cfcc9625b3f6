import {
  type Allow,
  type Answer,
  allowedMessages,
  type BodyReader,
  failureAnswer,
  type Gate,
  type GateJudgeOptions,
  isAnsweredByGate,
  isOtherwise,
  type Judgement,
  noObligations,
  type ObservableResponse,
  type RawRequest,
  type Refuse,
  type RunningClient,
  type RunningRequest,
} from '../runtime/for-adapters.ts';
import { Foreign } from './foreign.ts';

/** A request that goes on to the app. It counts as in flight until `end`. */
export interface Admitted {
  readonly kind: 'admitted';
  readonly gate: Gate;
  readonly judgement: Judgement;
  readonly decision: Allow;
  /** The signed decision for the app; null when none is due. */
  readonly header: string | null;
  /** Whether `end` must be called; otherwise its response is looked at. */
  readonly mustEnd: boolean;
  /** The app has answered, or nobody waits for its answer any more. Idempotent. */
  end(): void;
}

/** A request that the gate answers itself; `refusal` is null for its own routes, redirects and confirmations. */
export interface Answered {
  readonly kind: 'answered';
  readonly answer: Answer;
  readonly refusal: Refuse | null;
}

export type Admission = Admitted | Answered;

/** A request on its way through. Its body comes once, and may be asked for again: by a second judgement, or by an answer. */
export abstract class Passage implements BodyReader, GateJudgeOptions {
  readonly gate: Gate;
  readonly raw: RawRequest;
  /** Where its end can be seen; null when `end` will be called. */
  readonly observed: ObservableResponse | null;
  /** Null where nothing can be known or done about it. */
  get client(): RunningClient | null {
    return null;
  }

  #reading: ReturnType<BodyReader['read']> | null = null;

  constructor(gate: Gate, raw: RawRequest, observed: ObservableResponse | null) {
    this.gate = gate;
    this.raw = raw;
    this.observed = observed;
  }

  /** It is what `judge` wants to be given, so that nothing need be made for that. */
  get body(): BodyReader {
    return this;
  }

  read(limitBytes: number): ReturnType<BodyReader['read']> {
    this.#reading ??= this.readOnce(limitBytes);
    return this.#reading;
  }

  protected abstract readOnce(limitBytes: number): ReturnType<BodyReader['read']>;
}

/**
 * The way of every request through an adapter: judge, answer or let in, and judge again when the switch changed while
 * the caller was being recognised. Never throws and never rejects. Synchronous when nothing must be waited for; an
 * open site's requests wait for nothing. Whoever gets an `Admitted` starts the app at once and calls `end` once.
 */
export function admit(passage: Passage): Admission | Promise<Admission> {
  try {
    const admission = consider(passage);
    return admission instanceof Promise ? admission.catch(refuseFailure) : admission;
  } catch {
    return refuseFailure();
  }
}

function consider(passage: Passage): Admission | Promise<Admission> {
  const judged = passage.gate.judge(passage.raw, passage);
  return judged instanceof Promise
    ? judged.then((judgement) => settle(passage, judgement))
    : settle(passage, judged);
}

function settle(passage: Passage, judged: Judgement): Admission | Promise<Admission> {
  const judgement = withoutFilteredSocket(judged);
  if (!isAllowed(judgement)) return answered(passage, judgement);
  const header = passage.gate.decisionHeader(judgement);
  return header instanceof Promise
    ? header.then((value) => enter(passage, judgement, value))
    : enter(passage, judgement, header);
}

interface Allowed extends Judgement {
  readonly decision: Allow;
}

function isAllowed(judgement: Judgement): judgement is Allowed {
  return judgement.decision.kind === 'allow' && !isAnsweredByGate(judgement.decision);
}

async function answered(passage: Passage, judgement: Judgement): Promise<Answered> {
  const { decision } = judgement;
  const answer = await passage.gate.answer(judgement, { body: passage });
  return { kind: 'answered', answer, refusal: decision.kind === 'refuse' ? decision : null };
}

function enter(passage: Passage, judgement: Allowed, header: string | null): Admission | Promise<Admission> {
  const { gate } = passage;
  // What was allowed before the wait may be refused now. From here on nothing is waited for.
  if (isOtherwise(judgement.view.snapshot, gate.view().snapshot)) return consider(passage);
  return new Entrance(passage, judgement, header);
}

/** A class, because one is made for each request: see `CanonicalRequest`. */
class Entrance implements Admitted {
  readonly kind = 'admitted';
  readonly gate: Gate;
  readonly judgement: Judgement;
  readonly decision: Allow;
  readonly header: string | null;
  readonly #running: RunningRequest;

  constructor({ gate, observed, client }: Passage, judgement: Allowed, header: string | null) {
    this.gate = gate;
    this.judgement = judgement;
    this.decision = judgement.decision;
    this.header = header;
    this.#running = gate.begin(judgement, isMarked(judgement) ? null : observed, client);
  }

  get mustEnd(): boolean {
    return this.#running.response === null;
  }

  end(): void {
    if (this.#running.ended) return;
    this.gate.end(this.#running);
    // Whoever just signed in or out is somebody else now.
    if (this.decision.rule.id === 'sign-in') this.gate.forgetIdentity(this.judgement.request.raw);
  }
}

/** Whether the response must carry anything: while nothing is governed it is the app's alone. */
export function isMarked({ decision }: Pick<Judgement, 'decision'>): boolean {
  return decision.kind === 'own' || decision.rule.id !== 'nothing-governed';
}

function refuseFailure(): Answered {
  return { kind: 'answered', answer: failureAnswer(), refusal: null };
}

/** No adapter reads the messages of a socket: one that may carry some messages and not others is refused. */
export function withoutFilteredSocket(judgement: Judgement): Judgement {
  const { decision, request } = judgement;
  if (decision.kind !== 'allow' || allowedMessages(decision, request) === null) return judgement;
  const { epoch, mode, standing } = decision;
  return {
    ...judgement,
    decision: {
      kind: 'refuse',
      rule: { id: 'read-only-write', detail: 'a socket whose messages only the proxy can read' },
      epoch,
      mode,
      standing,
      obligations: noObligations,
      status: 503,
      code: 'PORTCULLIS_READ_ONLY',
      areas: [],
      access: 'write',
    },
  };
}

interface Entry {
  readonly admitted: Admitted;
  /** Of a gate before this one, or of another target. */
  readonly earlier: Entry | null;
}

class Remembered extends Foreign {
  #newest: Entry | null = null;

  static newest(request: object): Entry | null {
    return #newest in request ? request.#newest : null;
  }

  static add(request: object, admitted: Admitted): void {
    const remembered = #newest in request ? request : new Remembered(request);
    remembered.#newest = { admitted, earlier: remembered.#newest };
  }
}

/** Remembers that a request was let in, by the host's own object for it. */
export function rememberAdmitted(request: object, admitted: Admitted): void {
  Remembered.add(request, admitted);
}

/** Whether this gate let the very same request in: a second registration has nothing to add. */
export function isAdmitted(request: object, gate: Gate, { method, target }: RawRequest): boolean {
  for (let entry = Remembered.newest(request); entry !== null; entry = entry.earlier) {
    const { raw, forward } = entry.admitted.judgement.request;
    // As it came, or as the app is shown it.
    const isSame = raw.method === method && (raw.target === target || forward === target);
    if (isSame && entry.admitted.gate === gate) return true;
  }
  return false;
}

/** What the gate decided about a request that it let in; null for requests it never saw. */
export function decisionOf(request: object): Allow | null {
  return Remembered.newest(request)?.admitted.decision ?? null;
}
