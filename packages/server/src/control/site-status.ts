import { describeEffectiveRule, type Gate, isWindow, type Store, type Switch } from '@portcullis/gate';
import type { Config } from '../config/parse-config.ts';
import { type Enforcement, judgeEnforcement } from '../switching/enforcement.ts';

export interface SiteStatus {
  readonly site: string;
  readonly switch: Switch;
  /** The store's clock. */
  readonly now: number;
  readonly enforcement: Enforcement;
  /** The best word that is true: `enforced (HTTP only)`, `not yet enforced`, `open`. */
  readonly word: string;
  readonly effectiveRule: string;
  readonly warnings: readonly string[];
  readonly upstream: string;
  readonly instance: string;
}

export interface StatusOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly config: Config;
}

/** The four answers of 2 am: which mode and who did it, is it enforced, what still writes, how to get back. */
export async function siteStatus({ gate, store, config }: StatusOptions): Promise<SiteStatus> {
  const state = await store.switch.read(gate.site);
  const instances = await store.instances.list(gate.site);
  const enforcement = judgeEnforcement(state.switch, instances, gate.policyDigest);
  return {
    site: gate.site,
    switch: state.switch,
    now: state.now,
    enforcement,
    word: wordFor(state.switch, enforcement),
    effectiveRule: describeEffectiveRule({
      mode: state.switch.mode,
      areas: state.switch.areas,
      policy: config.policy,
    }),
    warnings: [...config.warnings, ...roleAloneWarning(config), ...overTimeWarning(state.switch, state.now)],
    upstream: config.upstream.origin,
    instance: gate.instance.id,
  };
}

/** No database and no worker is declared in this release: more than HTTP is never claimed. */
function wordFor(current: Switch, { enforced }: Enforcement): string {
  if (!enforced) return 'not yet enforced';
  return isWindow(current) ? 'enforced (HTTP only)' : 'open';
}

function roleAloneWarning({ policy }: Config): string[] {
  const roles = policy.bypass.writeByRoleAlone;
  return roles.length === 0 ? [] : [`${roles.join(', ')} may write by role alone, without a trusted path`];
}

/** Search engines begin to drop pages that answer 503 for about two days. */
const indexingLimitMs = 36 * 60 * 60 * 1000;

function overTimeWarning(current: Switch, now: number): string[] {
  if (current.mode !== 'closed' || now - current.since < indexingLimitMs) return [];
  return [
    'closed for more than 36 hours: search engines begin to drop pages that answer 503 for about two days',
  ];
}
