import { join } from 'node:path';
import { fileUnderWay, inBatches } from '../in-batches.ts';
import type { ProofOptions, ProofResult } from '../proof.ts';
import { proveOpposites } from '../prove-opposites.ts';
import { provePipelines } from '../prove-pipelines.ts';
import { proveSwitchFaults, type SwitchFaultOptions } from '../prove-switch-faults.ts';
import { proveSwitches, type SwitchProofOptions } from '../prove-switches.ts';
import { olderCommit, proveVersions } from '../prove-versions.ts';
import {
  blockLoop,
  crashStore,
  dropHints,
  hangStore,
  killOne,
  partitions,
  resetConnections,
  rollAll,
  standStill,
} from './faults.ts';

const requestsPerSecond = 300;

export const blockLoopProcess = join(import.meta.dirname, 'processes', 'block-loop-process.ts');

interface Part {
  readonly prove: (options: ProofOptions) => Promise<ProofResult>;
  readonly count: number;
  readonly what: string;
}

type Fixed<Options extends ProofOptions> = Omit<Options, keyof ProofOptions>;

function switches(name: string, store: SwitchProofOptions['store']): Part['prove'] {
  return (options) =>
    inBatches((batch) => proveSwitches({ ...batch, store, requestsPerSecond: 2_000 }), options, {
      size: 100,
      file: fileUnderWay(name),
    });
}

function faults(
  name: string,
  size: number,
  fixed: Omit<Fixed<SwitchFaultOptions>, 'requestsPerSecond' | 'store'>,
): Part['prove'] {
  return (options) =>
    inBatches(
      (batch) => proveSwitchFaults({ store: 'postgres', requestsPerSecond, ...fixed, ...batch }),
      options,
      { size, file: fileUnderWay(name) },
    );
}

/** Parts of `npm run prove` with three servers on one store: each goes on where it was interrupted. */
export const switchingParts: Readonly<Record<string, Part>> = {
  switches: {
    prove: switches('switches', 'postgres'),
    count: 1_000,
    what: 'three servers on PostgreSQL at 2,000 requests/s: no leak after a switch is enforced',
  },
  'switches-redis': {
    prove: switches('switches-redis', 'redis'),
    count: 200,
    what: 'the same on Redis',
  },
  'partitions-read-only': {
    prove: faults('partitions-read-only', 20, { faults: partitions, onStoreLost: 'read-only' }),
    count: 200,
    what: 'cut off from the store and `onStoreLost: read-only`: no write after the lease',
  },
  'partitions-keep': {
    prove: faults('partitions-keep', 20, { faults: partitions, onStoreLost: 'keep' }),
    count: 200,
    what: 'cut off from the store and `keep`: never falsely reported enforced',
  },
  'partitions-closed': {
    prove: faults('partitions-closed', 20, { faults: partitions, onStoreLost: 'closed' }),
    count: 60,
    what: 'cut off from the store and `closed`: no request after the lease',
  },
  crashes: {
    prove: faults('crashes', 50, {
      faults: [killOne],
      onStoreLost: 'keep',
      lastsMs: (random) => random(100),
    }),
    count: 1_000,
    what: 'kill -9 of three servers on PostgreSQL at random points of switching',
  },
  'process-faults': {
    prove: faults('process-faults', 20, {
      faults: [standStill, blockLoop, rollAll],
      onStoreLost: 'read-only',
      preload: blockLoopProcess,
      judgesInFlight: false,
    }),
    count: 200,
    what: 'SIGSTOP, blocked event loops and rolling restarts while switching',
  },
  'store-faults': {
    prove: faults('store-faults', 20, {
      faults: [crashStore, hangStore, resetConnections, dropHints],
      onStoreLost: 'read-only',
    }),
    count: 200,
    what: 'crashes, hangs, resets and lost hints of PostgreSQL while switching',
  },
  versions: {
    prove: (options) => proveVersions({ ...options, store: 'postgres', commit: olderCommit }),
    count: 20,
    what: 'servers of an older version and of this one on one PostgreSQL, replaced while switching',
  },
  pipelines: {
    prove: (options) =>
      inBatches((batch) => provePipelines({ ...batch, store: 'postgres' }), options, {
        size: 2_500,
        file: fileUnderWay('pipelines'),
      }),
    count: 10_000,
    what: 'so many pieces of eight pipelined requests, with bodies that nobody read, across switches',
  },
  opposites: {
    prove: (options) =>
      inBatches((batch) => proveOpposites({ ...batch, store: 'postgres', requestsPerSecond }), options, {
        size: 100,
        file: fileUnderWay('opposites'),
      }),
    count: 500,
    what: 'two operators switch in opposite directions at the same time',
  },
};
