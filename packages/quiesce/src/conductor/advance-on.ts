import type { Transition, TransitionPart } from '@portcullis/gate';
import { describeWaiting } from './describe-waiting.ts';
import type { Facts } from './facts.ts';
import { leavingBehind } from './leaving-behind.ts';
import { isOurs, joinStops, startAgain } from './parts.ts';
import type { OnTimeout, Rules } from './rules.ts';
import { isSamePart } from './seen.ts';
import { givingUp, isShuttingOut, nextTrial, triedAnew } from './signing-in.ts';
import { elapsed, entering, type RollBack, rolledBack, type Step, stand } from './step.ts';
import type { Task } from './tasks.ts';
import {
  isLasting,
  seenOf,
  type Waiting,
  waitingForDatabase,
  waitingForRequests,
  waitingForStop,
  waitingForWorker,
} from './waiting.ts';

/** What is tried again after a failure, and looked at while something is waited for. */
const soonMs = 100;
/** While nothing is waited for. */
const watchMs = 1_000;

/** Turning on, and all the time that it stays on. Pure. */
export function advanceOn(transition: Transition, facts: Facts, rules: Rules): Step {
  const { parts, isMore } = joinStops(transition.parts, facts.wanted.stops);
  if (isMore) {
    const next = { ...entering(transition, 'freeze', facts), parts, opensWindow: false };
    return stand({ ...next, signIn: triedAnew(next) });
  }
  const unwanted = transition.parts.filter((part) => !isWanted(part, facts));
  // What the configuration does not name any more is not forgotten: a database would stay closed, and nobody would know.
  const over = unwanted.find((part) => !isOurs(part));
  if (over !== undefined) return forget(transition, over);
  if (transition.parts.length === 0) return stand(null);
  // Databases before workers, whose jobs write to them.
  const databases = [...unwanted.filter(isDatabase), ...transition.parts.filter(isToReopen)];
  const tasks = (databases.length > 0 ? databases : unwanted).map(startAgain);
  const step = phaseStep(transition, facts, rules);
  return step.next === transition ? { next: transition, tasks: [...tasks, ...step.tasks] } : step;
}

function phaseStep(transition: Transition, facts: Facts, rules: Rules): Step {
  switch (transition.phase) {
    case 'freeze':
      return freeze(transition, facts, rules);
    case 'drain':
      return drain(transition, facts, rules);
    case 'guards':
      return guards(transition, facts, rules);
    case 'watch':
      return watch(transition, facts);
    default:
      return stand(entering(transition, 'freeze', facts));
  }
}

/** Nothing new begins: requests are refused by the switch, and workers take up nothing. */
function freeze(transition: Transition, facts: Facts, rules: Rules): Step {
  const workers = wantedParts(transition, 'worker', facts);
  const waiting = workers.flatMap((part) => waitingForStop(part, facts));
  if (waiting.length === 0) return stand(entering(transition, 'drain', facts));
  if (elapsed(transition, facts) >= rules.deadlinesMs.freeze) {
    return stand(
      leavingBehind(transition, { to: 'drain', details: waiting.map(describeWaiting), now: facts.now }),
    );
  }
  return { next: transition, tasks: stopTasks(transition, facts, { databases: false }) };
}

