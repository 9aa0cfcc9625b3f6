import type { Transition, TransitionPart } from '@portcullis/gate';
import { describePart } from './describe-waiting.ts';
import type { Facts } from './facts.ts';
import { leavingBehind } from './leaving-behind.ts';
import { closeWith, isOurs, joinStops, startAgain } from './parts.ts';
import type { Rules } from './rules.ts';
import { isSamePart, keyOf } from './seen.ts';
import { elapsed, entering, type Step, stand } from './step.ts';
import type { Task } from './tasks.ts';
import { seenOf } from './waiting.ts';
import type { WantedStop } from './wanted-stops.ts';

/** Turning off: whether everything can be, then databases, then the switch, then workers. Pure. */
export function advanceOff(transition: Transition, facts: Facts, rules: Rules): Step {
  const { opening, phase } = transition;
  if (phase === 'resume-workers') return resumeWorkers(transition, facts);
  if (opening === null) return stand(goingOn(transition, facts, []));
  if (facts.openingLost || facts.switch.epoch > opening.expectedEpoch) {
    return isCarriedOut(facts)
      ? stand({ ...entering(transition, 'resume-workers', facts), opening: null })
      : stand(goingOn(transition, facts, ['somebody else changed the switch meanwhile']));
  }
  switch (phase) {
    case 'checks':
      return checks(transition, facts, rules);
    case 'open-guards':
      return openGuards(transition, facts, rules);
    case 'open-mode':
      return { next: transition, tasks: [{ kind: 'change-switch' }] };
    default:
      return stand(entering(transition, 'checks', facts));
  }
}

/** Everything that will be started again can be reached: else nothing is opened at all. */
function checks(transition: Transition, facts: Facts, rules: Rules): Step {
  const unanswered = unansweredParts(transition, facts);
  if (unanswered.length === 0) return stand(entering(transition, 'open-guards', facts));
  if (elapsed(transition, facts) >= rules.deadlinesMs.checks) {
    const details = leavesUnanswered(transition, facts);
    if (transition.opening?.anyway)
      return stand(leavingBehind(transition, { to: 'open-guards', details, now: facts.now }));
    return stand(goingOn(transition, facts, details));
  }
  const tasks = unanswered.map((part): Task => ({ kind: 'part', part, work: { do: 'ask' }, everyMs: 100 }));
  return { next: transition, tasks };
}

function unansweredParts(transition: Transition, facts: Facts): readonly TransitionPart[] {
  const isAsked = (part: TransitionPart) => {
    const { lookedAt, problem } = seenOf(facts, part);
    return lookedAt !== null && lookedAt >= transition.phaseSince && problem === null;
  };
  return leavingParts(transition, facts).filter((part) => part.did === 'stopped' && !isAsked(part));
}

/** What the checks would go on without, one line each. */
export function leavesUnanswered(transition: Transition, facts: Facts): string[] {
  return unansweredParts(transition, facts).map((part) => describeFailure(part, facts));
}

/** The databases behind a site that opened now, one line each. */
export function leavesShut(transition: Transition, facts: Facts): string[] {
  return leavingParts(transition, facts)
    .filter((part) => part.kind === 'database' && isOurs(part))
    .map((part) => `${describePart(part)} stays closed until it can be opened: ${whyNot(part, facts)}`);
}

/** Before the switch: a site that is open and whose database refuses would be broken. */
function openGuards(transition: Transition, facts: Facts, rules: Rules): Step {
  const databases = leavingParts(transition, facts).filter(({ kind }) => kind === 'database');
  const over = databases.find((part) => !isOurs(part));
  if (over !== undefined) return stand(without(transition, over));
  const { parts, isMore } = joinStops(transition.parts, narrowedStops(transition, facts));
  if (isMore) return stand({ ...transition, parts });
  const narrowed = parts.filter(
    ({ kind, did, givenUp }) => kind === 'database' && did === 'nothing' && givenUp === null,
  );
  const waiting = [...new Set([...databases, ...narrowed])];
  if (waiting.length === 0) return stand(entering(transition, 'open-mode', facts));
  if (elapsed(transition, facts) >= rules.deadlinesMs.openGuards) {
    if (transition.opening?.anyway) {
      const details = leavesShut(transition, facts);
      return stand(leavingBehind(transition, { to: 'open-mode', details, now: facts.now }));
    }
    return stand(
      goingOn(
        transition,
        facts,
        waiting.map((part) => describeFailure(part, facts)),
      ),
    );
  }
  const closing = narrowed.filter((part) => !databases.includes(part)).map(closeWith);
  return { next: transition, tasks: [...databases.map(startAgain), ...closing] };
}

