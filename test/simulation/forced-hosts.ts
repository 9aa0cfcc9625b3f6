import type { Mode, Override } from '@portcullis/gate';

/** What shells asked hosts for, what these read of it, and when each was forced to a mode. */
export interface ForcedHosts {
  /** A process of the host has read its break-glass file. */
  looked(host: string, override: Override | null): void;
  /** What a host enforces now: a mode that it is forced to, or null. Tells what is wrong with that; null = nothing. */
  seen(host: string, mode: Mode | null): string | null;
  /** Whether it was forced to one of these modes at that moment. */
  wasForced(host: string, atMs: number, to: readonly Mode[]): boolean;
}

export interface ForcedHostsOptions {
  readonly nowMs: () => number;
  /** How long processes of a host have run: a stopped one lets go of nothing. */
  readonly ranMs: (host: string) => number;
  /** Whether it may have run out by some clock of the host. */
  readonly hasEnded: (host: string, override: Override) => boolean;
}

interface Look {
  readonly override: Override | null;
  /** By the time that the host runs. */
  readonly atMs: number;
}

interface Forced {
  readonly mode: Mode;
  readonly fromMs: number;
  toMs: number;
}

/** docs/locked-out.md. */
const obeyedWithinMs = 1_000;
/** What was read is in force with the next round, which asks the store first. */
const roundMs = 1_000;

export function createForcedHosts({ nowMs, ranMs, hasEnded }: ForcedHostsOptions): ForcedHosts {
  const looks = new Map<string, Look[]>();
  const forced = new Map<string, Forced[]>();

  function of<Value>(all: Map<string, Value[]>, host: string): Value[] {
    const found = all.get(host) ?? [];
    all.set(host, found);
    return found;
  }

  /** Since when nothing that the host reads asks for this mode; null = it does, undefined = nothing ever did. */
  function outdatedSince(host: string, mode: Mode): number | null | undefined {
    let since: number | null | undefined;
    for (const { override, atMs } of of(looks, host)) {
      if (override?.mode === mode) since = null;
      else if (since === null) since = atMs;
    }
    return since;
  }

  return {
    looked(host, override) {
      const known = of(looks, host);
      if (known.at(-1)?.override === override) return;
      known.push({ override, atMs: ranMs(host) });
    },
    seen(host, mode) {
      const spans = of(forced, host);
      const last = spans.at(-1);
      const goesOn = last !== undefined && last.toMs === Number.POSITIVE_INFINITY;
      if (goesOn && last.mode === mode) {
        // It is the same one.
      } else {
        if (goesOn) last.toMs = nowMs();
        if (mode !== null) spans.push({ mode, fromMs: nowMs(), toMs: Number.POSITIVE_INFINITY });
      }
      const asked = of(looks, host).at(-1);
      // One that closes is stricter than anything else, and waits for no store.
      if (mode === null && asked?.override?.mode === 'closed' && !hasEnded(host, asked.override)) {
        const sinceMs = ranMs(host) - asked.atMs;
        return sinceMs > obeyedWithinMs
          ? `was asked to close ${Math.round(sinceMs)} ms ago, and did not`
          : null;
      }
      if (mode === null) return null;
      const since = outdatedSince(host, mode);
      if (since === undefined) return `is forced ${mode}, and nobody asked for it`;
      if (since === null || ranMs(host) - since <= roundMs) return null;
      return `is forced ${mode} ${Math.round(ranMs(host) - since)} ms after it read that nobody asks for it any more`;
    },
    wasForced: (host, atMs, to) =>
      of(forced, host).some(({ mode, fromMs, toMs }) => to.includes(mode) && fromMs <= atMs && toMs >= atMs),
  };
}
