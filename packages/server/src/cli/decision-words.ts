import type { Decision } from '@portcullis/quiesce/conductor';
import type { SiteStillness } from '../stillness/site-stillness.ts';

export const decisions = ['go-on', 'cut', 'roll-back', 'try-again'] as const satisfies readonly Decision[];

/** What comes of a decision, for people. */
export const decisionWords: Readonly<Record<Decision, string>> = {
  'go-on':
    'goes on without what is waited for: it is named, tried on, and the site is not still before it has followed',
  cut: 'ends requests with their connections and transactions with their sessions: what they did is undone',
  'roll-back': 'takes the turning on back: databases and the site open, workers go on',
  'try-again': 'stops again what was given up',
};

/** Whether something of it waits for somebody to decide, and this server is the one that would carry it out. */
export function mayDecide(stillness: SiteStillness | null): boolean {
  return stillness !== null && stillness.decisions.length > 0 && stillness.conductedBy === null;
}
