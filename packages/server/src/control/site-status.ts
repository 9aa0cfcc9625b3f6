import {
  describeEffectiveRule,
  type Gate,
  isWindow,
  type LocalizedText,
  type Store,
  type Switch,
} from '@portcullis/gate';
import { publicOrigin } from '../config/gate-origin.ts';
import type { Config } from '../config/parse-config.ts';
import { type Enforcement, judgeEnforcement } from '../switching/enforcement.ts';
import { isForced, type ModeInForce, modeInForceAt } from './mode-in-force.ts';
import type { SwitchReader } from './switch-reader.ts';

export interface SiteStatus {
  readonly site: string;
  /** What is stored; an override may force another mode. */
  readonly switch: Switch;
  /** What the instance that answers enforces, and why. */
  readonly inForce: ModeInForce;
  /** The store's clock. */
  readonly now: number;
  readonly enforcement: Enforcement;
  /** The best word that is true: `enforced (HTTP only)`, `not yet enforced`, `open`. */
  readonly word: string;
  readonly effectiveRule: string;
  readonly warnings: readonly string[];
  readonly upstream: string;
  readonly instance: string;
  /** How people reach the site. */
  readonly publicUrl: string;
  /** The areas that the policy knows. */
  readonly areas: readonly { readonly name: string; readonly title: LocalizedText }[];
  /** How the site calls itself; empty = it has no name. */
  readonly brand: string;
}

export interface StatusOptions {
  readonly gate: Gate;
  readonly store: Pick<Store, 'instances'>;
  readonly readSwitch: SwitchReader;
  readonly config: Config;
  /** The port that was really taken. */
  readonly port: number;
}

/** The four answers of 2 am: which mode and who did it, is it enforced, what still writes, how to get back. */
export async function siteStatus(options: StatusOptions): Promise<SiteStatus> {
  const { gate, store, readSwitch, config, port } = options;
  const state = await readSwitch();
  const instances = await store.instances.list(gate.site);
  const enforcement = judgeEnforcement(state.switch, instances, gate.policyDigest);
  const inForce = modeInForceAt({ gate, config, port });
  return {
    site: gate.site,
    switch: state.switch,
    inForce,
    now: state.now,
    enforcement,
    word: wordFor(state.switch, enforcement, inForce),
    effectiveRule: [
      describeEffectiveRule({
        mode: isForced(inForce) ? inForce.mode : state.switch.mode,
        areas: isForced(inForce) ? inForce.areas : state.switch.areas,
        policy: config.policy,
      }),
      ...breakGlassHolders(gate),
    ].join(' '),
    warnings: [...config.warnings, ...roleAloneWarning(config), ...overTimeWarning(state.switch, state.now)],
    upstream: config.upstream.origin,
    instance: gate.instance.id,
    publicUrl: publicOrigin(config, port),
    areas: Object.values(config.policy.areas).map(({ name, title }) => ({ name, title })),
    brand: gate.view().presented.page.brand,
  };
}

/** No database and no worker is declared in this release: more than HTTP is never claimed. */
function wordFor(current: Switch, { enforced }: Enforcement, inForce: ModeInForce): string {
  if (!enforced) return 'not yet enforced';
  if (isWindow(current)) return 'enforced (HTTP only)';
  return inForce.mode === 'open' ? 'open' : `forced ${inForce.mode}`;
}

/** No policy names them: who holds such a pass gets in beside all rules. */
function breakGlassHolders(gate: Gate): string[] {
  const { breakGlass, snapshot } = gate.view();
  const subjects = breakGlass.passes
    .filter(({ expiresAt }) => Date.now() < expiresAt)
    .map(({ subject }) => subject);
  if (subjects.length === 0 || snapshot.mode === 'open') return [];
  const named = [...new Set(subjects)].join(', ');
  return [`Besides, from this machine or a trusted network, holders of a break-glass pass: ${named}.`];
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
