import type { Actor, Transition } from '@portcullis/gate';
import { leavesShut, leavesUnanswered } from './advance-off.ts';
import { describeWaiting } from './describe-waiting.ts';
import type { Facts } from './facts.ts';
import { leavingBehind } from './leaving-behind.ts';
import type { Rules } from './rules.ts';
import { isSignInUnknown, untried } from './signing-in.ts';
import { nextPhase, rolledBack } from './step.ts';
import { waitedFor } from './waited-for.ts';
import type { Waiting } from './waiting.ts';

/** `go-on`: without what is waited for. `cut`: ends it. `roll-back`: takes the turning on back. `try-again`: what was given up. */
export type Decision = 'go-on' | 'cut' | 'roll-back' | 'try-again';

const decisions: readonly Decision[] = ['go-on', 'cut', 'roll-back', 'try-again'];

/** A decision as somebody made it. */
export interface Decided {
  readonly decision: Decision;
  readonly by: Actor;
  readonly reason: string;
}

export interface DecisionContext {
  readonly facts: Facts;
  readonly rules: Pick<Rules, 'quietMs' | 'rollBackRequest'>;
}

/** What a decision makes of what stands, or why nothing could be made of it, as a sentence in English. */
export type Judged =
  | { readonly kind: 'taken'; readonly next: Transition; readonly leftBehind: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string };

/** Pure: what may be decided depends on the phase and on what it waits for. */
export function judgeDecision(
  transition: Transition | null,
  made: Decided,
  context: DecisionContext,
): Judged {
  if (transition === null) return refused('nothing is stopped, and nothing is on its way');
  switch (made.decision) {
    case 'go-on':
      return goOn(transition, context);
    case 'cut':
      return cut(transition, context);
    case 'roll-back':
      return rollBack(transition, made, context);
    case 'try-again':
      return tryAgain(transition, context);
  }
}

/** Those that would be taken now. */
export function possibleDecisions(
  transition: Transition | null,
  context: DecisionContext,
): readonly Decision[] {
  return decisions.filter((decision) => {
    const made: Decided = { decision, by: { kind: 'system', name: '' }, reason: '' };
    return judgeDecision(transition, made, context).kind === 'taken';
  });
}

function goOn(transition: Transition, { facts, rules }: DecisionContext): Judged {
  const { phase, opening } = transition;
  const { now } = facts;
  const to = nextPhase(phase);
  switch (phase) {
    case 'freeze':
    case 'drain':
    case 'guards': {
      const details = waitedFor(transition, facts, rules.quietMs).map(describeWaiting);
      // It is tried on while it is watched.
      if (phase === 'guards' && isSignInUnknown(transition, facts))
        details.push('whether people can sign in with the databases closed is not known yet');
      if (to === null || details.length === 0) return refused('nothing is waited for: it goes on by itself');
      return taken(leavingBehind(transition, { to, details, now }), details);
    }
    case 'checks':
    case 'open-guards': {
      const details =
        phase === 'checks' ? leavesUnanswered(transition, facts) : leavesShut(transition, facts);
      if (to === null || opening === null || details.length === 0)
        return refused('nothing is waited for: it goes on by itself');
      // What cannot be asked will not open either: nobody is asked the same again.
      const next = leavingBehind(transition, { to, details, now });
      return taken({ ...next, opening: { ...opening, anyway: true } }, details);
    }
    case 'announce':
    case 'open-mode':
      return refused('this phase waits for nothing that could be left behind');
    case 'watch':
      return refused('turning on has come to its end; what is missing is tried again all the time');
    case 'resume-workers':
      return refused('the site is open already; what does not answer is tried until it does');
  }
}

/** Requests end with their connections, transactions with their sessions. */
function cut(transition: Transition, { facts, rules }: DecisionContext): Judged {
  const { phase, isCut } = transition;
  if (phase !== 'drain' && phase !== 'guards' && phase !== 'watch')
    return refused('nothing that could be cut is waited for in this phase');
  if (isCut) return refused('what is waited for is being cut already');
  const waiting = waitedFor(transition, facts, rules.quietMs);
  const ending = waiting.filter(canBeCut);
  if (ending.length > 0) {
    // For a while: who begins something later was not meant. See `advanceOn`.
    const isLasting = phase === 'watch';
    return taken({ ...transition, isCut: true, ...(isLasting && { phaseSince: facts.now }) }, []);
  }
  if (waiting.some(({ kind }) => kind === 'job'))
    return refused(
      'only jobs are waited for, and jobs cannot be cut: end their process, or go on without them',
    );
  return refused('no request and no transaction is waited for');
}

function canBeCut({ kind }: Waiting): boolean {
  return kind === 'requests' || kind === 'transaction';
}

function rollBack(
  transition: Transition,
  { by, reason }: Decided,
  { facts, rules }: DecisionContext,
): Judged {
  const { direction, phase, opensWindow } = transition;
  if (direction === 'off') return refused('the site is being opened already');
  if (phase === 'watch') return refused('turning on has come to its end: turn the site off instead');
  if (!opensWindow)
    return refused(
      'the window was open before this change of it, and would end as a whole: turn the site off, or the areas that were added',
    );
  const details = [`${by.name} decided so: ${reason}`];
  return taken(rolledBack(transition, { now: facts.now, rules, current: facts.switch, details }), []);
}

function tryAgain(transition: Transition, { facts }: DecisionContext): Judged {
  const { direction, parts, phase, opensWindow } = transition;
  if (direction === 'off') return refused('the site is being opened');
  if (!parts.some(({ givenUp }) => givenUp !== null))
    return refused('nothing was given up; what is missing is tried again all the time');
  const again = parts.map((part) => ({ ...part, givenUp: null }));
  return taken(
    {
      ...transition,
      phase: 'freeze',
      phaseSince: facts.now,
      isCut: false,
      parts: again,
      // A window that has stood is not taken back as a whole because a later attempt fails.
      opensWindow: opensWindow && phase !== 'watch',
      setback: null,
      signIn: untried,
    },
    [],
  );
}

function taken(next: Transition, leftBehind: readonly string[]): Judged {
  return { kind: 'taken', next, leftBehind };
}

function refused(why: string): Judged {
  return { kind: 'refused', why };
}
