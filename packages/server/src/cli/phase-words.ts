import type { TransitionPhase } from '@portcullis/gate';

/** What a phase does, for people. */
export const phaseWords: Readonly<Record<TransitionPhase, string>> = {
  announce: 'turning on',
  freeze: 'turning on: workers are paused',
  drain: 'turning on: waiting for what had begun',
  guards: 'turning on: databases are closed and drained',
  watch: 'at rest, and watched',
  checks: 'turning off: looking whether everything can be opened',
  'open-guards': 'turning off: databases are opened',
  'open-mode': 'turning off: the site is opened',
  'resume-workers': 'turning off: workers are resumed',
};
