import { type ConformanceOptions, runConformance } from '@portcullis/gate/testing';
import { countCases } from './worker-conformance/count-cases.ts';
import { obedienceCases } from './worker-conformance/obedience-cases.ts';
import { pauseCases } from './worker-conformance/pause-cases.ts';
import type { OpenedWorker } from './worker-conformance/worker-case.ts';

export interface WorkerConformanceOptions extends ConformanceOptions<OpenedWorker> {}

/**
 * Every promise of the `Worker` port as tests, for whoever writes an adapter:
 *
 * ```ts
 * workerConformance({ name: 'mine', open: openMine, test: { describe, it, expect } });
 * ```
 */
export function workerConformance(options: WorkerConformanceOptions): void {
  runConformance({ port: 'Worker', groups: [pauseCases, countCases, obedienceCases] }, options);
}
