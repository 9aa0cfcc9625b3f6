import { isMode } from '../../model/mode.ts';
import type { Switch } from '../../model/switch.ts';
import type { SiteState } from '../../ports/store.ts';

/**
 * What a store or a disk gave for a site, as far as decisions rest on it. Drivers check every row that they read; a store that was
 * written by others, or a copy of one, may not, and what is no mode must not be enforced as one. Throws an Error otherwise.
 */
export function checkSiteState<State extends Pick<SiteState, 'lineage' | 'switch' | 'passes'>>(
  found: State,
  site: string,
): State {
  const { lineage, switch: current, passes } = fieldsOf<SiteState>(found);
  const isWhole =
    typeof lineage === 'string' && isSwitch(current, site) && Array.isArray(passes) && passes.every(isPass);
  if (isWhole) return found;
  throw new Error(
    `Expected the state of the site ${site}, with its switch and passes; what came is none. See which store answers, and its version.`,
  );
}

function isSwitch(value: unknown, site: string): boolean {
  const of = fieldsOf<Switch>(value);
  return (
    of.site === site &&
    Number.isSafeInteger(of.epoch) &&
    isMode(of.mode) &&
    typeof of.production === 'boolean' &&
    typeof of.areas === 'object' &&
    of.areas !== null &&
    Object.values(of.areas).every(isMode) &&
    Array.isArray(of.draining) &&
    (of.windowId === null || typeof of.windowId === 'string')
  );
}

function isPass(value: unknown): boolean {
  const { id, subject, scope, expiresAt } = fieldsOf<SiteState['passes'][number]>(value);
  return (
    typeof id === 'string' &&
    typeof subject === 'string' &&
    (scope === 'read' || scope === 'write') &&
    Number.isFinite(expiresAt)
  );
}

function fieldsOf<Value extends object>(value: unknown): { readonly [key in keyof Value]?: unknown } {
  return typeof value === 'object' && value !== null ? value : {};
}
