import type { AuditLog } from './audit/audit-log.ts';
import { createTally } from './audit/tally.ts';
import type { InstanceInfo } from './following/instance-report.ts';
import type { Judgement } from './judge.ts';
import type { Logger } from './logger.ts';
import { pathOnRecord } from './path-on-record.ts';
import { unreference } from './unreference.ts';
import type { View } from './view.ts';
import type { ViewChange } from './view-in-force.ts';
import { withDeadline } from './with-deadline.ts';

/** Puts on record what one gate decides and enforces. */
export interface Recorder {
  /** What was decided goes on record; nothing of it waits for the disk. Never throws. */
  judged(judgement: Judgement): Judgement;
  /** Part of what a request brought was refused after it was let in, such as a message on its WebSocket. */
  refusedWithin(judgement: Judgement, label: string): void;
  /** Another state came into force. */
  changed(change: ViewChange): void;
  started(view: View): void;
  /** Writes what is left, and the last seal. */
  stopped(): Promise<void>;
}

export interface RecorderOptions {
  readonly instance: InstanceInfo;
  readonly policyDigest: string;
  readonly audit: AuditLog;
  readonly logger: Logger;
  readonly flushIntervalMs: number;
  readonly sealIntervalMs: number;
  /** What of the end is not written by then is left: a store that hangs keeps no process from ending. */
  readonly stopTimeoutMs: number;
}

export function createRecorder(options: RecorderOptions): Recorder {
  const { instance, policyDigest, audit, logger, flushIntervalMs, sealIntervalMs } = options;
  const refusals = createTally('requests.refused', instance.id);
  const bypassReads = createTally('bypass.used', instance.id);
  for (const tally of [refusals, bypassReads]) audit.include(tally);
  const timers: ReturnType<typeof setInterval>[] = [];

  let isUnwritten = false;

  /** What could not be written is kept and tried again each second: that is said once, not as often. */
  async function flush(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (isUnwritten) logger.info({}, 'the audit log is written again');
      isUnwritten = false;
    } catch (error) {
      if (!isUnwritten) logger.error({ error }, 'the audit log could not be written');
      isUnwritten = true;
    }
  }

  async function seal(): Promise<void> {
    await audit
      .seal()
      .catch((error: unknown) => logger.error({ error }, 'the audit log could not be sealed'));
  }

  function count({ decision, request }: Judgement): void {
    if (decision.kind === 'refuse') refusals.count(decision.rule.id, request);
    else if (decision.kind === 'allow' && (decision.rule.id === 'bypass' || decision.rule.id === 'worker')) {
      const { subject } = decision.standing;
      const by = decision.rule.id === 'worker' ? `worker ${decision.rule.detail}` : decision.rule.detail;
      if (decision.access === 'read') bypassReads.count(`${subject ?? ''} by ${by}`, request);
      else {
        const { method } = request.raw;
        audit.enqueue({
          kind: 'bypass.used',
          actor: subject ?? '',
          data: {
            by,
            method,
            path: pathOnRecord(request.target.path),
            epoch: decision.epoch,
          },
        });
      }
    }
  }

  return {
    judged(judgement) {
      try {
        count(judgement);
      } catch (error) {
        // A request that could not be decided may not be readable for its record either.
        logger.error({ error }, 'a decision stands, but could not be put on record');
      }
      return judgement;
    },
    refusedWithin: ({ request }, label) => refusals.count(label, request),
    changed({ view, previous, override }) {
      if (override.ended) {
        audit.enqueue({ kind: 'override.ended', actor: instance.id, data: { mode: override.ended.mode } });
      }
      if (override.began) {
        const { mode, reason, actor, expiresAt } = override.began;
        audit.enqueue({ kind: 'override.applied', actor, data: { mode, reason, expiresAt } });
      }
      if (previous?.mode !== view.snapshot.mode) {
        const { mode, why, switch: current } = view.snapshot;
        logger.info({ mode, why, epoch: current.epoch }, 'enforcing');
        // What was refused before belongs to what was before.
        void flush(audit.flush);
      }
    },
    started(view) {
      timers.push(setInterval(() => void flush(audit.flushDue), flushIntervalMs));
      timers.push(setInterval(() => void seal(), sealIntervalMs));
      for (const timer of timers) unreference(timer);
      audit.enqueue({
        kind: 'instance.started',
        actor: instance.id,
        data: {
          version: instance.version,
          host: instance.host,
          policyDigest,
          mode: view.snapshot.mode,
        },
      });
    },
    async stopped() {
      for (const timer of timers) clearInterval(timer);
      const written = flush(audit.flush).then(seal);
      await withDeadline(written, options.stopTimeoutMs, 'writing the end of the audit log').catch(
        (error: unknown) => logger.error({ error }, 'the end of the audit log may not be written'),
      );
    },
  };
}
