import { type Mode, stricterOf } from '../model/mode.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { modeInForce, modeOfLostLease, type Snapshot } from './snapshot.ts';

export interface EffectiveMode {
  readonly mode: Mode;
  /** The areas that made it stricter than the site's own; empty when the site's own is as strict. */
  readonly areas: readonly string[];
}

const noAreas: readonly string[] = Object.freeze([]);

/**
 * The strictest mode over the areas that any reading hits. An area that is looser than the site must be hit
 * under every exact reading: otherwise the site's own mode counts too.
 */
export function effectiveMode(
  snapshot: Snapshot,
  request: CanonicalRequest,
  monotonicMs: number,
): EffectiveMode {
  const lost = modeOfLostLease(snapshot, monotonicMs);
  const own = lost === null ? snapshot.mode : stricterOf(snapshot.mode, lost);
  // What hits an area as written hits it folded too, so nothing is overlooked here.
  if (!snapshot.hasAreas || request.facts.areas.length === 0) return { mode: own, areas: noAreas };
  const { areas, areasByReading } = request.facts;
  let mode: Mode = lost ?? 'open';
  for (const names of areasByReading) {
    if (names.length === 0) mode = stricterOf(mode, own);
    for (const name of names) mode = stricterOf(mode, modeOfArea(snapshot, name));
  }
  for (const name of areas) mode = stricterOf(mode, modeOfArea(snapshot, name));
  if (stricterOf(own, mode) === own) return { mode, areas: noAreas };
  return { mode, areas: areas.filter((name) => modeOfArea(snapshot, name) === mode) };
}

/** The strictest mode of the site and of all its areas: for what runs anywhere, whatever the path. */
export function strictestMode(snapshot: Snapshot, monotonicMs: number): EffectiveMode {
  const own = modeInForce(snapshot, monotonicMs);
  const names = Object.keys(snapshot.areas).filter((name) =>
    Object.hasOwn(snapshot.compiled.policy.areas, name),
  );
  const mode = names.reduce<Mode>(
    (strictest, name) => stricterOf(strictest, modeOfArea(snapshot, name)),
    own,
  );
  if (mode === own) return { mode, areas: noAreas };
  return { mode, areas: names.filter((name) => modeOfArea(snapshot, name) === mode) };
}

function modeOfArea({ areas, mode }: Snapshot, name: string): Mode {
  return Object.hasOwn(areas, name) ? (areas[name] ?? mode) : mode;
}
