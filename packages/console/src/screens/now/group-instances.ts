import type { InstanceStanding } from '../../api/schema.ts';
import { isInOrder } from '../../switching/mode-on-display.ts';

export interface InstanceGroups {
  /** Listed one by one, the worst first. */
  readonly needLook: readonly InstanceStanding[];
  /** Said in one line. */
  readonly inOrder: readonly InstanceStanding[];
  /** Silent, and nothing is asked of them: they keep nothing from being enforced, and may be taken off the list. */
  readonly gone: readonly InstanceStanding[];
  /** Of those in order, since the one that was heard least lately. */
  readonly longestLagMs: number;
}

/** What keeps the site from being enforced comes first. */
const urgency: Readonly<Record<InstanceStanding['state'], number>> = {
  looser: 0,
  contested: 1,
  silent: 2,
  behind: 3,
  'other-secret': 4,
  'other-policy': 5,
  draining: 6,
  fenced: 7,
  enforcing: 8,
};

export function groupInstances(standings: readonly InstanceStanding[]): InstanceGroups {
  const inOrder = standings.filter((standing) => isInOrder(standing) && standing.state !== 'fenced');
  const needLook = standings
    .filter((standing) => !isInOrder(standing))
    .sort((a, b) => urgency[a.state] - urgency[b.state] || a.instance.id.localeCompare(b.instance.id));
  return {
    needLook,
    inOrder: inOrder.toSorted((a, b) => a.instance.id.localeCompare(b.instance.id)),
    gone: standings
      .filter(({ state }) => state === 'fenced')
      .sort((a, b) => a.instance.id.localeCompare(b.instance.id)),
    longestLagMs: Math.max(0, ...inOrder.map(({ lagMs }) => lagMs)),
  };
}
