import type { Mode } from './mode.ts';

/** What an instance says of itself with every report. */
export interface InstanceReport {
  readonly id: string;
  readonly version: string;
  readonly host: string;
  readonly processId: number;
  /** The epoch it enforces. */
  readonly epoch: number;
  /** SHA-256 of the canonical policy: instances with different policies are named. */
  readonly policyDigest: string;
  /** Of the secret that it signs with: instances with different ones are named. Undefined = of a version that did not say. */
  readonly secretDigest?: string | undefined;
  readonly effectiveMode: Mode;
  /** Areas in force that differ from the mode. */
  readonly effectiveAreas: Readonly<Record<string, Mode>>;
  readonly why: EffectiveWhy;
  readonly onStoreLost: 'keep' | 'read-only' | 'closed';
  readonly leaseMs: number;
  /** The instance's wall clock minus the store's, milliseconds. */
  readonly clockOffsetMs: number;
  /** Writes that were let in before the mode in force and still run. */
  readonly writesInFlight: readonly WriteInFlight[];
  /** All of them; the list above is cut at ten. */
  readonly writesInFlightCount: number;
  /**
   * Unapproved writes that run, in open areas, too: once the instance has lost its store, they were let in before the mode in force.
   * Absent = not known: it keeps its mode then (`onStoreLost`), or is of a version that does not say.
   */
  readonly runningWritesCount?: number | undefined;
  /** The token of a break-glass dry run that this instance has seen. */
  readonly breakGlassSeen: string | null;
  readonly startedAt: number;
  /**
   * Whether processes of the application report to it; what it hears of them is then in the store for the others. Absent = it is of
   * a version that does not say.
   */
  readonly takesProcesses?: boolean;
}

export interface WriteInFlight {
  readonly method: string;
  readonly path: string;
  readonly ageMs: number;
}

/** Where the mode in force comes from. */
export type EffectiveWhy =
  | 'store'
  | 'environment'
  | 'break-glass'
  | 'store-lost'
  | 'disk'
  | 'never-seen'
  | 'contested';
