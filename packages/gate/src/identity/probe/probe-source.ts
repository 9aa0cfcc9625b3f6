import type { ProbeInput } from '../../model/policy.ts';
import type { RawRequest } from '../../model/request.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdentityContext, IdentitySource, Recognised } from '../../ports/identity-source.ts';
import { createAskUpstream, type ProbeAnswer } from './ask-upstream.ts';
import { createProbeAdmission, type ProbePlace } from './probe-admission.ts';
import { createProbeCache } from './probe-cache.ts';
import { sessionKeyOf } from './session-key.ts';
import { createSessionPauses } from './session-pauses.ts';

export interface ProbeSourceOptions {
  /** As `parsePolicy` returns it. */
  readonly input: ProbeInput;
  /** The origin of the upstream, such as `http://127.0.0.1:3000`. */
  readonly upstream: string;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  readonly clock: Clock;
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
/** R29 of the threat model, whatever the policy says. */
const longestCachedMs = 60_000;

/**
 * Asks the upstream whose session it is: once per session and `cacheSeconds`, a bounded number at once, and
 * fewer when the upstream fails. Whoever comes beyond these limits is nobody.
 */
export function createProbeSource(options: ProbeSourceOptions): IdentitySource {
  const { input, upstream, fetch = globalThis.fetch, clock } = options;
  const { cookies, timeoutMs = 2_000, cacheSeconds = 30 } = input;
  const cachedMs = Math.min(cacheSeconds * 1_000, longestCachedMs);
  const askUpstream = createAskUpstream({ input, upstream, fetch });
  const cache = createProbeCache();
  const admission = createProbeAdmission({ waitMs: timeoutMs });
  const pauses = createSessionPauses();
  /** By session: who comes while a question runs waits for its answer. */
  const running = new Map<string, Promise<Recognised | null>>();
  const deadlines = new Set<AbortController>();
  let closed = false;

  async function ask(request: RawRequest, context: IdentityContext): Promise<ProbeAnswer> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    deadlines.add(deadline);
    try {
      return await askUpstream(request, context, deadline.signal);
    } finally {
      clearTimeout(timer);
      deadlines.delete(deadline);
    }
  }

  async function askInTurn(turn: Promise<ProbePlace | null>, question: Question): Promise<Recognised | null> {
    const place = await turn;
    const recognised = place === null || closed ? null : await askAt(place, question);
    if (question.isCurrent()) running.delete(question.key);
    return recognised;
  }

  function askAt(
    place: ProbePlace,
    { key, request, context, isCurrent }: Question,
  ): Promise<Recognised | null> | null {
    const askedMs = clock.monotonicMs();
    if (!pauses.admits(key, askedMs)) {
      place.leave();
      return null;
    }
    return ask(request, context).then((answer) => {
      place.leave();
      if (answer.kind === 'failure') admission.failed(key);
      else admission.answered();
      if (isAnswer(answer)) pauses.forget(key);
      else pauses.failed(key, clock.monotonicMs());
      const known = answer.kind === 'recognised' ? answer.recognised : null;
      // Forgotten on the way: the answer may be older than the sign-in, so it is not kept.
      if (isCurrent()) {
        running.delete(key);
        const freshMs = known === null ? nobodyCachedMs : cachedMs;
        if (isAnswer(answer)) cache.store(key, known, askedMs + freshMs);
      }
      return known;
    });
  }

  return {
    kind: 'probe',
    recognise(request, context) {
      const key = sessionKeyOf(request.headers, cookies);
      if (key === null || closed) return null;
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
      if (place === null) return null;
      const question: Question = {
        key,
        request,
        context,
        isCurrent: () => running.get(key) === recognised,
      };
      const recognised = place instanceof Promise ? askInTurn(place, question) : askAt(place, question);
      if (recognised !== null) running.set(key, recognised);
      return recognised;
    },
    forget(request) {
      const key = sessionKeyOf(request.headers, cookies);
      if (key === null) return;
      cache.delete(key);
      running.delete(key);
      pauses.forget(key);
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

/** Whether it says who this is; nothing else is kept. */
function isAnswer({ kind }: ProbeAnswer): boolean {
  return kind === 'recognised' || kind === 'nobody';
}
