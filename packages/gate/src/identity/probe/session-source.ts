import type { RawRequest } from '../../model/request.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdentityContext, IdentitySource, Recognition } from '../../ports/identity-source.ts';
import { createProbeAdmission, type ProbePlace } from './probe-admission.ts';
import { createProbeCache, longestCachedMs } from './probe-cache.ts';
import type { AskWhoseSession, SessionAnswer } from './session-answer.ts';
import { type SessionCookie, sessionKeyOf } from './session-key.ts';
import { createSessionPauses } from './session-pauses.ts';

export interface SessionSourceOptions {
  /** The cookies that hold the session: without any of them nobody is asked. */
  readonly cookies: readonly SessionCookie[];
  /** How long an answer is believed; 60 at most. */
  readonly cacheSeconds: number;
  /** For the whole question, however many requests it takes. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly ask: AskWhoseSession;
}

/** One session to be asked about. */
interface Question {
  readonly key: string;
  readonly request: RawRequest;
  readonly context: IdentityContext;
  /** Whether its answer is still waited for. */
  readonly isCurrent: () => boolean;
}

const nobodyCachedMs = 5_000;

/**
 * Asks the application whose session it is: once per session and `cacheSeconds`, a bounded number at once, and
 * fewer when the application fails. Whoever comes beyond these limits, or is not answered for, leaves it unsure; but for who
 * was known a minute ago: an application that slows down must not put its own administrators out.
 */
export function createSessionSource(options: SessionSourceOptions): IdentitySource {
  const { cookies, cacheSeconds, timeoutMs, clock, ask } = options;
  const cachedMs = Math.min(cacheSeconds * 1_000, longestCachedMs);
  const cache = createProbeCache();
  const admission = createProbeAdmission({ waitMs: timeoutMs });
  const pauses = createSessionPauses();
  /** By session: who comes while a question runs waits for its answer. */
  const running = new Map<string, Promise<Recognition>>();
  const deadlines = new Set<AbortController>();
  let closed = false;

  function knownLately(key: string): Recognition {
    return closed ? 'unsure' : (cache.readStale(key, clock.monotonicMs()) ?? 'unsure');
  }

  async function askInTime(request: RawRequest, context: IdentityContext): Promise<SessionAnswer> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    deadlines.add(deadline);
    try {
      return await ask(request, context, deadline.signal);
    } finally {
      clearTimeout(timer);
      deadlines.delete(deadline);
    }
  }

  async function askInTurn(turn: Promise<ProbePlace | null>, question: Question): Promise<Recognition> {
    const place = await turn;
    const recognition = place === null || closed ? knownLately(question.key) : await askAt(place, question);
    if (question.isCurrent()) running.delete(question.key);
    return recognition;
  }

  function askAt(
    place: ProbePlace,
    { key, request, context, isCurrent }: Question,
  ): Promise<Recognition> | Recognition {
    const askedMs = clock.monotonicMs();
    if (!pauses.admits(key, askedMs)) {
      place.leave();
      return knownLately(key);
    }
    return askInTime(request, context).then((answer) => {
      place.leave();
      if (answer.kind === 'failure') admission.failed(key);
      else admission.answered();
      const isAnswer = answer.kind === 'recognised' || answer.kind === 'nobody';
      if (isAnswer) pauses.forget(key);
      else pauses.failed(key, clock.monotonicMs());
      const known = answer.kind === 'recognised' ? answer.recognised : null;
      // Forgotten on the way: the answer may be older than the sign-in, so it is not kept.
      if (isCurrent()) {
        running.delete(key);
        const freshMs = known === null ? nobodyCachedMs : cachedMs;
        if (isAnswer) cache.store(key, known, { askedMs, freshMs });
      }
      return isAnswer ? known : knownLately(key);
    });
  }

  return {
    kind: 'probe',
    recognise(request, context) {
      const session = sessionKeyOf(request.headers, cookies);
      if (session.kind === 'none') return null;
      if (session.kind === 'unreadable' || closed) return 'unsure';
      const { key } = session;
      const askedMs = clock.monotonicMs();
      const cached = cache.read(key, askedMs);
      if (cached !== undefined) return cached;
      const joined = running.get(key);
      if (joined !== undefined) return joined;

      const place = admission.enter({
        clientAddress: context.clientAddress,
        session: key,
        isInsider: cache.wasInsider(key),
        knowsInsiders: cache.hasInsiders(),
      });
      if (place === null) return knownLately(key);
      const question: Question = {
        key,
        request,
        context,
        isCurrent: () => running.get(key) === recognition,
      };
      const recognition = place instanceof Promise ? askInTurn(place, question) : askAt(place, question);
      if (recognition instanceof Promise) running.set(key, recognition);
      return recognition;
    },
    forget(request) {
      const session = sessionKeyOf(request.headers, cookies);
      if (session.kind !== 'session') return;
      cache.delete(session.key);
      running.delete(session.key);
      pauses.forget(session.key);
    },
    forgetAll() {
      cache.expire();
      running.clear();
    },
    close() {
      closed = true;
      admission.close();
      for (const deadline of deadlines) deadline.abort();
    },
  };
}
