import type { Worker } from '@portcullis/quiesce/workers';

/** A queue beside the site: its jobs write without a request. */
export interface SimulatedWorker {
  readonly worker: Worker;
  isPaused: boolean;
  inHand: number;
}

export function createSimulatedWorker(): SimulatedWorker {
  const state: SimulatedWorker = {
    isPaused: false,
    inHand: 0,
    worker: {
      name: 'mails',
      capabilities: { reaches: 'fleet', counts: 'fleet', isPersisted: true },
      state: async () => (state.isPaused ? 'paused' : 'running'),
      pause: async () => {
        state.isPaused = true;
        return Date.now();
      },
      resume: async () => {
        state.isPaused = false;
      },
      inHand: async () => ({ count: state.inHand, jobs: [], waiting: 0 }),
      begunAfter: async () => [],
    },
  };
  return state;
}
