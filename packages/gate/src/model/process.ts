/** A process of the application, as a server heard of it. */
export interface ProcessReported {
  /** The worker whose processes these are, as the configuration names it. */
  readonly worker: string;
  /** Made once for each process, and the same wherever it reports. */
  readonly id: string;
  /** The instance that it reported to. */
  readonly instance: string;
  /** How long ago that was when it is stored, in milliseconds: servers have clocks of their own, and what was late is not new. */
  readonly agoMs: number;
  /** What it said: a text that servers write and read, and the store does not. */
  readonly said: string;
}

/** A process of the application as a store keeps it. */
export interface StoredProcess extends Omit<ProcessReported, 'agoMs'> {
  /** When it was last heard, on the store's clock. */
  readonly seenAt: number;
  /** When it was first heard since it joined, on the store's clock. */
  readonly joinedAt: number;
}

export interface StoredProcesses {
  /** The store's clock when this list was read. */
  readonly now: number;
  /** In order of (worker, id). */
  readonly processes: readonly StoredProcess[];
}
