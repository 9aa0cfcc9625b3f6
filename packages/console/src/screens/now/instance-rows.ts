import type { InstanceStanding } from '../../api/schema.ts';

/** What is shown of an instance that is in order, and nothing else of it. */
export interface InstanceRow {
  readonly id: string;
  readonly host: string;
  readonly processId: number;
  readonly state: InstanceStanding['state'];
  readonly mode: InstanceStanding['instance']['effectiveMode'];
  readonly epoch: number;
  readonly lagMs: number;
}

/** How long ago they were heard is rounded up to seconds: most rows then say the same from one look to the next. */
export function instanceRows(standings: readonly InstanceStanding[]): InstanceRow[] {
  return standings.map(({ instance, state, lagMs }) => ({
    id: instance.id,
    host: instance.host,
    processId: instance.processId,
    state,
    mode: instance.effectiveMode,
    epoch: instance.epoch,
    lagMs: wholeSeconds(lagMs),
  }));
}

export function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000)) * 1_000;
}
