import { canonicalJson } from '../model/canonical-json.ts';
import { type BreakGlass, type HostState, noBreakGlass, type Override } from '../ports/host-state.ts';
import type { Endings } from './endings.ts';
import type { Logger } from './logger.ts';

/** The break-glass file of this host, as it was last seen. */
export interface OverrideWatch {
  /** Reads the file; rejects when it cannot be read, and then nothing changes. */
  look(): Promise<void>;
  /** The same object until the content changes. */
  breakGlass(): BreakGlass;
  /** The override in force: it may have run out since the last look. */
  override(): Override | null;
}

export interface OverrideWatchOptions {
  readonly site: string;
  readonly host: HostState | null;
  readonly endings: Endings;
  readonly logger: Logger;
}

export function createOverrideWatch({ site, host, endings, logger }: OverrideWatchOptions): OverrideWatch {
  let breakGlass: BreakGlass = noBreakGlass;
  return {
    async look() {
      if (host === null) return;
      const found = await host.readBreakGlass(site);
      if (found.damaged !== null && found.damaged !== breakGlass.damaged) {
        logger.error({ reason: found.damaged }, 'the break-glass file cannot be used; the mode is kept');
      }
      // A damaged file changes nothing: neither begins nor ends an override.
      const next = found.damaged === null ? found : { ...breakGlass, damaged: found.damaged };
      // Each look at a file may give a new object; only new content is news.
      if (canonicalJson(next) !== canonicalJson(breakGlass)) breakGlass = next;
    },
    breakGlass: () => breakGlass,
    override() {
      const found = breakGlass.override;
      if (found === null) return null;
      const { createdAt, expiresAt } = found;
      // The clock may be set back by days before this host looks at it.
      const longestMs = expiresAt - createdAt;
      return endings.isOver(`override ${createdAt} ${expiresAt}`, expiresAt, longestMs) ? null : found;
    },
  };
}

export function sameOverride(a: Override | null, b: Override | null): boolean {
  return (
    a === b ||
    (a !== null &&
      b !== null &&
      a.createdAt === b.createdAt &&
      a.mode === b.mode &&
      a.expiresAt === b.expiresAt)
  );
}
