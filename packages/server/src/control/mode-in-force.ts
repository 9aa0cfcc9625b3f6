import type { EffectiveWhy, Gate, Mode, Override } from '@portcullis/gate';
import { listenOrigin } from '../config/gate-origin.ts';
import type { Config } from '../config/parse-config.ts';

/** What one running instance enforces, and what it has read of the break-glass file; needs no store. */
export interface ModeInForce {
  readonly instance: string;
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly why: EffectiveWhy;
  /** The override that was read and has not ended; the environment may outrank it. */
  readonly override: Override | null;
  /** Identifiers of the break-glass passes that were read. */
  readonly breakGlassPasses: readonly string[];
  /** Why the break-glass file cannot be used. */
  readonly breakGlassDamaged: string | null;
  /** Where somebody on this machine reaches it. */
  readonly origin: string;
}

export interface ModeInForceOptions {
  readonly gate: Gate;
  readonly config: Config;
  /** The port that was really taken. */
  readonly port: number;
}

export function modeInForceAt({ gate, config, port }: ModeInForceOptions): ModeInForce {
  const { snapshot, breakGlass } = gate.view();
  const { override, passes, damaged } = breakGlass;
  return {
    instance: gate.instance.id,
    mode: snapshot.mode,
    areas: snapshot.areas,
    why: snapshot.why,
    override: override !== null && Date.now() < override.expiresAt ? override : null,
    breakGlassPasses: passes.map(({ id }) => id),
    breakGlassDamaged: damaged,
    origin: listenOrigin(config, port),
  };
}

/** Whether somebody decided past the switch. */
export function isForced({ why }: Pick<ModeInForce, 'why'>): boolean {
  return why === 'break-glass' || why === 'environment';
}
