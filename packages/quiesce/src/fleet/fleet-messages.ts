import type { RunningJob, StoppedJobs, WorkerCapabilities } from '../workers/worker.ts';

/** What one process says of the workers in it, several times a second. */
export interface ProcessReport {
  /** The worker's name in the configuration of the server: all processes of a name are paused as one. */
  readonly fleet: string;
  /** Made once for each process. */
  readonly id: string;
  readonly host: string;
  readonly processId: number;
  /** What its workers do: `paused` once all of them are. */
  readonly obeys: 'running' | 'paused';
  readonly workers: readonly WorkerReport[];
  /** It ends, in good order: nobody waits for it any more. */
  readonly isLeaving: boolean;
}

export interface WorkerReport {
  readonly name: string;
  readonly counts: WorkerCapabilities['counts'];
  /** Null = it cannot be told. */
  readonly inHand: number | null;
  readonly waiting: number | null;
  readonly jobs: readonly RunningJob[];
  /** What came since the pause and did not run. */
  readonly stopped: readonly StoppedJobs[];
  /** Jobs that began although it was paused. */
  readonly begun: readonly RunningJob[];
  /** Why it could not be paused, resumed or looked at. */
  readonly problem: string | null;
}

export type Wanted = 'running' | 'paused';

/** What the server says to that. */
export interface FleetAnswer {
  /** Null = it is not known yet: go on as before. */
  readonly wanted: Wanted | null;
  /**
   * Grows with everything that `wanted` rests on: of two servers the one with the higher number knows better. Null = it is not known.
   * @default the server is of a version that does not say
   */
  readonly order?: number | null;
  /** What jobs send with their calls through the gate, in the header `Portcullis-Worker`. */
  readonly token: WorkerToken | null;
}

/** Good for the calls of jobs that had begun before a window, until these have ended. */
export interface WorkerToken {
  readonly value: string;
  /** Exclusive. Milliseconds since 1970, by the server's clock. */
  readonly expiresAt: number;
}
