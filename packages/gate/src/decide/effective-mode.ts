import { type Mode, stricterOf } from '../model/mode.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { modeOfLostLease, type Snapshot } from './snapshot.ts';

export interface EffectiveMode {
  readonly mode: Mode;
  /** The areas whose mode made it what it is; empty when it is the site's. */
  readonly areas: readonly string[];
}

/**
 * The strictest mode over the areas that any reading hits. An area that is looser than the site must be hit
 * under every exact reading: otherwise the site's own mode counts too.
 */
export function effectiveMode(
  snapshot: Snapshot,
  request: CanonicalRequest,
  monotonicMs: number,
): EffectiveMode {
  const { areas } = snapshot;
  let mode = snapshot.mode;
  const causes: string[] = [];
  if (Object.keys(areas).length > 0) {
    const { facts } = request;
    mode = 'open';
    for (const names of facts.areasByReading) mode = stricterOf(mode, modeOfReading(snapshot, names));
    for (const name of facts.areas) mode = stricterOf(mode, stricterOf(areaMode(snapshot, name), 'open'));
    for (const name of facts.areas)
      if (Object.hasOwn(areas, name) && areaMode(snapshot, name) === mode) causes.push(name);
  }
  const lost = modeOfLostLease(snapshot, monotonicMs);
  if (lost !== null && stricterOf(mode, lost) !== mode) return { mode: lost, areas: [] };
  return { mode, areas: causes };
}

function modeOfReading(snapshot: Snapshot, names: readonly string[]): Mode {
  if (names.length === 0) return snapshot.mode;
  let mode: Mode = 'open';
  for (const name of names) mode = stricterOf(mode, areaMode(snapshot, name));
  return mode;
}

function areaMode(snapshot: Snapshot, name: string): Mode {
  return Object.hasOwn(snapshot.areas, name) ? (snapshot.areas[name] ?? snapshot.mode) : snapshot.mode;
}
