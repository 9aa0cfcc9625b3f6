import {
  type Gate,
  isWindow,
  type LocalizedText,
  type Store,
  type Switch,
  type WebhookStanding,
} from '@portcullis/gate';
import { publicOrigin } from '../config/gate-origin.ts';
import type { Config } from '../config/parse-config.ts';
import type { UpstreamReach } from '../observe/upstream-reach.ts';
import { inEnglish } from '../sentences/in-english.ts';
import { ruleSaid } from '../sentences/rule-said.ts';
import type { Said } from '../sentences/said.ts';
import { warningSaid } from '../sentences/warning-said.ts';
import type { ConductedStillness } from '../stillness/conduct-site.ts';
import { isShut } from '../stillness/idle-look.ts';
import { type SiteStillness, siteStillness } from '../stillness/site-stillness.ts';
import type { Enforcement } from '../switching/enforcement.ts';
import { readEnforcement } from '../switching/read-enforcement.ts';
import type { Traffic } from '../traffic/observe-traffic.ts';
import type { HeldWebhooks } from './held-webhooks.ts';
import { isForced, type ModeInForce, modeInForceAt } from './mode-in-force.ts';
import type { Remembered } from './remembered.ts';
import type { SwitchReader } from './switch-reader.ts';
import { type WritePassesOut, writePassesOut } from './write-passes-out.ts';

export interface SiteStatus {
  readonly site: string;
  /** What is stored; an override may force another mode. */
  readonly switch: Switch;
  /** What the instance that answers enforces, and why. */
  readonly inForce: ModeInForce;
  /** The store's clock. */
  readonly now: number;
  readonly enforcement: Enforcement;
  /** The best word that is true: `still`, `enforced`, `enforced (HTTP only)`, `not yet enforced`, `open`. */
  readonly word: string;
  readonly effectiveRule: string;
  readonly effectiveRuleSaid: Said;
  readonly warnings: readonly string[];
  /** Null = a warning of the configuration, which is for the author of its file. */
  readonly warningsSaid: readonly (Said | null)[];
  readonly upstream: string;
  readonly instance: string;
  /** How people reach the site. */
  readonly publicUrl: string;
  /** The areas that the policy knows. */
  readonly areas: readonly { readonly name: string; readonly title: LocalizedText }[];
  readonly writePasses: WritePassesOut;
  /** How the site calls itself; empty = it has no name. */
  readonly brand: string;
  /** What the configuration says of the application; null = no preset. */
  readonly preset: Config['preset'];
  /** Databases and workers that stop with the site; null = none is declared. */
  readonly stillness: SiteStillness | null;
  /** Webhooks that are held, and those that could not be delivered; null = the store does not say. */
  readonly webhooks: { readonly waiting: number; readonly failed: number } | null;
}

export interface StatusOptions {
  readonly gate: Gate;
  readonly store: Pick<Store, 'instances'>;
  readonly readSwitch: SwitchReader;
  readonly config: Config;
  /** The port that was really taken. */
  readonly port: number;
  readonly upstreamReach: UpstreamReach;
  readonly traffic: Pick<Traffic, 'members'>;
  /** Each gives warnings. */
  readonly looks: readonly Remembered<readonly Said[]>[];
  readonly heldWebhooks: HeldWebhooks;
  /** Null = nothing but the switch stops. */
  readonly conducted: ConductedStillness | null;
}

/** The four answers of 2 am: which mode and who did it, is it enforced, what still writes, how to get back. */
export async function siteStatus(options: StatusOptions): Promise<SiteStatus> {
  const { gate, store, readSwitch, config, port, upstreamReach, traffic, conducted } = options;
  const [{ state, enforcement }, problem, held, found] = await Promise.all([
    readEnforcement({ gate, store, readSwitch }),
    upstreamReach(),
    options.heldWebhooks(),
    Promise.all(options.looks.map((look) => look())),
  ]);
  const inForce = modeInForceAt({ gate, config, port });
  const { mode, areas } = isForced(inForce) ? inForce : state.switch;
  const rule = ruleSaid({ mode, areas, policy: config.policy }, breakGlassHolders(gate));
  const warnings = [
    ...upstreamWarning(config.upstream.origin, problem),
    ...overTimeWarning(state.switch, state.now),
    ...nobodyRestrictedWarning(gate, traffic),
    ...closedGuardWarnings(conducted, config),
    ...diskWarning(gate, config),
    ...found.flat(),
  ];
  const stillness =
    conducted === null ? null : siteStillness({ conducted, config: config.stillness, switch: state.switch });
  return {
    site: gate.site,
    switch: state.switch,
    inForce,
    now: state.now,
    enforcement,
    word: wordFor(state.switch, { enforcement, inForce, stillness }),
    effectiveRule: inEnglish(rule),
    effectiveRuleSaid: rule,
    warnings: [...config.warnings, ...warnings.map(inEnglish)],
    warningsSaid: [...config.warnings.map(warningSaid), ...warnings],
    upstream: config.upstream.origin,
    instance: gate.instance.id,
    publicUrl: publicOrigin(config, port),
    areas: Object.values(config.policy.areas).map(({ name, title }) => ({ name, title })),
    writePasses: writePassesOut(gate.view().passes.values(), state.now),
    brand: gate.view().presented.page.brand,
    preset: config.preset,
    stillness,
    webhooks: held === null ? null : countedOf(held),
  };
}

