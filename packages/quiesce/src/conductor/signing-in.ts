import type { SignInTrial, SignInTrials, Transition, TransitionPart } from '@portcullis/gate';
import type { Facts } from './facts.ts';
import { seenOf } from './waiting.ts';

/** Where the databases stand when it is tried. */
export type SignInMoment = keyof SignInTrials;

/** Sign in and read, as people do. */
export interface SignInTask {
  readonly kind: 'try-sign-in';
  readonly moment: SignInMoment;
  readonly everyMs: number;
}

export const untried: SignInTrials = { before: null, closed: null, opened: null };

/** What is tried again because nobody answered. */
const soonMs = 1_000;
/** While the window is watched: an application may be down as long as it lasts. */
const watchedMs = 10_000;

/**
 * The trial that is due; null = there is none. With the databases closed it counts only by comparison: what failed before they were
 * closed is not their doing. `isLate`: whatever is closed by now is all that will be. Pure.
 */
export function nextTrial(
  transition: Transition,
  facts: Pick<Facts, 'triesSignIn' | 'seen'>,
  isLate: boolean,
): SignInTask | null {
  const databases = transition.parts.filter(
    (part) => part.kind === 'database' && seenOf(facts, part).standing?.state !== 'not-installed',
  );
  if (!facts.triesSignIn || databases.length === 0) return null;
  const moment = momentOf(transition, databases, isLate);
  if (moment === null) return null;
  return { kind: 'try-sign-in', moment, everyMs: transition.phase === 'watch' ? watchedMs : soonMs };
}

/** Databases are to be closed, and nobody has found out yet whether people can sign in then. */
export function isSignInUnknown(
  { parts, signIn: { before, closed } }: Transition,
  { triesSignIn }: Pick<Facts, 'triesSignIn'>,
): boolean {
  const isKept = parts.some(({ kind, givenUp }) => kind === 'database' && givenUp === null);
  return triesSignIn && isKept && before?.outcome !== 'fails' && isWanting(closed);
}

function momentOf(
  { signIn: { before, closed, opened }, phase }: Transition,
  databases: readonly TransitionPart[],
  isLate: boolean,
): SignInMoment | null {
  const kept = databases.filter(({ givenUp }) => givenUp === null);
  if (kept.length === 0) {
    const isOpen = databases.every(({ did }) => did === 'nothing');
    return closed?.outcome === 'fails' && isOpen && isWanting(opened) ? 'opened' : null;
  }
  if (before === null && phase === 'guards' && !kept.some(isStoppedByUs)) return 'before';
  if (before?.outcome === 'fails' || !isWanting(closed)) return null;
  // A database that does not close keeps nobody from trying those that did.
  const closing = kept.filter(({ did }) => did === 'stopped');
  return closing.length > 0 && (isLate || closing.length === kept.length) ? 'closed' : null;
}

function isWanting(trial: SignInTrial | null): boolean {
  return trial === null || trial.outcome === 'unreachable';
}

function isStoppedByUs({ prior, did }: TransitionPart): boolean {
  return prior === 'running' && did === 'stopped';
}

/** More is to be closed than before: what was found then does not count, but for what was found before anything was closed. */
export function triedAnew({ parts, signIn }: Pick<Transition, 'parts' | 'signIn'>): SignInTrials {
  const isClosed = parts.some((part) => part.kind === 'database' && isStoppedByUs(part));
  return isClosed ? { ...signIn, closed: null, opened: null } : untried;
}

/**
 * Nobody can sign in since the databases are closed, and nobody was told yet that the site is still: whoever was may be at work on what
 * they hold, and decides for himself.
 */
export function isShuttingOut({ phase, parts, signIn: { closed } }: Transition): boolean {
  const isKept = parts.some(({ kind, givenUp }) => kind === 'database' && givenUp === null);
  return phase === 'guards' && closed?.outcome === 'fails' && isKept;
}

/** With the databases closed nobody gets in to open them again: they open now, and say why. */
export function givingUp(transition: Transition): Transition {
  const reason = reasonOf(transition.signIn);
  const parts = transition.parts.map((part) =>
    part.kind === 'database' && part.givenUp === null ? { ...part, givenUp: reason } : part,
  );
  return { ...transition, parts };
}

/** What came of a trial, and what it says of databases that were opened again; the same transition when that is nothing new. */
export function withTrial(transition: Transition, moment: SignInMoment, trial: SignInTrial): Transition {
  const known = transition.signIn[moment];
  if (known?.outcome === trial.outcome && known.detail === trial.detail) return transition;
  const signIn = { ...transition.signIn, [moment]: trial };
  if (moment !== 'opened') return { ...transition, signIn };
  const parts = transition.parts.map((part) =>
    part.kind === 'database' && part.givenUp !== null ? { ...part, givenUp: reasonOf(signIn) } : part,
  );
  return { ...transition, signIn, parts };
}

function reasonOf({ before, closed, opened }: SignInTrials): string {
  const failure = `signing in fails while it is closed${closed?.detail ? `: ${closed.detail}` : ''}`;
  if (opened?.outcome === 'works') {
    return opened.detail === null
      ? `${failure}. With it open it works`
      : `${failure}. With it open it works: ${opened.detail}`;
  }
  if (opened?.outcome === 'fails') {
    return `${failure}. With it open it fails as well, so its guard may not be the reason: ${opened.detail ?? 'nothing more is known'}`;
  }
  return before?.outcome === 'works'
    ? `${failure}. Before, it worked`
    : `${failure}. Whether it worked before could not be tried`;
}
