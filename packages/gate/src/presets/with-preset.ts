import type { PolicyInput, RouteInput } from '../model/policy.ts';
import type { ProductionInput } from '../model/production.ts';

/**
 * A preset with what the owner of a site writes beside it. Lists are joined, and a route of the owner takes the place of the
 * preset's with the same `match` and host; other values of the owner take the place of the preset's. Nothing is checked here.
 */
export function withPreset(preset: PolicyInput, own: PolicyInput): PolicyInput {
  const { routes, areas, signIn, bypass, health, production, page, banners, trusted, ...rest } = own;
  return {
    ...preset,
    ...rest,
    ...given('routes', joinRoutes(preset.routes, routes)),
    ...given('areas', joinObjects(preset.areas, areas)),
    ...given('signIn', joinSignIn(preset.signIn, signIn)),
    ...given('bypass', joinObjects(preset.bypass, bypass)),
    ...given('health', joinLists(preset.health, health)),
    ...given('production', joinProduction(preset.production, production)),
    ...given('page', joinObjects(preset.page, page)),
    ...given('banners', joinObjects(preset.banners, banners)),
    ...given('trusted', joinObjects(preset.trusted, trusted)),
  };
}

function joinRoutes(
  preset: readonly RouteInput[] | undefined,
  own: readonly RouteInput[] | undefined,
): readonly RouteInput[] | undefined {
  // What is no list is told by whoever checks the policy.
  if (preset === undefined || !Array.isArray(own)) return own ?? preset;
  const replaced = new Set(own.map(nameOf));
  return [...preset.filter((route) => !replaced.has(nameOf(route))), ...own];
}

function nameOf(route: RouteInput | null): string {
  return JSON.stringify([route?.match, route?.host]);
}

function joinSignIn(preset: PolicyInput['signIn'], own: PolicyInput['signIn']): PolicyInput['signIn'] {
  if (preset === undefined || own === undefined) return own ?? preset;
  const routes = joinLists(preset.routes, own.routes) ?? [];
  return { ...preset, ...own, routes };
}

function joinProduction(
  preset: ProductionInput | undefined,
  own: ProductionInput | undefined,
): ProductionInput | undefined {
  if (preset === undefined || own === undefined) return own ?? preset;
  return {
    ...preset,
    ...own,
    ...given('refused', joinLists(preset.refused, own.refused)),
    ...given('refusedExtensions', joinLists(preset.refusedExtensions, own.refusedExtensions)),
    ...given('calls', joinLists(preset.calls, own.calls)),
    ...given('switches', joinLists(preset.switches, own.switches)),
    ...given('removeHeaders', joinLists(preset.removeHeaders, own.removeHeaders)),
    ...given('errors', joinErrors(preset.errors, own.errors)),
  };
}

function joinErrors(
  preset: ProductionInput['errors'],
  own: ProductionInput['errors'],
): ProductionInput['errors'] {
  if (preset === undefined || own === undefined) return own ?? preset;
  return {
    ...preset,
    ...own,
    ...given('business', joinLists(preset.business, own.business)),
    ...given('signatures', joinLists(preset.signatures, own.signatures)),
  };
}

/** Each value once: who repeats what the preset says has said nothing wrong. */
function joinLists<Value>(
  preset: readonly Value[] | undefined,
  own: readonly Value[] | undefined,
): readonly Value[] | undefined {
  if (preset === undefined || !Array.isArray(own)) return own ?? preset;
  return [...preset.filter((value) => !own.includes(value)), ...own];
}

function joinObjects<Value extends object>(
  preset: Value | undefined,
  own: Value | undefined,
): Value | undefined {
  if (preset === undefined || typeof own !== 'object' || own === null) return own ?? preset;
  return { ...preset, ...own };
}

function given<Key extends string, Value>(key: Key, value: Value | undefined): { [Name in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [Name in Key]?: Value });
}