/** As they were before, and not before the site is open everywhere: their jobs may call it. What cannot be reached is tried on. */
function resumeWorkers(transition: Transition, facts: Facts): Step {
  const leaving = transition.parts.filter(
    (part) => !facts.wanted.stops.some((stop) => isSamePart(stop, part)),
  );
  const over = leaving.find((part) => !isOurs(part));
  if (over !== undefined) return stand(without(transition, over));
  // Nobody here can start it any more, and somebody said that it should go on all the same.
  const unknown = leaving.find((part) => !facts.known.has(keyOf(part)));
  if (unknown !== undefined) {
    const details = [`${describePart(unknown)} stays as it is: the configuration does not name it any more`];
    const setback = { kind: 'left-behind', at: facts.now, phase: transition.phase, details } as const;
    return stand({ ...without(transition, unknown), setback });
  }
  // A part that is wanted again is stopped still, and goes on being; or it was asked to go on, and nobody knows how far it did.
  const isWantedAgain =
    transition.parts.some(
      (part) => part.did === 'nothing' && part.givenUp === null && !leaving.includes(part),
    ) || facts.wanted.stops.some((stop) => !transition.parts.some((part) => isSamePart(part, stop)));
  if (isWantedAgain && transition.parts.length > 0) {
    return stand({ ...entering(transition, 'freeze', facts), direction: 'on', opensWindow: false });
  }
  if (leaving.length === 0) {
    const isOver = transition.parts.length === 0;
    return stand(isOver ? null : { ...entering(transition, 'watch', facts), direction: 'on' });
  }
  const isOpenEverywhere = facts.requests.enforced || elapsed(transition, facts) >= longestWaitMs;
  return { next: transition, tasks: isOpenEverywhere ? leaving.map(startAgain) : [] };
}

/** For instances that do not confirm. */
const longestWaitMs = 10_000;

/** Those that the switch to be does not stop. */
function leavingParts(transition: Transition, { wantedAfter }: Facts): readonly TransitionPart[] {
  const stops = wantedAfter?.stops ?? [];
  return transition.parts.filter((part) => !stops.some((stop) => isSamePart(stop, part)));
}

/** Databases that stay closed, for fewer tables: an area of them opens first. */
function narrowedStops({ parts }: Transition, { wantedAfter }: Facts): readonly WantedStop[] {
  return (wantedAfter?.stops ?? []).filter(
    (stop) => stop.kind === 'database' && parts.some((part) => isSamePart(part, stop)),
  );
}

/** The switch stops no more than the change that was asked for: it is that change, made before a crash. */
function isCarriedOut({ wanted, wantedAfter }: Facts): boolean {
  return wanted.stops.every((stop) => wantedAfter?.stops.some((after) => isSamePart(after, stop)));
}

/** Nothing is opened; what was opened already is closed again, which nothing is before the checks are over. */
function goingOn(transition: Transition, facts: Facts, details: readonly string[]): Transition {
  const mayBeOpen = ({ kind }: TransitionPart) => kind === 'database' && transition.phase !== 'checks';
  return {
    ...entering(transition, 'freeze', facts),
    direction: 'on',
    opening: null,
    opensWindow: false,
    parts: transition.parts.map((part) => (mayBeOpen(part) ? { ...part, did: 'nothing' } : part)),
    setback:
      details.length === 0
        ? transition.setback
        : { kind: 'not-opened', at: facts.now, phase: transition.phase, details },
  };
}

function describeFailure(part: TransitionPart, facts: Facts): string {
  return `${describePart(part)}: ${whyNot(part, facts)}`;
}

function whyNot(part: TransitionPart, facts: Facts): string {
  return seenOf(facts, part).problem ?? 'it did not answer in time';
}

function without(transition: Transition, gone: TransitionPart): Transition {
  return { ...transition, parts: transition.parts.filter((part) => part !== gone) };
}
