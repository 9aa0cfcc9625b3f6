import type { Transition } from '@portcullis/gate';
import type { ConductorMemory, StandingLease } from './conductor-options.ts';
import type { Decided } from './decision.ts';

/** What stands, as far as this process may say so: read once its lease began, and written only while that lasts. */
export interface KeptTransition {
  /** Takes or renews the lease, when that is due. False: another process conducts. */
  claim(): Promise<boolean>;
  /** Whether the lease is ours for sure at this moment. */
  isOurs(): boolean;
  /** Undefined = it is not known here. */
  current(): Transition | null | undefined;
  /** Who conducts, while it is another process. */
  conductedBy(): string | null;
  /** Stores what a change makes of what stands, one after the other. False: it is not ours any more, and nothing was stored. */
  update(
    change: (transition: Transition | null) => Transition | null,
    /** What somebody decided, for the record. */
    decided?: Decided,
  ): Promise<boolean>;
  /** Ends the lease once everything is written. */
  release(): Promise<void>;
}

export interface KeptTransitionOptions {
  readonly memory: ConductorMemory;
  readonly leaseMs: number;
}

export function createKeptTransition({ memory, leaseMs }: KeptTransitionOptions): KeptTransition {
  let stood: { readonly transition: Transition | null; readonly version: number } | null = null;
  let conductedBy: string | null = null;
  /** On this process's monotonic clock, counted from before the claim was sent: rather too early than too late. */
  let oursUntilMs = 0;
  let writing: Promise<unknown> = Promise.resolve();
  /** Another one's lease, and since when it stands as it does, on this process's monotonic clock. */
  let standing: { readonly lease: StandingLease; readonly sinceMs: number } | null = null;

  /**
   * Who conducts renews his lease in half its time. One that does not move for longer than it lasts is a dead process's, whatever the
   * clock of the store says: set back by an hour, it would keep everybody else out for so long.
   */
  async function claimOrTakeOver(): Promise<boolean> {
    const isDead = standing !== null && performance.now() - standing.sinceMs > 2 * leaseMs;
    if (await memory.claim(leaseMs, ...(isDead && standing !== null ? [standing.lease] : []))) {
      standing = null;
      return true;
    }
    const { conductor } = await memory.read();
    const isAsItWas =
      conductor?.id === standing?.lease.id && conductor?.leaseUntil === standing?.lease.leaseUntil;
    if (conductor === null) standing = null;
    else if (!isAsItWas) standing = { lease: conductor, sinceMs: performance.now() };
    conductedBy = conductor?.id ?? null;
    return false;
  }

  return {
    async claim() {
      // What is being written is not known yet.
      await writing;
      const begunMs = performance.now();
      if (stood !== null && begunMs < oursUntilMs - leaseMs / 2) return true;
      if (!(await claimOrTakeOver())) {
        stood = null;
        oursUntilMs = 0;
        return false;
      }
      oursUntilMs = begunMs + leaseMs;
      conductedBy = null;
      if (stood === null) {
        const { transition, version } = await memory.read();
        stood = { transition, version };
      }
      return true;
    },
    isOurs: () => stood !== null && performance.now() < oursUntilMs,
    current: () => stood?.transition,
    conductedBy: () => conductedBy,
    update(change, decided) {
      const write = writing.then(async () => {
        if (stood === null) return false;
        const { transition: before, version } = stood;
        const after = change(before);
        if (after === before) return true;
        // Forgotten until it is known: an answer that is lost leaves it open which of the two stands.
        stood = null;
        const result = await memory.write({
          expectedVersion: version,
          before,
          after,
          decided: decided ?? null,
        });
        if (result !== 'written') return false;
        stood = { transition: after, version: version + 1 };
        return true;
      });
      writing = write.catch(() => undefined);
      return write;
    },
    async release() {
      await writing;
      await memory.release();
    },
  };
}
