import { type Mode, modes } from '../api/schema.ts';

export interface Modes {
  /** Of the site. */
  readonly mode: Mode;
  /** Of areas that have one of their own. */
  readonly areas: Readonly<Record<string, Mode>>;
}

/**
 * What a change looks like: the mode that the site goes to or, where its areas alone change, the strictest that one goes
 * to. What becomes stricter somewhere never looks like opening. Null = every mode stays as it is.
 */
export function modeOfChange(from: Modes, to: Modes): Mode | null {
  const isStricter = (mode: Mode, than: Mode) => modes.indexOf(mode) > modes.indexOf(than);
  if (isStricter(to.mode, from.mode)) return to.mode;
  const changed = [...new Set([...Object.keys(from.areas), ...Object.keys(to.areas)])]
    .map((area) => ({ before: from.areas[area] ?? from.mode, after: to.areas[area] ?? to.mode }))
    .filter(({ before, after }) => before !== after);
  const strictestOf = (several: typeof changed) =>
    modes.findLast((mode) => several.some(({ after }) => after === mode)) ?? null;
  const stricter = changed.filter(({ before, after }) => isStricter(after, before));
  if (stricter.length > 0) return strictestOf(stricter);
  return to.mode === from.mode ? strictestOf(changed) : to.mode;
}
