export { type BullmqQueue, type BullmqWorkerOptions, createBullmqWorker } from './bullmq-worker.ts';
export {
  type DrainClock,
  type DrainedWorker,
  type DrainWorkerOptions,
  drainWorker,
} from './drain-worker.ts';
export {
  mostJobsShown,
  type RunningJob,
  type Worker,
  type WorkerCapabilities,
  type WorkInHand,
} from './worker.ts';
