import {
  type Allow,
  type Answer,
  allowedMessages,
  type BodyReader,
  failureAnswer,
  type Gate,
  isAnsweredByGate,
  isOtherwise,
  type Judgement,
  noObligations,
  type RawRequest,
  type Refuse,
} from '../runtime/for-adapters.ts';

/** A request that goes on to the app. It counts as in flight until `end`. */
export interface Admitted {
  readonly kind: 'admitted';
  readonly gate: Gate;
  readonly judgement: Judgement;
  readonly decision: Allow;
  /** The signed decision for the app; null when none is due. */
  readonly header: string | null;
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

/**
 * The way of every request through an adapter: judge, answer or let in, and judge again when the switch changed while
 * the caller was being recognised. Never throws and never rejects. Synchronous when nothing must be waited for; an
 * open site's requests wait for nothing. Whoever gets an `Admitted` starts the app at once and calls `end` once.
 */
export function admit(gate: Gate, raw: RawRequest, reader: BodyReader): Admission | Promise<Admission> {
  const body = readOnce(reader);
  const refuseFailure = (): Answered => ({ kind: 'answered', answer: failureAnswer(), refusal: null });

  function consider(): Admission | Promise<Admission> {
    const judged = gate.judge(raw, { body });
    return judged instanceof Promise ? judged.then(settle) : settle(judged);
  }

  function settle(judged: Judgement): Admission | Promise<Admission> {
    const judgement = withoutFilteredSocket(judged);
    const { decision } = judgement;
    if (decision.kind !== 'allow' || isAnsweredByGate(decision)) return answered(judgement);
    const header = gate.decisionHeader(judgement);
    return header instanceof Promise
      ? header.then((value) => enter(judgement, decision, value))
      : enter(judgement, decision, header);
  }

  async function answered(judgement: Judgement): Promise<Answered> {
    const { decision } = judgement;
    const answer = await gate.answer(judgement, { body });
    return { kind: 'answered', answer, refusal: decision.kind === 'refuse' ? decision : null };
  }

  function enter(
    judgement: Judgement,
    decision: Allow,
    header: string | null,
  ): Admission | Promise<Admission> {
    // What was allowed before the wait may be refused now. From here on nothing is waited for.
    if (isOtherwise(judgement.view.snapshot, gate.view().snapshot)) return consider();
    const running = gate.begin(judgement);
    return {
      kind: 'admitted',
      gate,
      judgement,
      decision,
      header,
      end() {
        if (running.ended) return;
        gate.end(running);
        // Whoever just signed in or out is somebody else now.
        if (decision.rule.id === 'sign-in') gate.forgetIdentity(judgement.request.raw);
      },
    };
  }

  try {
    const admission = consider();
    return admission instanceof Promise ? admission.catch(refuseFailure) : admission;
  } catch {
    return refuseFailure();
  }
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

/** A body comes once, and may be asked for again: by a second judgement, or by an answer. */
function readOnce(reader: BodyReader): BodyReader {
  let reading: ReturnType<BodyReader['read']> | null = null;
  return {
    read(limitBytes) {
      reading ??= reader.read(limitBytes);
      return reading;
    },
  };
}

interface Entry {
  readonly admitted: Admitted;
  readonly method: string;
  /** As it came, and as the app is shown it. */
  readonly targets: readonly string[];
}

/** The newest last. */
const entries = new WeakMap<object, readonly Entry[]>();

/** Remembers that a request was let in, by the host's own object for it. */
export function rememberAdmitted(request: object, admitted: Admitted): void {
  const { raw, forward } = admitted.judgement.request;
  const entry = { admitted, method: raw.method, targets: [raw.target, forward] };
  entries.set(request, [...(entries.get(request) ?? []), entry]);
}

/** Whether this gate let the very same request in: a second registration has nothing to add. */
export function isAdmitted(request: object, gate: Gate, { method, target }: RawRequest): boolean {
  const known = entries.get(request);
  return (
    known?.some(
      (entry) => entry.admitted.gate === gate && entry.method === method && entry.targets.includes(target),
    ) ?? false
  );
}

/** What the gate decided about a request that it let in; null for requests it never saw. */
export function decisionOf(request: object): Allow | null {
  return entries.get(request)?.at(-1)?.admitted.decision ?? null;
}