/** What had begun ends: requests as every instance counts them, jobs as their libraries show them. */
function drain(transition: Transition, facts: Facts, rules: Rules): Step {
  const { deadlinesMs, onTimeout, quietMs } = rules;
  const ms = elapsed(transition, facts);
  const requests = waitingForRequests(facts);
  const workers = wantedParts(transition, 'worker', facts).flatMap((part) =>
    waitingForWorker(part, facts, quietMs),
  );
  const requestsMs = waitedForRequestsMs(transition, facts);
  const late = {
    requests: requests.length > 0 && requestsMs >= deadlinesMs.requests,
    workers: workers.length > 0 && ms >= deadlinesMs.workers,
  };
  const ending = endingCalls(facts);
  const waiting = [...requests, ...workers];
  if (waiting.length === 0 && ending.length === 0) return stand(entering(transition, 'guards', facts));
  if (
    takesBack(transition, late.requests, onTimeout.requests) ||
    takesBack(transition, late.workers, onTimeout.workers)
  ) {
    const unfinished = [...(late.requests ? requests : []), ...(late.workers ? workers : [])];
    return stand(rolledBack(transition, rollBackFor(unfinished, facts, rules)));
  }
  if (late.requests && onTimeout.requests === 'cut' && !transition.isCut) {
    return stand({ ...transition, isCut: true });
  }
  // What is cut has a moment to end.
  const isRequestsOver =
    requests.length === 0 || (late.requests && requestsMs >= deadlinesMs.requests + cutMs(transition));
  const isWorkersOver = workers.length === 0 || late.workers;
  if (isWorkersOver && ending.length > 0 && transition.callsEndedAt === null)
    return stand({ ...transition, callsEndedAt: facts.now });
  if (isRequestsOver && isWorkersOver && ending.length === 0) {
    const details = waiting.map(describeWaiting);
    return stand(leavingBehind(transition, { to: 'guards', details, now: facts.now }));
  }
  const cut: Task[] = transition.isCut && requests.length > 0 ? [{ kind: 'cut-requests' }] : [];
  const stopping = stopTasks(transition, facts, { databases: false });
  return { next: transition, tasks: [...cut, ...(isWorkersOver ? ending : []), ...stopping] };
}

/**
 * While jobs make calls of their own nobody can tell which of the requests are theirs, and none is late. Once they may not any more, that
 * is a change that every instance confirms, and they have as long for it as for the window itself.
 */
function waitedForRequestsMs(transition: Transition, facts: Facts): number {
  if (transition.callsEndedAt !== null) return facts.now - transition.callsEndedAt;
  return facts.switch.draining.length > 0 ? 0 : elapsed(transition, facts);
}

function endingCalls({ switch: current }: Facts): readonly Task[] {
  return current.draining.length === 0 ? [] : [{ kind: 'end-worker-calls' }];
}

/** Databases refuse writes themselves, and what they had let through is over. */
function guards(transition: Transition, facts: Facts, rules: Rules): Step {
  const { deadlinesMs, onTimeout } = rules;
  const databases = wantedParts(transition, 'database', facts);
  const waiting = databases.flatMap((part) => waitingForDatabase(part, facts));
  const isLate = elapsed(transition, facts) >= deadlinesMs.databases;
  // Whoever went on without jobs ends their calls first: a database that refuses half of them would leave them half done.
  const ending = endingCalls(facts);
  if (ending.length > 0)
    return {
      next: transition,
      tasks: [...ending, ...stopTasks(transition, facts, { databases: false })],
    };
  // With time of its own: they are to open, and it is to be found out why.
  if (isShuttingOut(transition)) return stand(entering(givingUp(transition), 'guards', facts));
  const trial = nextTrial(transition, facts, isLate);
  // Nothing closes before it is known whether people could sign in.
  if (trial?.moment === 'before') return { next: transition, tasks: [trial] };
  // What is opened again is tried once more: that says why.
  const isToBeTried = trial !== null || (facts.triesSignIn && databases.some(isToReopen));
  const isTried = !isToBeTried || (isLate && transition.signIn.closed !== null);
  if (waiting.every(isLasting) && isTried) {
    return stand(entering(transition, 'watch', facts));
  }
  if (waiting.length > 0 && isLate) {
    if (takesBack(transition, true, onTimeout.databases)) {
      return stand(rolledBack(transition, rollBackFor(waiting, facts, rules)));
    }
    if (onTimeout.databases === 'cut' && !transition.isCut) return stand({ ...transition, isCut: true });
    if (elapsed(transition, facts) >= deadlinesMs.databases + cutMs(transition) && isTried) {
      return stand(
        leavingBehind(transition, { to: 'watch', details: waiting.map(describeWaiting), now: facts.now }),
      );
    }
  }
  return { next: transition, tasks: closingTasks(transition, facts, trial) };
}

/** Whatever is not as it should be is tried again, and everything is looked at. */
function watch(transition: Transition, facts: Facts): Step {
  const requests = waitingForRequests(facts);
  // What was cut is over by then; who begins something later was not meant.
  if (transition.isCut && elapsed(transition, facts) >= cutWhileWatchedMs)
    return stand({ ...transition, isCut: false });
  const cut: Task[] = transition.isCut && requests.length > 0 ? [{ kind: 'cut-requests' }] : [];
  const closing = closingTasks(transition, facts, nextTrial(transition, facts, true));
  return { next: transition, tasks: [...cut, ...closing] };
}

