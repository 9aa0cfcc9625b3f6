import type { AuditRecord, AuditSeal } from '../../model/audit.ts';
import { PortcullisError } from '../../model/error.ts';
import type { SigningKey } from '../../model/signing-key.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GateStore } from '../../ports/gate-store.ts';
import type { HostState } from '../../ports/host-state.ts';
import type { Logger } from '../logger.ts';
import { type AuditEntry, createSeal, firstPreviousHash } from './audit-chain.ts';
import { type CarryingOperation, createChainWriter } from './chain-writer.ts';
import { oneAfterAnother } from './one-after-another.ts';
import type { Tally } from './tally.ts';

/** One instance's hash chain: every writer of this process goes through it, one after the other. */
export interface AuditLog {
  /** The record is stored when the promise resolves; otherwise it rejects with PORTCULLIS_AUDIT_UNWRITABLE. */
  write(entry: AuditEntry): Promise<AuditRecord>;
  /**
   * Lets a store operation carry the next record in its own transaction. `operation` says whether it stored
   * the record; if not, the number is used again. It is called a second time, with another record, when the
   * store no longer had the end of the chain and refused the first.
   */
  writeWith<Result>(entry: AuditEntry, operation: CarryingOperation<Result>): Promise<Result>;
  /** Written with the next flush; for what happens on the request path. */
  enqueue(entry: AuditEntry): void;
  /** Flushes write what this tally counted since it was taken before. */
  include(tally: Tally): void;
  /** Everything queued and counted until now is stored when it resolves. */
  flush(): Promise<void>;
  /** Everything queued is stored when it resolves; of what is counted only what is due. */
  flushDue(): Promise<void>;
  /**
   * Puts the head down in the store, on disk and in the log, when it moved. Rejects with
   * PORTCULLIS_AUDIT_UNWRITABLE when neither store nor disk took it.
   */
  seal(): Promise<void>;
}

export interface AuditLogOptions {
  readonly site: string;
  readonly chain: string;
  readonly store: GateStore['audit'];
  readonly host: HostState | null;
  readonly key: SigningKey;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Queued entries beyond this are counted instead of kept. @default 10000 */
  readonly longestQueue?: number;
  /**
   * What is counted is written at once after a quiet while, and this often while it goes on: an hour of refused requests
   * is no record a second, between which nobody finds what people did. @default 10000
   */
  readonly tallyIntervalMs?: number;
}

/** What one flush writes, and tries again as it is until it is stored. */
interface Batch {
  readonly entries: readonly AuditEntry[];
  /** Entries there was no room for; the last of `entries` says how many. */
  readonly lost: number;
}

/** A store that is reached through others takes so much at once, whatever paths are in the records, and not all of a full queue. */
const mostAtOnce = 1_000;

