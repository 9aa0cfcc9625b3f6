import {
  type Answer,
  allowedMessages,
  type BodyReader,
  failureAnswer,
  type Gate,
  type GateJudgeOptions,
  isAnsweredByGate,
  isOtherwise,
  isRetargeted,
  type Judgement,
  noObligations,
  type ObservableResponse,
  type RawRequest,
  type Reason,
  type Refuse,
  type RunningClient,
  sentToTarget,
} from '../runtime/for-adapters.ts';
import { type Admitted, type Allowed, type Arrival, JudgedEntrance, OpenEntrance } from './entrance.ts';

/** A request that the gate answers itself; `refusal` is null for its own routes, redirects and confirmations. */
export interface Answered {
  readonly kind: 'answered';
  readonly answer: Answer;
  readonly refusal: Refuse | null;
}

export type Admission = Admitted | Answered;

/** A request on its way through. Its body comes once, and may be asked for again: by a second judgement, or by an answer. */
export abstract class Passage implements Arrival, BodyReader, GateJudgeOptions {
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

  /** Whether the app can be shown the target that was decided on, which is not the one that came. */
  shows(_judgement: Judgement): boolean {
    return true;
  }

  /** What becomes of a request that is not let in. */
  answerTo(judgement: Judgement): Answer | Promise<Answer> {
    return this.gate.answer(judgement, { body: this });
  }

  /** Nobody asks for it any more. */
  forgetBody(): void {
    this.#reading = null;
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
    const view = passage.gate.ungoverned(passage.raw);
    if (view !== null) return new OpenEntrance(passage, view);
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
  const judgement = withShownTarget(passage, withoutFilteredSocket(judged));
  if (!isAllowed(judgement)) return answered(passage, judgement);
  const header = passage.gate.decisionHeader(judgement);
  return header instanceof Promise
    ? header.then((value) => enter(passage, judgement, value))
    : enter(passage, judgement, header);
}

function isAllowed(judgement: Judgement): judgement is Allowed {
  return judgement.decision.kind === 'allow' && !isAnsweredByGate(judgement.decision);
}

async function answered(passage: Passage, judgement: Judgement): Promise<Answered> {
  const { decision } = judgement;
  const answer = await passage.answerTo(judgement);
  // A step of the client's own protocol is no error for the host.
  const isRefusal = decision.kind === 'refuse' && decision.asksForDocuments !== true;
  return { kind: 'answered', answer, refusal: isRefusal ? decision : null };
}

function enter(passage: Passage, judgement: Allowed, header: string | null): Admission | Promise<Admission> {
  const { gate } = passage;
  // What was allowed before the wait may be refused now. From here on nothing is waited for.
  if (isOtherwise(judgement.view.snapshot, gate.view().snapshot)) return consider(passage);
  passage.forgetBody();
  return new JudgedEntrance(passage, judgement, header);
}

/** Whether the response must carry anything: while nothing is governed it is the app's alone. */
export function isMarked({ decision }: Pick<Judgement, 'decision'>): boolean {
  return decision.kind === 'own' || decision.rule.id !== 'nothing-governed';
}

function refuseFailure(): Answered {
  return { kind: 'answered', answer: failureAnswer(), refusal: null };
}

/** A host that has read the target by itself sends whoever asks to the one that was decided on. */
function withShownTarget(passage: Passage, judgement: Judgement): Judgement {
  if (!isAllowed(judgement) || !isRetargeted({ came: passage.raw, judgement })) return judgement;
  return passage.shows(judgement) ? judgement : sentToTarget(judgement);
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
      rule: {
        id: 'read-only-write',
        detail: 'a socket whose messages only the proxy can read' satisfies Reason,
      },
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