function closingTasks(transition: Transition, facts: Facts, trial: Task | null): readonly Task[] {
  const stopping = stopTasks(transition, facts, { databases: true });
  return [...endingCalls(facts), ...stopping, ...(trial === null ? [] : [trial])];
}

/** For each part the next thing to do. */
function stopTasks(
  transition: Transition,
  facts: Facts,
  { databases }: { readonly databases: boolean },
): readonly Task[] {
  const everyMs = transition.phase === 'watch' ? watchMs : soonMs;
  return transition.parts
    .filter((part) => isWanted(part, facts))
    .flatMap((part): Task[] => {
      const task = (work: Extract<Task, { kind: 'part' }>['work'], ms: number): Task[] => [
        { kind: 'part', part, work, everyMs: ms },
      ];
      // What had been stopped by somebody else may have been started since: it is stopped like the others.
      if (part.prior === null) return task({ do: 'ask' }, soonMs);
      if (part.kind === 'worker') {
        if (part.did === 'nothing') return task({ do: 'pause' }, soonMs);
        return task({ do: 'look', pausedAt: part.pausedAt }, isSettled(part, facts) ? everyMs : soonMs);
      }
      // Whatever is written in these phases, will be refused soon: it is named before.
      if (!databases)
        return part.givenUp === null && part.did === 'nothing' ? task({ do: 'watch' }, watchMs) : [];
      if (part.givenUp !== null) return part.did === 'nothing' ? task({ do: 'ask' }, watchMs) : [];
      if (part.did === 'nothing') return task({ do: 'close', tables: part.tables }, soonMs);
      const { standing } = seenOf(facts, part);
      if (standing !== null && standing.state !== 'closed') {
        return task({ do: 'drain', timeoutMs: drainTryMs, endSessions: transition.isCut }, everyMs);
      }
      return task({ do: 'look', pausedAt: null }, everyMs);
    });
}

/** What it has in hand is known: nothing, or something that takes its time. */
function isSettled(part: TransitionPart, facts: Facts): boolean {
  const { inHand, lookedAt, quietSince } = seenOf(facts, part);
  if (inHand === null || lookedAt === null) return false;
  return quietSince === null || lookedAt - quietSince >= settledMs;
}

/** At least as long as any `quietMs`. */
const settledMs = 1_000;

/** A drain is begun anew so often, so that a cut is heard of. */
const drainTryMs = 2_000;

/** Longer than a drain that runs already, and one that ends sessions after it. */
const cutWhileWatchedMs = 10_000;

/** What is cut has so long to end. */
function cutMs({ isCut }: Transition): number {
  return isCut ? 5_000 : 0;
}

function isDatabase({ kind }: TransitionPart): boolean {
  return kind === 'database';
}

/** It was closed, and then it turned out that it must not be. */
function isToReopen({ givenUp, did }: TransitionPart): boolean {
  return givenUp !== null && did === 'stopped';
}

/** A turning on that began with its window may be taken back as a whole; a later change of it may not. */
function takesBack({ opensWindow }: Transition, isLate: boolean, policy: OnTimeout): boolean {
  return isLate && policy === 'roll-back' && opensWindow;
}

function wantedParts(
  { parts }: Transition,
  kind: TransitionPart['kind'],
  facts: Facts,
): readonly TransitionPart[] {
  return parts.filter((part) => part.kind === kind && isWanted(part, facts));
}

function isWanted(part: TransitionPart, { wanted }: Facts): boolean {
  return wanted.stops.some((stop) => isSamePart(stop, part));
}

function forget(transition: Transition, gone: TransitionPart): Step {
  const parts = transition.parts.filter((part) => part !== gone);
  return stand(parts.length === 0 ? null : { ...transition, parts });
}

function rollBackFor(waiting: readonly Waiting[], facts: Facts, rules: Rules): RollBack {
  return { now: facts.now, rules, current: facts.switch, details: waiting.map(describeWaiting) };
}
