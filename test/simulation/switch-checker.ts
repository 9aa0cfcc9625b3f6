import type { AuditRecord, ChangeResult, Mode, Switch, View } from '@portcullis/gate';
import type { Reached } from './application.ts';
import type { ForcedHosts } from './forced-hosts.ts';

/** A change of the switch that the store has committed, whoever came to know of it. */
export interface Commit extends Modes {
  /** In the order in which the store committed them, over all that it lost. */
  readonly index: number;
  readonly atMs: number;
  readonly epoch: number;
  readonly reason: string;
  readonly record: AuditRecord;
  /** The hosts that had looked at the store that committed it. */
  readonly watchedBy: ReadonlySet<string>;
}

/** Somebody was told that the site is enforced: from then on nothing of this kind may get through those that were counted. */
interface Claim {
  readonly fromMs: number;
  readonly modes: Modes;
  readonly hosts: ReadonlySet<string>;
  /** The change that it is about. */
  readonly of: Commit;
  /** Somebody loosened it on purpose. */
  untilMs: number;
}

export interface Modes {
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
}

/** What one host enforced last: of its process and of the one before. */
interface Enforced {
  epoch: number;
  /** Of the newest commit that it enforced. */
  commit: number;
  modes: Modes;
}

export interface ClaimMade {
  /** The switch that is said to be enforced. */
  readonly switch: Switch;
  readonly instances: readonly {
    readonly host: string;
    readonly isEnforcing: boolean;
    /** The store was put back, and this one has not reported to it since: it seems to be silent for long. */
    readonly isForgotten: boolean;
  }[];
}

/**
 * Judges what happened by what was promised, and by nothing that the products say of themselves: every commit of the store, every
 * report to an operator, every view in force and everything that reached the application is told to it.
 */
export interface SwitchChecker {
  readonly violations: string[];
  readonly commits: readonly Commit[];
  committed(result: ChangeResult, of: Pick<Commit, 'record' | 'watchedBy'>): Commit | null;
  claimed(claim: ClaimMade): void;
  reached(reached: Reached, isAlive: () => boolean): void;
  /** The application is done with it. */
  over(reached: Reached): void;
  seen(host: string, view: View): void;
  /** Looked at, at a host that nothing has disturbed for a while. */
  seenUndisturbed(host: string, view: View): void;
  /** The store holds these changes now, by the hashes of their records, and no others. */
  storeReplaced(changes: readonly string[]): void;
  /** How often something was seen: nobody shall mistake an idle run for a good one. */
  readonly counts: Record<
    'claims' | 'commits' | 'contested' | 'lost' | 'reached' | 'overrides' | 'disk',
    number
  >;
}

const strictness: Readonly<Record<Mode, number>> = { open: 0, 'read-only': 1, closed: 2 };
/** Where the modes of this site may differ. */
const places = ['/', '/checkout/'] as const;
/** A gate that nothing disturbs looks at the store each second, and one look takes milliseconds. */
const followsWithinMs = 1_500;

