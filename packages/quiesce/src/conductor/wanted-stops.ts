import type { Switch, TransitionPart } from '@portcullis/gate';

/** What the configuration names beside the switch. */
export interface Declared {
  readonly workers: readonly DeclaredWorker[];
  readonly databases: readonly DeclaredDatabase[];
}

export interface DeclaredWorker {
  readonly name: string;
  /** It stops when one of these is not open. Null = when the site is not. */
  readonly areas: readonly string[] | null;
}

export interface DeclaredDatabase {
  readonly name: string;
  /** By area, the tables that it writes to. An area that is not named here cannot be closed by itself. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
}

/** A part that is to be stopped, as long as the switch says what it says. */
export type WantedStop = Pick<TransitionPart, 'kind' | 'name' | 'tables'>;

export interface WantedStops {
  readonly stops: readonly WantedStop[];
  /** Databases that stay writable, in whole or in part, although an area is not open: its tables are not named. */
  readonly uncovered: readonly { readonly database: string; readonly area: string }[];
}

type Modes = Pick<Switch, 'mode' | 'areas'>;

/** Which workers and databases a switch stops. Pure; the same for what is stored and for what is asked for. */
export function wantedStops(modes: Modes, { workers, databases }: Declared): WantedStops {
  const stops: WantedStop[] = workers
    .filter(({ areas }) => stopsWorker(modes, areas))
    .map(({ name }) => ({ kind: 'worker', name, tables: [] }));
  const uncovered: { database: string; area: string }[] = [];
  for (const database of databases) {
    const found = stopsDatabase(modes, database);
    if (found.tables !== null) stops.push({ kind: 'database', name: database.name, tables: found.tables });
    uncovered.push(...found.uncovered.map((area) => ({ database: database.name, area })));
  }
  return { stops, uncovered };
}

function stopsWorker(modes: Modes, areas: readonly string[] | null): boolean {
  if (areas === null) return modes.mode !== 'open';
  return areas.some((area) => modeOf(modes, area) !== 'open');
}

/** The site's own name for what belongs to no area. */
const wholeSite = 'the site';

/** Null = nothing of it is closed; an empty list = all of it is. */
function stopsDatabase(
  modes: Modes,
  { tables }: DeclaredDatabase,
): { readonly tables: readonly string[] | null; readonly uncovered: readonly string[] } {
  const differing = Object.keys(modes.areas);
  const isSomethingOpen = modes.mode === 'open' || differing.some((area) => modeOf(modes, area) === 'open');
  if (!isSomethingOpen) return { tables: [], uncovered: [] };
  const named = Object.keys(tables);
  const shut = [...new Set([...differing, ...named])].filter((area) => modeOf(modes, area) !== 'open');
  const closed = shut.flatMap((area) => (Object.hasOwn(tables, area) ? (tables[area] ?? []) : []));
  // A table that an open area writes to, too, stays writable.
  const open = new Set(
    named.filter((area) => modeOf(modes, area) === 'open').flatMap((area) => tables[area] ?? []),
  );
  const left = [...new Set(closed)].filter((table) => !open.has(table)).sort();
  const uncovered = shut.filter((area) => !Object.hasOwn(tables, area));
  if (modes.mode !== 'open') uncovered.push(wholeSite);
  return { tables: left.length === 0 ? null : left, uncovered };
}

function modeOf({ mode, areas }: Modes, area: string): Switch['mode'] {
  return Object.hasOwn(areas, area) ? (areas[area] ?? mode) : mode;
}
