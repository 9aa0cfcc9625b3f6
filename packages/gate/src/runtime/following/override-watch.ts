import { canonicalJson } from '../../model/canonical-json.ts';
import { isMode } from '../../model/mode.ts';
import { type BreakGlass, type HostState, noBreakGlass, type Override } from '../../ports/host-state.ts';
import type { Endings } from '../endings.ts';
import type { Logger } from '../logger.ts';
import { withDeadline } from '../with-deadline.ts';

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
  readonly timeoutMs: number;
}

export function createOverrideWatch({
  site,
  host,
  endings,
  logger,
  timeoutMs,
}: OverrideWatchOptions): OverrideWatch {
  let breakGlass: BreakGlass = noBreakGlass;
  /** Of a disk that hangs nobody asks twice at a time. */
  let reading: Promise<BreakGlass> | null = null;
  return {
    async look() {
      if (host === null) return;
      reading ??= Promise.resolve(host.readBreakGlass(site)).finally(() => {
        reading = null;
      });
      const found = checked(await withDeadline(reading, timeoutMs, 'reading the break-glass file'));
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

/** What is no such file changes nothing, as one that cannot be read. */
function checked(found: BreakGlass): BreakGlass {
  const { override, passes } = found;
  if (Array.isArray(passes) && (override === null || isMode(override.mode))) return found;
  throw new Error(
    'Expected what lies in the break-glass file, its override and its passes; what came is none',
  );
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
