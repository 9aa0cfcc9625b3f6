import {
  type AuditSeal,
  type BreakGlass,
  type HostState,
  type LastKnown,
  noBreakGlass,
  type Override,
} from '@portcullis/gate';
import type { InstanceMemory } from '@portcullis/store/host';

/** The disk of one host: it outlives the processes. */
export interface SimulatedDisk extends HostState {
  breakGlass: BreakGlass;
  /** Which servers it had. */
  readonly instances: InstanceMemory;
}

/** `onLook`: told what stands in the break-glass file each time it is read. */
export function createSimulatedDisk(onLook: (override: Override | null) => void): SimulatedDisk {
  const used = new Set<string>();
  const seals: AuditSeal[] = [];
  let lastKnown: LastKnown | null = null;
  let ids: readonly string[] = [];
  const disk: SimulatedDisk = {
    breakGlass: noBreakGlass,
    instances: {
      read: async () => ids,
      async write(next) {
        ids = next;
      },
    },
    readLastKnown: async () => lastKnown,
    async writeLastKnown(_, state) {
      lastKnown = structuredClone(state);
    },
    async readBreakGlass() {
      onLook(disk.breakGlass.override);
      return disk.breakGlass;
    },
    async useBreakGlassPass(_, tokenHash) {
      if (used.has(tokenHash)) return false;
      used.add(tokenHash);
      return true;
    },
    async seal(_, seal) {
      seals.push(seal);
    },
    seals: async () => seals,
  };
  return disk;
}
