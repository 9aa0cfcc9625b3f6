import type {
  Opening,
  Setback,
  SignInTrial,
  SignInTrials,
  Transition,
  TransitionPart,
} from '@portcullis/gate';
import { flag, list, nullable, object, oneOf, type Shape, text, whole } from './shape.ts';
import { actorShape, switchRequestShape } from './switch-shape.ts';

const phase = oneOf([
  'announce',
  'freeze',
  'drain',
  'guards',
  'watch',
  'checks',
  'open-guards',
  'open-mode',
  'resume-workers',
]);

const part: Shape<TransitionPart> = object<TransitionPart>({
  kind: oneOf(['worker', 'database']),
  name: text,
  prior: nullable(oneOf(['running', 'stopped'])),
  priorTables: nullable(list(text)),
  did: oneOf(['nothing', 'stopped']),
  tables: list(text),
  pausedAt: nullable(whole),
  givenUp: nullable(text),
});

const opening: Shape<Opening> = object<Opening>({
  request: switchRequestShape,
  expectedEpoch: whole,
  kind: oneOf(['switch.changed', 'switch.expired']),
  anyway: flag,
  isRollBack: flag,
});

const setback: Shape<Setback> = object<Setback>({
  kind: oneOf(['not-opened', 'rolled-back', 'left-behind']),
  at: whole,
  phase,
  details: list(text),
});

const signInTrial: Shape<SignInTrial> = object<SignInTrial>({
  outcome: oneOf(['works', 'fails', 'unreachable']),
  detail: nullable(text),
});

const writtenNow: Shape<Transition> = object<Transition>({
  direction: oneOf(['on', 'off']),
  phase,
  phaseSince: whole,
  startedAt: whole,
  startedBy: actorShape,
  parts: list(part),
  opening: nullable(opening),
  opensWindow: flag,
  isCut: flag,
  setback: nullable(setback),
  signIn: object<SignInTrials>({
    before: nullable(signInTrial),
    closed: nullable(signInTrial),
    opened: nullable(signInTrial),
  }),
  callsEndedAt: nullable(whole),
});

const notTried: SignInTrials = { before: null, closed: null, opened: null };

/** A server that is brought up to date within a window reads what the one before wrote: it knew of no trials, and of no calls of jobs. */
export const transitionShape: Shape<Transition> = (value, at) =>
  writtenNow(
    typeof value === 'object' && value !== null ? { signIn: notTried, callsEndedAt: null, ...value } : value,
    at,
  );
