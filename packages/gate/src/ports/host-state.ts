import type { AuditSeal } from '../model/audit.ts';
import type { Mode } from '../model/mode.ts';
import type { Pass } from '../model/pass.ts';
import type { Switch } from '../model/switch.ts';

/** What one host remembers outside the store, in its state directory. */
export interface HostState {
  /** The last state an instance enforced; null when there is none or it is damaged. */
  readLastKnown(site: string): Promise<LastKnown | null>;
  writeLastKnown(site: string, state: LastKnown): Promise<void>;
  /** The break-glass file. Cheap: instances look twice a second. */
  readBreakGlass(site: string): Promise<BreakGlass>;
  /** Marks a break-glass pass used; false when it was used before. */
  useBreakGlassPass(site: string, tokenHash: string): Promise<boolean>;
  seal(site: string, seal: AuditSeal): Promise<void>;
  seals(site: string): Promise<readonly AuditSeal[]>;
}

export interface LastKnown {
  readonly lineage: string;
  readonly switch: Switch;
  readonly passes: readonly Pass[];
  readonly savedAt: number;
}

/** A mode forced on every instance of this host from outside the store. */
export interface Override {
  readonly mode: Mode;
  readonly reason: string;
  readonly actor: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface BreakGlass {
  readonly override: Override | null;
  /** One-time admin passes honoured without store and identity provider. */
  readonly passes: readonly BreakGlassPass[];
  /** A token of a dry run: an instance that sees it repeats it in its report. */
  readonly dryRun: string | null;
  /** Set when the file exists and cannot be used: the instance says so and keeps its mode. */
  readonly damaged: string | null;
}

export interface BreakGlassPass {
  readonly id: string;
  readonly tokenHash: string;
  readonly subject: string;
  /** Why it was made: goes on record with its use. */
  readonly reason: string;
  readonly expiresAt: number;
  readonly redeemed: boolean;
}

export const noBreakGlass: BreakGlass = Object.freeze({
  override: null,
  passes: Object.freeze([]),
  dryRun: null,
  damaged: null,
});
