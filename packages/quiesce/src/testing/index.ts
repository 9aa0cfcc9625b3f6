export type { SkippedTests, TestFunctions } from '@portcullis/gate/testing';
export type { OpenedWorker, TestJob } from './worker-conformance/worker-case.ts';
export { type WorkerConformanceOptions, workerConformance } from './worker-conformance.ts';