export function createAuditLog(options: AuditLogOptions): AuditLog {
  const {
    site,
    chain,
    store,
    host,
    key,
    clock,
    logger,
    longestQueue = 10_000,
    tallyIntervalMs = 10_000,
  } = options;
  const writer = createChainWriter({ site, chain, store, key, clock, logger });
  const flushInTurn = oneAfterAnother();
  const tallies: Tally[] = [];
  let sealedHash = firstPreviousHash;
  let queue: AuditEntry[] = [];
  let dropped = 0;
  /** Taken from the queue and not stored yet. */
  let pending: Batch | null = null;
  let waiting: Promise<void> | null = null;
  let wantsAll = false;
  let talliesTakenMs = Number.NEGATIVE_INFINITY;

  async function orUnwritable<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (cause) {
      throw unwritable(cause);
    }
  }

  function takeBatch(): Batch | null {
    if (queue.length === 0 && dropped === 0) return null;
    const taken = queue.slice(0, mostAtOnce);
    queue = queue.slice(mostAtOnce);
    // What was dropped came after all that was kept.
    if (queue.length > 0) return { entries: taken, lost: 0 };
    const lost = dropped;
    const gap: AuditEntry[] =
      lost > 0 ? [{ kind: 'entries.dropped', actor: chain, data: { count: lost } }] : [];
    dropped = 0;
    return { entries: [...taken, ...gap], lost };
  }

  function takeTallies(): void {
    const now = clock.monotonicMs();
    const areDue = wantsAll || now - talliesTakenMs >= tallyIntervalMs;
    wantsAll = false;
    if (!areDue) return;
    for (const tally of tallies) {
      const entry = tally.take();
      if (entry === null) continue;
      talliesTakenMs = now;
      log.enqueue(entry);
    }
  }

  function flushNext(): Promise<void> {
    // One runs and one waits: the waiting one takes everything with it that was queued before it starts.
    waiting ??= flushInTurn(() => {
      waiting = null;
      return writeQueue();
    });
    return waiting;
  }

  async function writePending(): Promise<void> {
    const batch = pending;
    if (batch === null) return;
    const stored = (): void => {
      if (pending !== batch) return;
      pending = null;
      const { lost } = batch;
      if (lost > 0) logger.warn({ lost }, 'more audit entries than could be kept; their number is on record');
    };
    await orUnwritable(writer.append(batch.entries, stored));
    stored();
  }

  async function writeQueue(): Promise<void> {
    // A batch whose answer was lost may be stored already: then `settle` says so, and it is not written twice.
    if (pending !== null) await orUnwritable(writer.settle());
    await writePending();
    // Only now: while the store is away a tally goes on counting and stays as small as it is.
    takeTallies();
    // Those of now and no more: who waits for a flush does not wait for what goes on coming.
    for (let left = Math.max(1, Math.ceil(queue.length / mostAtOnce)); left > 0; left -= 1) {
      pending = takeBatch();
      await writePending();
    }
  }

  const log: AuditLog = {
    async write(entry) {
      const [record] = await orUnwritable(writer.append([entry]));
      if (!record) throw unwritable(undefined);
      return record;
    },
    writeWith: (entry, operation) => writer.carry(entry, operation),
    enqueue(entry) {
      if (queue.length + (pending?.entries.length ?? 0) < longestQueue) queue.push(entry);
      else dropped += 1;
    },
    include: (tally) => void tallies.push(tally),
    flush() {
      wantsAll = true;
      return flushNext();
    },
    flushDue: flushNext,
    async seal() {
      const end = writer.end();
      if (end.hash === sealedHash) return;
      const seal = await createSeal(key, end.chain, end, clock.wallMs());
      const places = sealPlaces(seal);
      // Each place is tried: a seal that one of them lost is found by comparing with the others.
      const results = await Promise.allSettled(places.map(([, put]) => put()));
      const refusals: unknown[] = [];
      for (const [index, result] of results.entries()) {
        if (result.status === 'fulfilled') continue;
        refusals.push(result.reason);
        logger.error({ error: result.reason, place: places[index]?.[0], seal }, 'a seal was refused');
      }
      if (refusals.length === places.length) throw unsealed(refusals);
      logger.info({ seal }, 'audit sealed');
      if (refusals.length === 0) sealedHash = end.hash;
    },
  };

  function sealPlaces(seal: AuditSeal): readonly (readonly [name: string, put: () => Promise<void>])[] {
    const inStore = ['store', async () => store.seal(site, seal)] as const;
    return host === null ? [inStore] : [inStore, ['host', async () => host.seal(site, seal)]];
  }

  return log;
}

function unwritable(cause: unknown): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_AUDIT_UNWRITABLE',
    'The audit record could not be written, so nothing was changed. Expected a writable store; check its disk and permissions, then try again.',
    { cause },
  );
}

function unsealed(refusals: readonly unknown[]): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_AUDIT_UNWRITABLE',
    'No place took the seal of the audit log: until one does, a cut of its end goes unnoticed. Check disk and permissions of the store and of the state directory; sealing is tried again every few seconds.',
    { cause: new AggregateError(refusals) },
  );
}