export function createSwitchChecker({
  nowMs,
  forcedHosts,
  onStoreLost,
}: {
  readonly nowMs: () => number;
  readonly forcedHosts: ForcedHosts;
  readonly onStoreLost: 'keep' | 'read-only' | 'closed';
}): SwitchChecker {
  const violations: string[] = [];
  const commits: Commit[] = [];
  const claims: Claim[] = [];
  const enforced = new Map<string, Enforced>();
  const inHand = new Map<Reached, () => boolean>();
  const counts = { claims: 0, commits: 0, contested: 0, lost: 0, reached: 0, overrides: 0, disk: 0 };
  const known = new WeakMap<Switch, number | null>();
  const lost = new Set<Commit>();
  let replacedAtMs = Number.NEGATIVE_INFINITY;

  function broken(what: string): void {
    violations.push(`${Math.round(nowMs())} ms: ${what}`);
  }

  /** Null: nobody ever committed it. */
  function commitOf(current: Switch): number | null {
    const cached = known.get(current);
    if (cached !== undefined) return cached;
    const found =
      current.epoch === 0
        ? 0
        : (commits.find(
            ({ epoch, mode, areas, reason }) =>
              epoch === current.epoch &&
              mode === current.mode &&
              reason === current.reason &&
              JSON.stringify(areas) === JSON.stringify(current.areas),
          )?.index ?? null);
    known.set(current, found);
    return found;
  }

  /**
   * It was counted because it had closed by itself, and came back to a store that has forgotten the window: nothing that it could
   * ask knows of it (LIMITS.md). Whoever has enforced it remembers.
   */
  function couldNotKnow(host: string, { of }: Claim): boolean {
    return lost.has(of) && enforcedBy(host).commit < of.index;
  }

  function enforcedBy(host: string): Enforced {
    const found = enforced.get(host) ?? { epoch: 0, commit: 0, modes: { mode: 'open', areas: {} } };
    enforced.set(host, found);
    return found;
  }

  /** Whether whoever has a shell there may have let it through; `seen` tells whether anybody asked for that. */
  function isForced({ method, via, sentAtMs }: Reached): boolean {
    return forcedHosts.wasForced(via, sentAtMs, method === 'GET' ? ['open', 'read-only'] : ['open']);
  }

  return {
    violations,
    commits,
    counts,
    committed(result, of) {
      if (result.kind !== 'changed') return null;
      const { epoch, mode, areas, reason } = result.state.switch;
      const commit = { index: commits.length + 1, atMs: nowMs(), epoch, mode, areas, reason, ...of };
      commits.push(commit);
      counts.commits += 1;
      for (const claim of claims) {
        if (isLooserSomewhere(commit, claim.modes)) claim.untilMs = Math.min(claim.untilMs, nowMs());
      }
      return commit;
    },
    claimed({ switch: current, instances }) {
      const { mode, areas } = current;
      if (places.every((at) => modeAt(current, at) === 'open')) return;
      const of = commits[(commitOf(current) ?? 0) - 1];
      if (of === undefined) {
        broken(`I7: ${said(current)} of epoch ${current.epoch} is reported, and nobody ever committed it`);
        return;
      }
      // It is said of what was read: a looser change may have come before it is told.
      if (commits.some((later) => later.index > of.index && isLooserSomewhere(later, current))) return;
      counts.claims += 1;
      // Of those it may be said that they closed by themselves, although they have their lease (LIMITS.md).
      const hosts = new Set(instances.filter(({ isForgotten }) => !isForgotten).map(({ host }) => host));
      claims.push({ fromMs: nowMs(), modes: { mode, areas }, hosts, of, untilMs: Number.POSITIVE_INFINITY });
      for (const [request, isAlive] of inHand) {
        const { via, method, target } = request;
        const counted = instances.some(({ host, isEnforcing }) => host === via && isEnforcing);
        if (!counted || method === 'GET' || !isAlive() || passes(current, request) || isForced(request))
          continue;
        broken(
          `I1: the site is reported ${said(current)} while the application is at ${request.request} ${method} ${target} that ${via} has sent`,
        );
      }
    },
    reached(reached, isAlive) {
      counts.reached += 1;
      inHand.set(reached, isAlive);
      const { method, target, via, sentAtMs, request } = reached;
      for (const claim of claims) {
        const { fromMs, untilMs, modes, hosts } = claim;
        if (!hosts.has(via) || sentAtMs <= fromMs || sentAtMs > untilMs) continue;
        if (passes(modes, reached) || isForced(reached) || couldNotKnow(via, claim)) continue;
        broken(
          `I1: ${request} ${method} ${target} was sent on by ${via} at ${Math.round(sentAtMs)}, although the site was reported ${said(modes)} at ${Math.round(fromMs)}`,
        );
        return;
      }
    },
    over: (reached) => void inHand.delete(reached),
    storeReplaced(changes) {
      replacedAtMs = nowMs();
      for (const commit of commits) {
        if (changes.includes(commit.record.hash)) lost.delete(commit);
        else lost.add(commit);
      }
    },
    seenUndisturbed(host, { snapshot: { switch: current, why }, store }) {
      const newest = commits.at(-1);
      if (newest === undefined || nowMs() - newest.atMs < followsWithinMs) return;
      // What was committed in the very moment may be told of after it was lost.
      if (replacedAtMs >= newest.atMs) return;
      if (commitOf(current) === newest.index && store !== 'contested') return;
      // What was changed before it knew of the store that took the other's place settles nothing for it: it goes on saying so.
      if (store === 'contested' && !newest.watchedBy.has(host)) return;
      broken(
        `I8: ${host} enforces ${said(current)} of epoch ${current.epoch} (${why}), although ${said(newest)} of epoch ${newest.epoch} was committed at ${Math.round(newest.atMs)} and nothing kept it from looking`,
      );
    },
    seen(host, { snapshot, store }) {
      const before = enforcedBy(host);
      const { why, mode, areas, switch: current } = snapshot;
      if (current.epoch < before.epoch) {
        broken(`I3: ${host} enforces epoch ${current.epoch} (${why}) after ${before.epoch}`);
      }
      before.epoch = Math.max(before.epoch, current.epoch);
      const modes = { mode, areas };
      const problem = forcedHosts.seen(host, why === 'break-glass' ? mode : null);
      if (problem !== null) broken(`I3: ${host} ${problem}`);
      if (why === 'break-glass') {
        counts.overrides += 1;
        // Behind what it is forced to it goes on following.
        const followed = commitOf(current);
        if (store !== 'contested' && followed !== null && followed > before.commit) {
          before.commit = followed;
          before.modes = { mode: current.mode, areas: current.areas };
        }
        return;
      }
      if (why === 'never-seen') {
        if (before.commit > 0) broken(`I6: ${host} has forgotten what it enforced`);
        return;
      }
      if (store === 'contested') {
        counts.contested += 1;
        if (replacedAtMs === Number.NEGATIVE_INFINITY) {
          broken(`I3: ${host} is contested, and the store has lost nothing`);
        }
        if (isLooserSomewhere(modes, before.modes)) {
          broken(
            `I3: ${host} is contested and looser than before: ${said(modes)} after ${said(before.modes)}`,
          );
        }
        return;
      }
      const commit = commitOf(current);
      if (commit === null) {
        broken(
          `I7: ${host} enforces ${said(current)} of epoch ${current.epoch} (${why}), which nobody ever committed`,
        );
        return;
      }
      if (commit < before.commit) {
        broken(
          `I3: ${host} went back to change ${commit} (${said(modes)}, epoch ${current.epoch}, ${why}) after ${before.commit} (${said(before.modes)})`,
        );
      }
      if (why === 'store-lost') {
        counts.lost += 1;
        if (onStoreLost === 'keep') broken(`I6: ${host} lost its store and does not keep what it had`);
      }
      const floor = why === 'store-lost' && onStoreLost !== 'keep' ? onStoreLost : 'open';
      for (const at of places) {
        const [is, asked] = [modeAt(modes, at), modeAt(current, at)];
        if (is === (strictness[asked] > strictness[floor] ? asked : floor)) continue;
        broken(`I7: ${host} is ${is} at ${at}, where the switch says ${asked} (${why}, ${onStoreLost})`);
      }
      if (why === 'disk') counts.disk += 1;
      if (commit >= before.commit) {
        before.commit = commit;
        before.modes = { mode: current.mode, areas: current.areas };
      }
    },
  };
}

function passes(modes: Modes, { method, target }: Reached): boolean {
  const mode = modeAt(modes, target);
  return mode === 'open' || (mode === 'read-only' && method === 'GET');
}

function modeAt({ mode, areas }: Modes, target: string): Mode {
  return target.startsWith('/checkout/') ? (areas.checkout ?? mode) : mode;
}

function isLooserSomewhere(one: Modes, than: Modes): boolean {
  return places.some((at) => strictness[modeAt(one, at)] < strictness[modeAt(than, at)]);
}

function said({ mode, areas }: Modes): string {
  const own = Object.entries(areas).map(([area, areaMode]) => `, ${area} ${areaMode}`);
  return `${mode}${own.sort().join('')}`;
}
