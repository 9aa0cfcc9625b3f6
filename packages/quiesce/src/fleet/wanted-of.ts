import type { Transition } from '@portcullis/gate';
import type { Wanted } from './fleet-messages.ts';

/**
 * What the processes of a worker are to do, by what is stored: whoever conducts has stored it before he waits for it, and every server
 * says the same. `isStopped`: the switch stops this worker.
 */
export function wantedOf(worker: string, transition: Transition | null, isStopped: boolean): Wanted {
  const part = transition?.parts.find(({ kind, name }) => kind === 'worker' && name === worker);
  // Until it is known how it stood before, nothing is done to it.
  if (part === undefined || part.prior === null) return 'running';
  // Before it goes on, it is stored that it is not stopped any more.
  return isStopped || part.did === 'stopped' ? 'paused' : 'running';
}