function countedOf(held: readonly WebhookStanding[]): NonNullable<SiteStatus['webhooks']> {
  const sum = (of: (standing: WebhookStanding) => number) => held.reduce((count, one) => count + of(one), 0);
  return { waiting: sum(({ waiting }) => waiting), failed: sum(({ failed }) => failed) };
}

/** With nothing declared more than HTTP is never claimed; what is declared, and not at rest, is named beside the word. */
function wordFor(
  current: Switch,
  {
    enforcement,
    inForce,
    stillness,
  }: {
    readonly enforcement: Enforcement;
    readonly inForce: ModeInForce;
    readonly stillness: SiteStillness | null;
  },
): string {
  if (!enforcement.enforced) return 'not yet enforced';
  if (isWindow(current)) {
    if (stillness === null) return 'enforced (HTTP only)';
    return stillness.since === null ? 'enforced' : 'still';
  }
  return inForce.mode === 'open' ? 'open' : `forced ${inForce.mode}`;
}

/** No policy names them: who holds such a pass gets in beside all rules. */
function breakGlassHolders(gate: Gate): string[] {
  const { breakGlass, snapshot } = gate.view();
  const subjects = breakGlass.passes
    .filter(({ expiresAt }) => Date.now() < expiresAt)
    .map(({ subject }) => subject);
  if (snapshot.mode === 'open') return [];
  return [...new Set(subjects)];
}

function upstreamWarning(origin: string, problem: string | null): Said[] {
  return problem === null ? [] : [{ code: 'upstream-down', values: { origin, problem } }];
}

/** Databases that refuse writes although nothing is to be stopped: closed by hand, or left so by whoever conducted. */
function closedGuardWarnings(conducted: ConductedStillness | null, { stillness }: Config): Said[] {
  return stillness.databases.flatMap(({ name }): Said[] => {
    const found = conducted?.idle.database(name) ?? null;
    if (found?.kind !== 'standing' || !isShut(found.standing)) return [];
    const { closedAt, closedBy, reason } = found.standing;
    return [{ code: 'guard-closed', values: { name, since: closedAt, by: closedBy, reason: reason ?? '' } }];
  });
}

/** Nothing but a restart without the store would show it. */
function diskWarning(gate: Gate, { stateDirectory }: Config): Said[] {
  if (gate.isOnDisk()) return [];
  return [{ code: 'state-not-on-disk', values: { host: gate.instance.host, directory: stateDirectory } }];
}

/** Fewer may be the administrators who set it up. */
const fewestPeople = 5;

/** It restricts members of groups, and none of the people who came is one: most likely a name is not as the application has it. */
function nobodyRestrictedWarning(gate: Gate, traffic: Pick<Traffic, 'members'>): Said[] {
  const groups = gate.view().snapshot.production?.restricted.groups ?? [];
  const members = traffic.members(groups);
  if (groups.length === 0 || members.people < fewestPeople) return [];
  if (members.groups.some(({ people }) => people > 0)) return [];
  return [{ code: 'nobody-restricted', values: { groups: [...groups], people: members.people } }];
}

/** Search engines begin to drop pages that answer 503 for about two days. */
const indexingLimitHours = 36;

function overTimeWarning({ mode, since }: Switch, now: number): Said[] {
  if (mode !== 'closed' || now - since < indexingLimitHours * 3_600_000) return [];
  return [{ code: 'closed-long', values: { hours: indexingLimitHours } }];
}
