import {
  isAtLeastAsStrict,
  isGoverning,
  type Mode,
  type StoredInstance,
  type Switch,
} from '@portcullis/gate';

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
    | 'other-policy'
    | 'draining'
    | 'silent'
    | 'fenced'
    | 'contested';
  readonly lagMs: number;
  readonly detail: string;
}

/** An instance counts as silent when its lease and this much more has passed on the store's clock. */
const graceMs = 1_000;

/** Judges what the instances say against what the switch asks for. Pure. */
export function judgeEnforcement(
  current: Switch,
  instances: readonly StoredInstance[],
  policyDigest: string,
): Enforcement {
  const standings = instances.map((instance) => standingOf(current, instance, policyDigest));
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

function standingOf(current: Switch, instance: StoredInstance, policyDigest: string): InstanceStanding {
  const silentMs = instance.now - instance.seenAt;
  const at = (state: InstanceStanding['state'], detail: string): InstanceStanding => ({
    instance,
    state,
    lagMs: Math.max(0, silentMs),
    detail,
  });
  if (silentMs > instance.leaseMs + graceMs) return silentStanding(current, instance, { silentMs, at });
  if (instance.why === 'contested') {
    return at(
      'contested',
      'remembers a newer state than the store holds; it enforces the stricter of both. Switch again to settle it',
    );
  }
  if (instance.epoch < current.epoch)
    return at('behind', `still at epoch ${instance.epoch}, expected ${current.epoch}`);
  const looser = looserThan(current, instance);
  if (looser !== null) return at('looser', looser);
  if (instance.policyDigest !== policyDigest) {
    return at('other-policy', 'runs with another policy than this server; restart one of them with the same');
  }
  if (isGoverning(current) && instance.writesInFlightCount > 0)
    return at('draining', drainingDetail(instance));
  return at('enforcing', instance.why === 'store' ? 'enforcing' : `enforcing (${instance.why})`);
}

/**
 * Nobody knows what a silent instance does: it counts only if it promised to be strict enough by itself, and no
 * unapproved write ran there when it was last heard.
 */
function silentStanding(
  current: Switch,
  instance: StoredInstance,
  {
    silentMs,
    at,
  }: { silentMs: number; at: (state: InstanceStanding['state'], detail: string) => InstanceStanding },
): InstanceStanding {
  const silent = `silent for ${Math.round(silentMs / 1000)} s`;
  const returns = `It counts again when it returns, or when you remove it: portcullis status --remove ${instance.id} --reason …`;
  const asked = strictestAsked(current);
  const { onStoreLost: own, writesInFlightCount: writes } = instance;
  if (asked === 'open') return at('fenced', `${silent}, nothing is asked of it`);
  if (own === 'keep' || !isAtLeastAsStrict(own, asked)) {
    return at('silent', `${silent} and keeps its last mode (onStoreLost: ${own}). ${returns}`);
  }
  if (writes > 0) {
    const ran = `${writes} ${writes === 1 ? 'write' : 'writes'} ran when it was last heard`;
    return at(
      'silent',
      `${silent}; it lets nothing new through (onStoreLost: ${own}), but ${ran}. ${returns}`,
    );
  }
  return at('fenced', `${silent}, fenced: it went ${own} by itself`);
}

function strictestAsked(current: Switch): Mode {
  const modes = [current.mode, ...Object.values(current.areas)];
  return modes.includes('closed') ? 'closed' : modes.includes('read-only') ? 'read-only' : 'open';
}

function looserThan(current: Switch, instance: StoredInstance): string | null {
  const why = instance.why === 'store' ? '' : `, forced by ${instance.why}`;
  if (!isAtLeastAsStrict(instance.effectiveMode, current.mode)) {
    return `enforces ${instance.effectiveMode} instead of ${current.mode}${why}`;
  }
  for (const [area, mode] of Object.entries(current.areas)) {
    const effective = instance.effectiveAreas[area] ?? instance.effectiveMode;
    if (!isAtLeastAsStrict(effective, mode))
      return `enforces ${effective} instead of ${mode} in ${area}${why}`;
  }
  return null;
}

function drainingDetail({ writesInFlight, writesInFlightCount }: StoredInstance): string {
  const [oldest] = writesInFlight;
  const example = oldest
    ? `, oldest ${oldest.method} ${oldest.path} for ${(oldest.ageMs / 1000).toFixed(1)} s`
    : '';
  return `waits for ${writesInFlightCount} ${writesInFlightCount === 1 ? 'write' : 'writes'} in flight${example}`;
}
