import { type ConformanceOptions, runConformance } from './run-conformance.ts';
import { countCases } from './worker-conformance/count-cases.ts';
import { obedienceCases } from './worker-conformance/obedience-cases.ts';
import { pauseCases } from './worker-conformance/pause-cases.ts';

export interface WorkerConformanceOptions extends ConformanceOptions {}

/**
 * Every promise of the `Worker` port as tests, for whoever writes an adapter:
 *
 * ```ts
 * workerConformance({ name: 'mine', open: openMine, test: { describe, it, expect } });
 * ```
 */
export function workerConformance(options: WorkerConformanceOptions): void {
  runConformance([pauseCases, countCases, obedienceCases], options);
}
