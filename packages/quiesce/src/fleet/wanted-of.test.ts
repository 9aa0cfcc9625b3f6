import type { Transition, TransitionPart } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { wantedOf } from './wanted-of.ts';

function transitionWith(part: Partial<TransitionPart>): Transition {
  const whole: TransitionPart = {
    kind: 'worker',
    name: 'jobs',
    prior: 'running',
    priorTables: null,
    did: 'stopped',
    tables: [],
    pausedAt: null,
    givenUp: null,
    ...part,
  };
  return {
    direction: 'on',
    phase: 'freeze',
    phaseSince: 1,
    startedAt: 1,
    startedBy: { kind: 'operator', name: 'ada' },
    parts: [whole],
    opening: null,
    opensWindow: true,
    isCut: false,
    setback: null,
    signIn: { before: null, closed: null, opened: null },
    callsEndedAt: null,
  };
}

it.each<[string, Partial<TransitionPart> | null, boolean, 'running' | 'paused']>([
  ['nothing is on its way', null, false, 'running'],
  ['it was switched, and nobody carries it out yet', null, true, 'running'],
  ['a database has that name', { kind: 'database' }, true, 'running'],
  ['nobody knows how it stood before', { prior: null, did: 'nothing' }, true, 'running'],
  ['it is to be paused', { did: 'nothing' }, true, 'paused'],
  ['it is paused', {}, true, 'paused'],
  ['the site opens, and its instances have not confirmed it yet', {}, false, 'paused'],
  ['it is to go on', { did: 'nothing' }, false, 'running'],
])('processes are told what is stored: %s', (_, part, isStopped, wanted) => {
  expect(wantedOf('jobs', part === null ? null : transitionWith(part), isStopped)).toBe(wanted);
});
