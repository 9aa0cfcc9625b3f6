import type { AuditRecord } from '../../model/audit.ts';
import { PortcullisError } from '../../model/error.ts';
import type { SigningKey } from '../../model/signing-key.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GateStore } from '../../ports/gate-store.ts';
import type { Logger } from '../logger.ts';
import { type AuditEntry, type ChainHead, firstPreviousHash, nextRecord } from './audit-chain.ts';
import { oneAfterAnother } from './one-after-another.ts';

/** The end of the chain that this process writes, and the only one who moves it. */
export interface ChainWriter {
  /** Stores records of these entries, all or none. `whenStored` is called if that becomes known only later. */
  append(entries: readonly AuditEntry[], whenStored?: () => void): Promise<readonly AuditRecord[]>;
  /** Lets a store operation carry the next record; called again when the chain had to begin anew. */
  carry<Result>(entry: AuditEntry, operation: CarryingOperation<Result>): Promise<Result>;
  /** Finds out whether the last records are stored that were sent and not answered for. */
  settle(): Promise<void>;
  /** The chain that is written now, and its newest record. */
  end(): ChainEnd;
}

export type CarryingOperation<Result> = (
  record: AuditRecord,
) => Promise<{ readonly stored: boolean; readonly result: Result }>;

export interface ChainEnd extends ChainHead {
  readonly chain: string;
}

