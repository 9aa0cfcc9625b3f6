import type { Actor, SwitchRequest } from './switch.ts';

/**
 * How far turning on or off has come beyond the switch itself: workers and databases. Stored, so that whoever takes over goes
 * on, and what had been stopped before stays so afterwards.
 */
export interface Transition {
  readonly direction: 'on' | 'off';
  readonly phase: TransitionPhase;
  /** Milliseconds since 1970, store clock, as all times here. */
  readonly phaseSince: number;
  readonly startedAt: number;
  readonly startedBy: Actor;
  readonly parts: readonly TransitionPart[];
  /** Off: what is stored once nothing stands against it. */
  readonly opening: Opening | null;
  /** It began with a window, and may be taken back as a whole. */
  readonly opensWindow: boolean;
  /** What this phase waits for is cut instead: somebody said so. */
  readonly isCut: boolean;
  /** What became of an attempt that did not do what it was to do. Null = nothing to tell. */
  readonly setback: Setback | null;
  /** What came of signing in, as it was tried in this window. */
  readonly signIn: SignInTrials;
  /** In `drain`: since when no job of a worker is to be let through the gate any more; null = they may be, or none ever was. */
  readonly callsEndedAt: number | null;
}

/** Whether people can sign in, told apart by where the databases stood when it was tried; null = it was not. */
export interface SignInTrials {
  /** Before any was closed. */
  readonly before: SignInTrial | null;
  readonly closed: SignInTrial | null;
  /** After they were opened again because nobody could sign in. */
  readonly opened: SignInTrial | null;
}

export interface SignInTrial {
  /** `unreachable`: nobody answered who could have known; that says nothing of databases. */
  readonly outcome: 'works' | 'fails' | 'unreachable';
  /** What was answered, or what is to be done, in English; null = nothing to tell. */
  readonly detail: string | null;
}

/**
 * On: `announce` (parts are named), `freeze` (requests are refused, workers take up nothing), `drain` (what runs finishes),
 * `guards` (databases are closed and drained), `watch`. Off: `checks`, `open-guards`, `open-mode`, `resume-workers`.
 */
export type TransitionPhase =
  | 'announce'
  | 'freeze'
  | 'drain'
  | 'guards'
  | 'watch'
  | 'checks'
  | 'open-guards'
  | 'open-mode'
  | 'resume-workers';

/** A worker or a database that a window stops. */
export interface TransitionPart {
  readonly kind: 'worker' | 'database';
  readonly name: string;
  /** As it was found before anything was done to it; null = not asked yet. */
  readonly prior: 'running' | 'stopped' | null;
  /** Of a database that was found closed: the tables that were; empty = all. Null = it was open. */
  readonly priorTables: readonly string[] | null;
  /** What was done to it. */
  readonly did: 'nothing' | 'stopped';
  /** Of a database: the tables to close; empty = all. */
  readonly tables: readonly string[];
  /** Of a worker: the moment of its pause, on the clock of its own jobs. */
  readonly pausedAt: number | null;
  /** Why it is left running although the window would stop it. Null = it is stopped, or will be. */
  readonly givenUp: string | null;
}

/** A change of the switch that waits until guards are open. */
export interface Opening {
  readonly request: SwitchRequest;
  readonly expectedEpoch: number;
  readonly kind: 'switch.changed' | 'switch.expired';
  /** Go on although something cannot be opened or resumed. */
  readonly anyway: boolean;
  /** It takes back a turning on that did not come to its end. */
  readonly isRollBack: boolean;
}

export interface Setback {
  /** `not-opened`: turning off was given up. `rolled-back`: turning on was taken back. `left-behind`: a phase went on without. */
  readonly kind: 'not-opened' | 'rolled-back' | 'left-behind';
  readonly at: number;
  readonly phase: TransitionPhase;
  /** One line each, in English. */
  readonly details: readonly string[];
}

/** A transition as a store keeps it. */
export interface StoredTransition {
  /** Null = nothing is stopped, and nothing is on its way. */
  readonly transition: Transition | null;
  /** Grows with each write; 0 = nothing was ever written. */
  readonly version: number;
  /** Who carries it out, and until when nobody else may. */
  readonly conductor: { readonly id: string; readonly leaseUntil: number } | null;
  /** The store's clock at the moment of reading. */
  readonly now: number;
}
