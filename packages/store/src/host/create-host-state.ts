import {
  type BreakGlassPass,
  type Clock,
  callHook,
  deriveKey,
  type HostState,
  type Override,
  type SigningKey,
} from '@portcullis/gate';
import { createBreakGlassFile } from './break-glass-file.ts';
import { createLastKnownFile } from './last-known-file.ts';
import { createSealLog } from './seal-log.ts';
import { createUsedPasses } from './used-passes.ts';

export interface HostStateOptions {
  /** The state directory; created for its owner alone at the first write. */
  readonly directory: string;
  /**
   * The server secrets, the active one first: the last known state is signed, and one that is not is not believed.
   * Without them it is read for showing it. @default none
   */
  readonly secrets?: readonly Uint8Array[] | undefined;
  /** Told of every file that is there and cannot be used; what it held counts as absent. @default nothing is done */
  readonly onDamaged?: (file: string, reason: string) => void;
  /** Decides which break-glass passes are over when one is added. @default the machine's clock */
  readonly clock?: Pick<Clock, 'wallMs'>;
  /** The size at which a log of seals is put aside. @default 4194304 */
  readonly sealLogBytes?: number;
}

/** The side that instances read, and the side that the command line on the host writes. */
export interface WritableHostState extends HostState {
  /** Forces a mode on every instance of this host that guards the site. */
  writeOverride(site: string, override: Override): Promise<void>;
  clearOverride(site: string): Promise<void>;
  /** Adds a one-time pass; those that have expired are dropped. */
  addBreakGlassPass(site: string, pass: BreakGlassPass): Promise<void>;
  writeDryRun(site: string, token: string): Promise<void>;
  clearDryRun(site: string): Promise<void>;
}

/** What one host remembers in its state directory, shared by all processes on it. */
export function createHostState({
  directory,
  secrets,
  onDamaged: tellDamaged = () => undefined,
  clock = { wallMs: () => Date.now() },
  sealLogBytes = 4 * 1024 * 1024,
}: HostStateOptions): WritableHostState {
  const onDamaged = (file: string, reason: string): void => callHook(() => tellDamaged(file, reason));
  const usedPasses = createUsedPasses(directory);
  let derived: Promise<readonly SigningKey[]> | null = null;
  const keys = (): Promise<readonly SigningKey[]> | null => {
    if (secrets !== undefined) derived ??= Promise.all(secrets.map((one) => deriveKey(one, 'last-known')));
    return derived;
  };
  const lastKnown = createLastKnownFile({ directory, keys, onDamaged });
  const breakGlass = createBreakGlassFile({ directory, usedPasses, wallMs: () => clock.wallMs() });
  const seals = createSealLog({ directory, rotateBytes: sealLogBytes, onDamaged });
  return {
    readLastKnown: (site) => lastKnown.read(site),
    writeLastKnown: (site, state) => lastKnown.write(site, state),
    readBreakGlass: (site) => breakGlass.read(site),
    useBreakGlassPass: (site, tokenHash) => usedPasses.use(site, tokenHash),
    seal: (site, seal) => seals.append(site, seal),
    seals: (site) => seals.read(site),
    writeOverride: (site, override) => breakGlass.writeOverride(site, override),
    clearOverride: (site) => breakGlass.clearOverride(site),
    addBreakGlassPass: (site, pass) => breakGlass.addPass(site, pass),
    writeDryRun: (site, token) => breakGlass.writeDryRun(site, token),
    clearDryRun: (site) => breakGlass.clearDryRun(site),
  };
}
