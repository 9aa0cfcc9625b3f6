import { effectiveMode } from '../../decide/effective-mode.ts';
import type { Snapshot } from '../../decide/snapshot.ts';
import type { InstanceReport } from '../../model/instance.ts';
import type { CanonicalRequest } from '../../reading/canonical-request.ts';
import type { InFlight } from '../in-flight.ts';
import { couldWrite } from '../running-request.ts';

/** The running process. */
export interface InstanceInfo {
  readonly id: string;
  readonly version: string;
  readonly host: string;
  readonly processId: number;
  /** Processes of the application report to it. @default false */
  readonly takesProcesses?: boolean;
}

export interface InstanceReportInput {
  readonly instance: InstanceInfo;
  readonly policyDigest: string;
  readonly secretDigest: string | undefined;
  /** With the lease that this very report renews. */
  readonly snapshot: Snapshot;
  readonly leaseMs: number;
  readonly clockOffsetMs: number;
  readonly writes: ReturnType<InFlight['writes']>;
  readonly runningWritesCount: number | undefined;
  readonly breakGlassSeen: string | null;
  readonly startedAt: number;
}

/** What an instance says of itself in the store. */
export function instanceReport(input: InstanceReportInput): InstanceReport {
  const { snapshot, writes } = input;
  return {
    ...input.instance,
    epoch: snapshot.switch.epoch,
    policyDigest: input.policyDigest,
    secretDigest: input.secretDigest,
    effectiveMode: snapshot.mode,
    effectiveAreas: snapshot.areas,
    why: snapshot.why,
    onStoreLost: snapshot.compiled.policy.onStoreLost,
    leaseMs: input.leaseMs,
    clockOffsetMs: input.clockOffsetMs,
    writesInFlight: writes.oldest,
    writesInFlightCount: writes.count,
    runningWritesCount: input.runningWritesCount,
    breakGlassSeen: input.breakGlassSeen,
    startedAt: input.startedAt,
    takesProcesses: input.instance.takesProcesses ?? false,
  };
}

/** A write in an area that stays open is nobody's leak: waiting for it would never end on a busy site. */
export function pausedWrites(inFlight: InFlight, snapshot: Snapshot, monotonicMs: number) {
  if (!snapshot.governing) return { count: 0, oldest: [] };
  return inFlight.writes(monotonicMs, (request) => isPaused(request, snapshot, monotonicMs));
}

/** Undefined where nobody asks: an instance that keeps its mode without its store is not counted on. */
export function runningWrites(
  inFlight: InFlight,
  { compiled }: Snapshot,
  monotonicMs: number,
): number | undefined {
  return compiled.policy.onStoreLost === 'keep' ? undefined : inFlight.mostWrites(monotonicMs);
}

/** Ends the connections of those writes; what the app goes on with counts for a while more. Returns how many were cut. */
export function cutPausedWrites(inFlight: InFlight, snapshot: Snapshot, monotonicMs: number): number {
  if (!snapshot.governing) return 0;
  const cut = inFlight
    .all()
    .filter(({ approved, client, request }) => !approved && client !== null && couldWrite(request))
    .filter(({ request }) => isPaused(request, snapshot, monotonicMs));
  for (const { client } of cut) client?.cut();
  return cut.length;
}

function isPaused(request: CanonicalRequest, snapshot: Snapshot, monotonicMs: number): boolean {
  return request.target.malformed !== null || effectiveMode(snapshot, request, monotonicMs).mode !== 'open';
}
