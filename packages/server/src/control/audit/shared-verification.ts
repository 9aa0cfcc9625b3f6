import { type AuditVerification, PortcullisError } from '@portcullis/gate';
import type { VerifyProgress } from './audit-operations.ts';

/** A check of every record, one at a time however many ask for it. */
export interface SharedVerification {
  /**
   * Begins it, or joins the one that runs. Whoever asks gives up by `signal`, and then is refused with PORTCULLIS_USAGE; when
   * nobody waits any more, it ends.
   */
  join(signal: AbortSignal): Promise<AuditVerification>;
  /** How far the one is that runs; null = none does. */
  progress(): RunningVerification | null;
}

export interface RunningVerification extends VerifyProgress {
  /** Milliseconds since it began. */
  readonly elapsedMs: number;
}

export interface SharedVerificationOptions {
  readonly verify: (running: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: VerifyProgress) => void;
  }) => Promise<AuditVerification>;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number;
}

interface Running {
  readonly result: Promise<AuditVerification>;
  readonly ended: AbortController;
  readonly beganMs: number;
  waiting: number;
  progress: VerifyProgress;
}

export function createSharedVerification({
  verify,
  monotonicMs,
}: SharedVerificationOptions): SharedVerification {
  let running: Running | null = null;

  function begin(): Running {
    const ended = new AbortController();
    const result = verify({
      signal: ended.signal,
      onProgress: (progress) => {
        begun.progress = progress;
      },
    }).finally(() => {
      if (running === begun) running = null;
    });
    // Whoever waits sees it; when all have left nobody does.
    result.catch(() => undefined);
    const begun: Running = {
      result,
      ended,
      beganMs: monotonicMs(),
      waiting: 0,
      progress: { checked: 0, total: 0 },
    };
    return begun;
  }

  return {
    async join(signal) {
      signal.throwIfAborted();
      running ??= begin();
      const joined = running;
      joined.waiting += 1;
      const { promise: left, reject } = Promise.withResolvers<never>();
      left.catch(() => undefined);
      const leave = (): void => {
        reject(givenUp());
        joined.waiting -= 1;
        if (joined.waiting > 0) return;
        joined.ended.abort(givenUp());
        // Whoever asks next begins a new one, and does not wait for what ends.
        if (running === joined) running = null;
      };
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.race([joined.result, left]);
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    progress() {
      if (running === null) return null;
      return { ...running.progress, elapsedMs: Math.round(monotonicMs() - running.beganMs) };
    },
  };
}

function givenUp(): PortcullisError {
  return new PortcullisError('PORTCULLIS_USAGE', 'Whoever asked to check the audit log gave it up.');
}
