import { effectiveMode } from '../decide/effective-mode.ts';
import type { Snapshot } from '../decide/snapshot.ts';
import type { InstanceReport } from '../model/instance.ts';
import type { InFlight } from './in-flight.ts';

/** The running process. */
export interface InstanceInfo {
  readonly id: string;
  readonly version: string;
  readonly host: string;
  readonly processId: number;
}

export interface InstanceReportInput {
  readonly instance: InstanceInfo;
  readonly policyDigest: string;
  /** With the lease that this very report renews. */
  readonly snapshot: Snapshot;
  readonly leaseMs: number;
  readonly clockOffsetMs: number;
  readonly writes: ReturnType<InFlight['writes']>;
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
    effectiveMode: snapshot.mode,
    effectiveAreas: snapshot.areas,
    why: snapshot.why,
    onStoreLost: snapshot.compiled.policy.onStoreLost,
    leaseMs: input.leaseMs,
    clockOffsetMs: input.clockOffsetMs,
    writesInFlight: writes.oldest,
    writesInFlightCount: writes.count,
    breakGlassSeen: input.breakGlassSeen,
    startedAt: input.startedAt,
  };
}

/** A write in an area that stays open is nobody's leak: waiting for it would never end on a busy site. */
export function pausedWrites(inFlight: InFlight, snapshot: Snapshot, monotonicMs: number) {
  if (!snapshot.governing) return { count: 0, oldest: [] };
  return inFlight.writes(
    monotonicMs,
    (request) =>
      request.target.malformed !== null || effectiveMode(snapshot, request, monotonicMs).mode !== 'open',
  );
}