export interface ChainWriterOptions {
  readonly site: string;
  /** The first chain; those that take its place are named after it, `….2`, `….3`. */
  readonly chain: string;
  readonly store: Pick<GateStore['audit'], 'append' | 'head' | 'chains'>;
  readonly key: SigningKey;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Records that were sent and not answered for: stored or not, the store could not be asked yet. */
interface Doubt {
  readonly entries: readonly AuditEntry[];
  readonly records: readonly AuditRecord[];
  readonly end: ChainEnd;
  readonly whenStored: () => void;
}

interface Sending<Result> {
  readonly entries: readonly AuditEntry[];
  readonly operation: (
    records: readonly AuditRecord[],
  ) => Promise<{ readonly stored: boolean; readonly result: Result }>;
  readonly whenStored?: () => void;
}

type Sent<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** The operation failed, yet the store has its records, or those of an earlier attempt: only the answer was lost. */
  | { readonly kind: 'unanswered'; readonly records: readonly AuditRecord[]; readonly error: unknown };

/** What is sent again each second while a network holds everything up. */
const mostStragglers = 64;

/**
 * The head is kept in memory, so the store may come to disagree: its answer was lost after it had stored, or an
 * older copy was put in its place. Asking it for its head tells the two apart, also where what was sent arrives only after the store
 * was asked: every attempt at this place of the chain is remembered. In the second case no record would
 * ever follow again, and what cannot be recorded cannot be changed, not even `off`: so a new chain begins, whose
 * first record names the end that was lost. `audit verify` still reports that end as cut, because it was.
 */
export function createChainWriter(options: ChainWriterOptions): ChainWriter {
  const { site, store, key, clock, logger } = options;
  const inTurn = oneAfterAnother();
  let end: ChainEnd = beginningOf(options.chain);
  let chains = 1;
  let doubt: Doubt | null = null;
  /** Sent from where the chain stands, and not there yet when the store was asked. */
  let stragglers: readonly Doubt[] = [];
  /** What was found stored after its writer was told that it is not, and may be waiting for its turn to be sent again. */
  const cameLate = new WeakMap<readonly AuditEntry[], readonly AuditRecord[]>();

  async function send<Result>(sending: Sending<Result>): Promise<Sent<Result>> {
    await settleDoubt();
    let sent = await attempt(sending);
    // Each that arrived late moves the end, and forgets the others, which can follow no more.
    if (sent.kind === 'overtaken') sent = await attempt(sending);
    if (sent.kind === 'chain lost') {
      await beginAnew(sent.found);
      sent = await attempt(sending);
    }
    if (sent.kind === 'chain lost' || sent.kind === 'overtaken') throw sent.error;
    return sent;
  }

  async function attempt<Result>({ entries, operation, whenStored = nothing }: Sending<Result>) {
    // Sent from here before, the very same goes again: whichever of the two arrives, it is stored once.
    const before = stragglers.find((one) => one.entries === entries);
    const records = before?.records ?? (await recordsOf(entries));
    const next = records.at(-1) ?? end;
    const inDoubt: Doubt = { entries, records, end: next, whenStored };
    try {
      const { stored, result } = await operation(records);
      if (stored) moveTo(next);
      return { kind: 'done', result } as const;
    } catch (error) {
      const found = await headAfter(error, inDoubt);
      if (found?.hash === next.hash) {
        moveTo(next);
        return { kind: 'unanswered', records, error } as const;
      }
      const late = arrived(found);
      if (late !== undefined) {
        if (late.entries === entries) return { kind: 'unanswered', records: late.records, error } as const;
        return { kind: 'overtaken', error } as const;
      }
      const isOurs = (found?.hash ?? firstPreviousHash) === end.hash;
      if (isOurs && !isSuccession(error) && before === undefined) remember(inDoubt);
      if (isOurs || !isSuccession(error)) throw error;
      return { kind: 'chain lost', found, error } as const;
    }
  }

  async function headAfter(error: unknown, inDoubt: Doubt): Promise<AuditRecord | null> {
    try {
      return await store.head(site, end.chain);
    } catch (unreachable) {
      // A client that sends again by itself what was not answered may be refused because the first is stored.
      doubt = inDoubt;
      // Where the chain stands could not be asked: that is why nothing can be written now.
      throw isSuccession(error) ? unreachable : error;
    }
  }

  async function settleDoubt(): Promise<void> {
    if (doubt === null) return;
    const found = await store.head(site, doubt.end.chain);
    remember(doubt);
    doubt = null;
    arrived(found);
  }

  function remember(straggler: Doubt): void {
    stragglers = [...stragglers, straggler].slice(-mostStragglers);
  }

  /** Moves the end to what came late, if it is that which the store ends with. */
  function arrived(found: AuditRecord | null): Doubt | undefined {
    const late = stragglers.find(({ end: { hash } }) => hash === found?.hash);
    if (late === undefined) return undefined;
    moveTo(late.end);
    cameLate.set(late.entries, late.records);
    late.whenStored();
    return late;
  }

  async function recordsOf(entries: readonly AuditEntry[]): Promise<readonly AuditRecord[]> {
    const records: AuditRecord[] = [];
    for (const entry of entries) {
      const link = { chain: end.chain, head: records.at(-1) ?? end, at: clock.wallMs() };
      records.push(await nextRecord(key, link, entry));
    }
    return records;
  }

  async function beginAnew(found: AuditRecord | null): Promise<void> {
    const { chain, sequence, hash } = end;
    // A name that was tried is never tried again: its records may be in a copy that was put away.
    const taken = new Set(await store.chains(site));
    do chains += 1;
    while (taken.has(`${options.chain}.${chains}`));
    const next = beginningOf(`${options.chain}.${chains}`);
    const record = await nextRecord(
      key,
      { chain: next.chain, head: next, at: clock.wallMs() },
      {
        kind: 'chain.continued',
        actor: options.chain,
        data: { chain, sequence, hash, found: found?.sequence ?? 0 },
      },
    );
    await store.append(site, [record]);
    moveTo(record);
    logger.error(
      { abandoned: { chain, sequence, hash }, found: found?.sequence ?? 0, chain: next.chain },
      'the store lacks the end of the audit chain: it was put back from a copy, or cut; a new chain goes on',
    );
  }

  function moveTo({ chain, sequence, hash }: ChainEnd): void {
    end = { chain, sequence, hash };
    stragglers = [];
  }

  return {
    append: (entries, whenStored = nothing) =>
      inTurn(async () => {
        await settleDoubt();
        // Found while another one wrote, after this one had decided to try again.
        const late = cameLate.get(entries);
        if (late !== undefined) return late;
        const sent = await send({
          entries,
          whenStored,
          operation: async (records) => {
            await store.append(site, records);
            return { stored: true, result: records };
          },
        });
        return sent.kind === 'done' ? sent.result : sent.records;
      }),
    carry: (entry, operation) =>
      inTurn(async () => {
        const sent = await send({
          entries: [entry],
          operation: ([record]) => {
            if (record === undefined) throw new Error('one entry makes one record');
            return operation(record);
          },
        });
        // What it would have returned is lost: the caller looks at the store before it tries again.
        if (sent.kind === 'unanswered') throw sent.error;
        return sent.result;
      }),
    settle: () => inTurn(settleDoubt),
    end: () => end,
  };
}

function beginningOf(chain: string): ChainEnd {
  return { chain, sequence: 0, hash: firstPreviousHash };
}

/** By the port, a store says this exactly when a record does not follow its chain's head, and nothing stays. */
function isSuccession(error: unknown): boolean {
  return error instanceof PortcullisError && error.code === 'PORTCULLIS_AUDIT_UNWRITABLE';
}

const nothing = (): void => undefined;
