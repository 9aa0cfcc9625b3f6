export { type BullmqQueue, type BullmqWorkerOptions, createBullmqWorker } from './bullmq-worker.ts';
export { type CommandWorkerOptions, createCommandWorker, type StatusCommand } from './command-worker.ts';
export { type CronerJob, type CronerWorkerOptions, createCronerWorker } from './croner-worker.ts';
export {
  type DrainClock,
  type DrainedWorker,
  type DrainWorkerOptions,
  drainWorker,
} from './drain-worker.ts';
export {
  createJobGate,
  type GuardedJob,
  type GuardJobOptions,
  type JobClass,
  type JobGate,
  type JobGateOptions,
  type StoppedJob,
} from './job-gate.ts';
export {
  createPgBossWorker,
  type PgBossInstance,
  type PgBossQueue,
  type PgBossWorkerOptions,
} from './pg-boss-worker.ts';
export type { Command } from './run-command.ts';
export {
  mostJobsShown,
  type RunningJob,
  type StoppedJobs,
  type Worker,
  type WorkerCapabilities,
  type WorkInHand,
} from './worker.ts';
