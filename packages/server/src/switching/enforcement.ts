import {
  type Gate,
  isAtLeastAsStrict,
  isGoverning,
  type Mode,
  type StoredInstance,
  type Switch,
  stricterOf,
} from '@portcullis/gate';
import { inEnglish } from '../sentences/in-english.ts';
import type { Said } from '../sentences/said.ts';
import { isSilent } from './is-silent.ts';

/** How far the switch is in force, over all instances. */
export interface Enforcement {
  /** Every instance that counts confirms the epoch at the mode asked for or stricter, and no unapproved write runs. */
  readonly enforced: boolean;
  readonly epoch: number;
  readonly instances: readonly InstanceStanding[];
  /** Unapproved writes that still run, over all instances. */
  readonly writesInFlight: number;
  /** One line for each thing that is missing, for people. */
  readonly missing: readonly string[];
}

export interface InstanceStanding {
  readonly instance: StoredInstance;
  readonly state:
    | 'enforcing'
    | 'behind'
    | 'looser'
    | 'other-secret'
    | 'other-policy'
    | 'draining'
    | 'silent'
    | 'fenced'
    | 'contested';
  readonly lagMs: number;
  /** In English, for people. */
  readonly detail: string;
  readonly detailSaid: Said;
}

/** What instances are to have in common with whoever judges. */
export type OwnDigests = Pick<Gate, 'policyDigest' | 'secretDigests'>;

/** Judges what the instances say against what the switch asks for. Pure. */
export function judgeEnforcement(
  current: Switch,
  instances: readonly StoredInstance[],
  own: OwnDigests,
): Enforcement {
  const standings = instances.map((instance) => standingOf(current, instance, own));
  const missing = standings
    .filter(({ state }) => state !== 'enforcing' && state !== 'fenced')
    .map(
      ({ instance, detail }) => `${instance.id} (${instance.host}, process ${instance.processId}): ${detail}`,
    );
  if (instances.length === 0) missing.push('no instance is running: nothing enforces the switch');
  return {
    enforced: missing.length === 0,
    epoch: current.epoch,
    instances: standings,
    writesInFlight: standings.reduce((sum, { instance }) => sum + instance.writesInFlightCount, 0),
    missing,
  };
}

type At = (state: InstanceStanding['state'], said: Said) => InstanceStanding;

function standingOf(
  current: Switch,
  instance: StoredInstance,
  { policyDigest, secretDigests }: OwnDigests,
): InstanceStanding {
  const silentMs = instance.now - instance.seenAt;
  const at: At = (state, said) => ({
    instance,
    state,
    lagMs: Math.max(0, silentMs),
    detail: inEnglish(said),
    detailSaid: said,
  });
  const other = differenceOf(instance, { policyDigest, secretDigests });
  if (isSilent(instance)) return silentStanding(current, instance, { silentMs, other, at });
  const { why, epoch } = instance;
  if (why === 'contested') return at('contested', { code: 'instance-contested', values: {} });
  if (epoch < current.epoch) {
    return at('behind', { code: 'instance-behind', values: { epoch, expected: current.epoch } });
  }
  const looser = looserThan(current, instance);
  if (looser !== null) return at('looser', looser);
  if (other === 'secret') return at('other-secret', { code: 'instance-other-secret', values: {} });
  if (other === 'policy') return at('other-policy', { code: 'instance-other-policy', values: {} });
  if (isGoverning(current) && instance.writesInFlightCount > 0) return at('draining', draining(instance));
  return at('enforcing', { code: 'instance-enforces', values: { why } });
}

/** One that says nothing of its secret has none. */
export function hasOtherSecret(
  { secretDigest }: Pick<StoredInstance, 'secretDigest'>,
  own: Pick<OwnDigests, 'secretDigests'>,
): boolean {
  return secretDigest !== undefined && !own.secretDigests.includes(secretDigest);
}

