import type { AuditRecord } from '../model/audit.ts';
import { PortcullisError } from '../model/error.ts';
import type { SigningKey } from '../model/signing-key.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostState } from '../ports/host-state.ts';
import type { AuditStore } from '../ports/store.ts';
import { type AuditEntry, type ChainHead, createSeal, firstPreviousHash, nextRecord } from './audit-chain.ts';
import type { Logger } from './logger.ts';

/** One instance's hash chain: every writer of this process goes through it, one after the other. */
export interface AuditLog {
  /** The record is stored when the promise resolves; otherwise it rejects with PORTCULLIS_AUDIT_UNWRITABLE. */
  write(entry: AuditEntry): Promise<AuditRecord>;
  /**
   * Lets a store operation carry the next record in its own transaction. `operation` says whether it stored
   * the record; if not, the number is used again.
   */
  writeWith<Result>(
    entry: AuditEntry,
    operation: (record: AuditRecord) => Promise<{ readonly stored: boolean; readonly result: Result }>,
  ): Promise<Result>;
  /** Written with the next flush; for what happens on the request path. */
  enqueue(entry: AuditEntry): void;
  flush(): Promise<void>;
  /** Puts the head down in the store, on disk and in the log, when it moved. */
  seal(): Promise<void>;
  head(): ChainHead;
}

export interface AuditLogOptions {
  readonly site: string;
  readonly chain: string;
  readonly store: AuditStore;
  readonly host: HostState | null;
  readonly key: SigningKey;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Queued entries beyond this are counted instead of kept. @default 10000 */
  readonly longestQueue?: number;
}

export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { site, chain, store, host, key, clock, logger, longestQueue = 10_000 } = options;
  let head: ChainHead = { sequence: 0, hash: firstPreviousHash };
  let sealed = 0;
  let queue: AuditEntry[] = [];
  let dropped = 0;
  let turn: Promise<unknown> = Promise.resolve();

  function exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = turn.then(work, work);
    turn = result.catch(() => undefined);
    return result;
  }

  async function append(entries: readonly AuditEntry[]): Promise<AuditRecord[]> {
    const records: AuditRecord[] = [];
    let last = head;
    for (const entry of entries) {
      const record = await nextRecord(key, { chain, head: last, at: clock.wallMs() }, entry);
      records.push(record);
      last = record;
    }
    try {
      await store.append(site, records);
    } catch (cause) {
      throw unwritable(cause);
    }
    head = { sequence: last.sequence, hash: last.hash };
    return records;
  }

  const log: AuditLog = {
    async write(entry) {
      const [record] = await exclusively(() => append([entry]));
      if (!record) throw unwritable(undefined);
      return record;
    },
    writeWith(entry, operation) {
      return exclusively(async () => {
        const record = await nextRecord(key, { chain, head, at: clock.wallMs() }, entry);
        const { stored, result } = await operation(record);
        if (stored) head = { sequence: record.sequence, hash: record.hash };
        return result;
      });
    },
    enqueue(entry) {
      if (queue.length < longestQueue) queue.push(entry);
      else dropped += 1;
    },
    async flush() {
      if (queue.length === 0) return;
      const lost = dropped;
      const entries = queue;
      queue = [];
      const gap: AuditEntry[] =
        lost > 0 ? [{ kind: 'entries.dropped', actor: chain, data: { count: lost } }] : [];
      try {
        await exclusively(() => append([...entries, ...gap]));
        dropped -= lost;
        if (lost > 0)
          logger.warn({ lost }, 'more audit entries than could be kept; their number is on record');
      } catch (error) {
        // Kept for the next flush: the store may come back.
        queue = [...entries, ...queue].slice(0, longestQueue);
        throw error;
      }
    },
    async seal() {
      const current = head;
      if (current.sequence === sealed) return;
      const seal = await createSeal(key, chain, current, clock.wallMs());
      // Each place is tried: a seal that one of them lost is found by comparing with the others.
      const places = await Promise.allSettled([
        store.seal(site, seal),
        host?.seal(site, seal) ?? Promise.resolve(),
      ]);
      logger.info({ seal }, 'audit sealed');
      if (places.every(({ status }) => status === 'fulfilled')) sealed = current.sequence;
    },
    head: () => head,
  };
  return log;
}

function unwritable(cause: unknown): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_AUDIT_UNWRITABLE',
    'The audit record could not be written, so nothing was changed. Expected a writable store; check its disk and permissions, then try again.',
    { cause },
  );
}
