import type { Transition } from '@portcullis/gate';
import type { Facts } from './facts.ts';
import { isSamePart } from './seen.ts';
import {
  type Waiting,
  waitingForDatabase,
  waitingForRequests,
  waitingForStop,
  waitingForWorker,
} from './waiting.ts';

/** What the phase of a turning on waits for; while it is watched, what is missing still. */
export function waitedFor(transition: Transition, facts: Facts, quietMs: number): readonly Waiting[] {
  const parts = transition.parts.filter((part) => facts.wanted.stops.some((stop) => isSamePart(stop, part)));
  const workers = parts.filter(({ kind }) => kind === 'worker');
  const databases = parts.filter(({ kind }) => kind === 'database');
  const draining = () => [
    ...waitingForRequests(facts),
    ...workers.flatMap((part) => waitingForWorker(part, facts, quietMs)),
  ];
  const closing = () => databases.flatMap((part) => waitingForDatabase(part, facts));
  switch (transition.phase) {
    case 'freeze':
      return workers.flatMap((part) => waitingForStop(part, facts));
    case 'drain':
      return draining();
    case 'guards':
      return closing();
    case 'watch':
      return [...draining(), ...closing()];
    default:
      return [];
  }
}