function differenceOf(instance: StoredInstance, own: OwnDigests): 'secret' | 'policy' | null {
  if (hasOtherSecret(instance, own)) return 'secret';
  return instance.policyDigest === own.policyDigest ? null : 'policy';
}

interface Silence {
  readonly silentMs: number;
  /** What it does not have in common with whoever judges. */
  readonly other: 'secret' | 'policy' | null;
  readonly at: At;
}

/**
 * Nobody knows what a silent instance does: it counts only if it promised to be strict enough by itself, by the same rules, with
 * nothing that outranks the promise, and no unapproved write ran there when it was last heard.
 */
function silentStanding(
  current: Switch,
  instance: StoredInstance,
  { silentMs, other, at }: Silence,
): InstanceStanding {
  const { onStoreLost, why, effectiveMode } = instance;
  const asked = strictestAsked(current);
  if (asked === 'open') {
    const lacksProduction = current.production && instance.epoch < current.epoch && onStoreLost !== 'closed';
    return lacksProduction
      ? at('silent', { code: 'instance-silent', values: { silentMs, onStoreLost, writes: 0 } })
      : at('fenced', { code: 'instance-not-asked', values: { silentMs, mode: modeByItself(instance) } });
  }
  if (forcings.has(why) && looserThan(current, instance) !== null) {
    return at('silent', { code: 'instance-silent-forced', values: { silentMs, mode: effectiveMode, why } });
  }
  if (onStoreLost === 'keep' || !isAtLeastAsStrict(onStoreLost, asked)) {
    return at('silent', { code: 'instance-silent', values: { silentMs, onStoreLost, writes: 0 } });
  }
  if (other !== null) return at('silent', { code: 'instance-silent-other', values: { silentMs, other } });
  const writes = writesLastHeard(instance);
  if (writes !== 0)
    return at('silent', { code: 'instance-silent', values: { silentMs, onStoreLost, writes } });
  return at('fenced', { code: 'instance-fenced', values: { silentMs, mode: onStoreLost } });
}

/** What it holds for as long as it does not reach its store. */
function modeByItself({ effectiveMode, onStoreLost, why }: StoredInstance): Mode {
  return onStoreLost === 'keep' || forcings.has(why) ? effectiveMode : stricterOf(effectiveMode, onStoreLost);
}

/** Null: of a version that does not say what ran where nothing was paused. */
function writesLastHeard(instance: StoredInstance): number | null {
  const { runningWritesCount, writesInFlightCount, effectiveMode, effectiveAreas } = instance;
  if (runningWritesCount !== undefined) return runningWritesCount;
  const wasOpenSomewhere = effectiveMode === 'open' || Object.values(effectiveAreas).includes('open');
  return wasOpenSomewhere ? null : writesInFlightCount;
}

/** Modes from outside the store: to lose it changes nothing while they hold. */
const forcings: ReadonlySet<StoredInstance['why']> = new Set(['environment', 'break-glass', 'never-seen']);

function strictestAsked(current: Switch): Mode {
  const modes = [current.mode, ...Object.values(current.areas)];
  return modes.includes('closed') ? 'closed' : modes.includes('read-only') ? 'read-only' : 'open';
}

function looserThan(current: Switch, instance: StoredInstance): Said | null {
  const { why, effectiveMode, effectiveAreas } = instance;
  const looser = (mode: Mode, asked: Mode, area: string | null): Said => ({
    code: 'instance-looser',
    values: { mode, asked, area, why },
  });
  if (!isAtLeastAsStrict(effectiveMode, current.mode)) return looser(effectiveMode, current.mode, null);
  for (const [area, asked] of Object.entries(current.areas)) {
    const effective = effectiveAreas[area] ?? effectiveMode;
    if (!isAtLeastAsStrict(effective, asked)) return looser(effective, asked, area);
  }
  return null;
}

function draining({ writesInFlight, writesInFlightCount: writes }: StoredInstance): Said {
  return { code: 'instance-draining', values: { writes, oldest: writesInFlight[0] ?? null } };
}
