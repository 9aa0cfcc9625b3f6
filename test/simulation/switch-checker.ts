import type { AuditRecord, ChangeResult, Mode, Switch, View } from '@portcullis/gate';
import type { Reached } from './application.ts';

/** A change of the switch that the store has committed, whoever came to know of it. */
export interface Commit {
  /** In the order in which the store committed them, over all that it lost. */
  readonly index: number;
  readonly epoch: number;
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly reason: string;
  readonly record: AuditRecord;
}

/** Somebody was told that the site is enforced: from then on nothing of this kind may get through those that were counted. */
interface Claim {
  readonly fromMs: number;
  readonly modes: Modes;
  readonly hosts: ReadonlySet<string>;
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
  readonly switch: Switch;
  /** What the store holds as it is told: a claim may be old by then. */
  readonly stored: Switch;
  readonly hosts: readonly string[];
}

/**
 * Judges what happened by what was promised, and by nothing that the products say of themselves: every commit of the store, every
 * report to an operator, every view in force and everything that reached the application is told to it.
 */
export interface SwitchChecker {
  readonly violations: string[];
  readonly commits: readonly Commit[];
  committed(result: ChangeResult, record: AuditRecord): Commit | null;
  claimed(claim: ClaimMade): void;
  /** A host is opened from a shell. */
  overridden(host: string, mode: Mode, untilMs: number): void;
  reached(reached: Reached, arrivedAtMs: number): void;
  seen(host: string, view: View): void;
  /** How often something was seen: nobody shall mistake an idle run for a good one. */
  readonly counts: Record<
    'claims' | 'commits' | 'contested' | 'lost' | 'reached' | 'overrides' | 'disk',
    number
  >;
}

const strictness: Readonly<Record<Mode, number>> = { open: 0, 'read-only': 1, closed: 2 };
/** A break-glass file is looked at twice a second. */
const lookMs = 1_500;

export function createSwitchChecker({
  nowMs,
  onStoreLost,
}: {
  readonly nowMs: () => number;
  readonly onStoreLost: 'keep' | 'read-only' | 'closed';
}): SwitchChecker {
  const violations: string[] = [];
  const commits: Commit[] = [];
  const claims: Claim[] = [];
  const enforced = new Map<string, Enforced>();
  const overrides = new Map<string, { readonly mode: Mode; readonly untilMs: number }>();
  const counts = { claims: 0, commits: 0, contested: 0, lost: 0, reached: 0, overrides: 0, disk: 0 };
  const known = new WeakMap<Switch, number | null>();

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

  function enforcedBy(host: string): Enforced {
    const found = enforced.get(host) ?? { epoch: 0, commit: 0, modes: { mode: 'open', areas: {} } };
    enforced.set(host, found);
    return found;
  }

  return {
    violations,
    commits,
    counts,
    committed(result, record) {
      if (result.kind !== 'changed') return null;
      const { epoch, mode, areas, reason } = result.state.switch;
      const commit = { index: commits.length + 1, epoch, mode, areas, reason, record };
      commits.push(commit);
      counts.commits += 1;
      for (const claim of claims) {
        if (isLooserSomewhere(commit, claim.modes)) claim.untilMs = Math.min(claim.untilMs, nowMs());
      }
      return commit;
    },
    claimed({ switch: current, stored, hosts }) {
      const { mode, areas } = current;
      if (current.epoch !== stored.epoch || current.reason !== stored.reason) return;
      if ([mode, ...Object.values(areas)].every((one) => one === 'open')) return;
      counts.claims += 1;
      claims.push({
        fromMs: nowMs(),
        modes: { mode, areas },
        hosts: new Set(hosts),
        untilMs: Number.POSITIVE_INFINITY,
      });
    },
    overridden(host, mode, untilMs) {
      overrides.set(host, { mode, untilMs: untilMs + lookMs });
      counts.overrides += 1;
    },
    reached({ method, target, via, isDelivery, sentAtMs, request }, arrivedAtMs) {
      counts.reached += 1;
      const override = overrides.get(via);
      if (override !== undefined && nowMs() <= override.untilMs + lookMs) return;
      // A delivery is begun by the gate itself.
      const beganMs = isDelivery ? sentAtMs : arrivedAtMs;
      for (const { fromMs, untilMs, modes, hosts } of claims) {
        if (!hosts.has(via) || beganMs <= fromMs || sentAtMs > untilMs) continue;
        const mode = modeAt(modes, target);
        if (mode === 'open' || (mode === 'read-only' && method === 'GET')) continue;
        broken(
          `I1: ${request} ${method} ${target} came to ${via} at ${Math.round(beganMs)} and reached the application, although the site was reported ${mode} at ${Math.round(fromMs)}`,
        );
        return;
      }
    },
    seen(host, { snapshot }) {
      const before = enforcedBy(host);
      const { why, mode, areas, switch: current } = snapshot;
      if (current.epoch < before.epoch) {
        broken(`I3: ${host} enforces epoch ${current.epoch} (${why}) after ${before.epoch}`);
      }
      before.epoch = Math.max(before.epoch, current.epoch);
      const modes = { mode, areas };
      if (why === 'break-glass') {
        const override = overrides.get(host);
        if (override?.mode !== mode) broken(`I3: ${host} is forced ${mode}, and nobody asked for it`);
        // It ends by the clock of its host, which somebody may have set.
        else overrides.set(host, { mode, untilMs: Math.max(override.untilMs, nowMs() + lookMs) });
        return;
      }
      if (why === 'never-seen') {
        if (before.commit > 0) broken(`I6: ${host} has forgotten what it enforced`);
        return;
      }
      if (why === 'contested') {
        counts.contested += 1;
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
        if (isLooserSomewhere(modes, current))
          broken(`I6: ${host} lost its store and is looser: ${said(modes)}`);
        if (onStoreLost === 'keep' || strictness[mode] < strictness[onStoreLost]) {
          broken(`I6: ${host} lost its store and is ${said(modes)}, not ${onStoreLost}`);
        }
      } else if (said(modes) !== said(current)) {
        broken(`I7: ${host} enforces ${said(modes)} of a switch that says ${said(current)} (${why})`);
      }
      if (why === 'disk') counts.disk += 1;
      if (commit >= before.commit) {
        before.commit = commit;
        before.modes = { mode: current.mode, areas: current.areas };
      }
    },
  };
}

function modeAt({ mode, areas }: Modes, target: string): Mode {
  return target.startsWith('/checkout/') ? (areas.checkout ?? mode) : mode;
}

function isLooserSomewhere(one: Modes, than: Modes): boolean {
  return ['/', '/checkout/'].some((at) => strictness[modeAt(one, at)] < strictness[modeAt(than, at)]);
}

function said({ mode, areas }: Modes): string {
  const own = Object.entries(areas).map(([area, areaMode]) => `, ${area} ${areaMode}`);
  return `${mode}${own.sort().join('')}`;
}
