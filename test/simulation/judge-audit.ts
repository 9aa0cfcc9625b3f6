import { deriveKey, verifyAudit } from '@portcullis/gate';
import { secret, site } from './server-process.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedStore } from './simulated-store.ts';

export interface AuditToJudge {
  readonly store: SimulatedStore;
  /** The hashes of the records of all changes that the store holds. */
  readonly changes: readonly string[];
  readonly disks: readonly SimulatedDisk[];
  /** Chains that were there when the store lost something. */
  readonly chainsOfLosses: ReadonlySet<string>;
}

/** What verifying finds where a store has lost the end of a chain. */
const explainedByLoss: ReadonlySet<string> = new Set(['cut', 'cut-before', 'not-the-end', 'unlike-its-seal']);
const recordedOnce: ReadonlySet<string> = new Set([
  'instance.started',
  'instance.stopped',
  'override.applied',
]);

/** I5: each change that the store holds is on record once, each record of a change is of one, and every chain verifies. */
export async function judgeAudit({
  store,
  changes: held,
  disks,
  chainsOfLosses,
}: AuditToJudge): Promise<readonly string[]> {
  const { audit } = store.facets;
  const records = await audit.read(site, { limit: 100_000 });
  const changes = records.filter(({ kind }) => kind.startsWith('switch.')).map(({ hash }) => hash);
  const found: string[] = [];
  for (const hash of held) {
    const times = changes.filter((one) => one === hash).length;
    if (times !== 1) found.push(`I5: a change of the switch is on record ${times} times`);
  }
  if (changes.length > held.length) found.push('I5: a change is on record that never was');
  const onDisks = await Promise.all(disks.map((disk) => disk.seals(site)));
  const { findings } = await verifyAudit({
    records,
    seals: [...(await audit.seals(site)), ...onDisks.flat()],
    keys: [await deriveKey(secret, 'audit')],
  });
  for (const { chain, sequence, problem, what } of findings) {
    const isExplained = chainsOfLosses.has(chain) && explainedByLoss.has(what.kind);
    if (!isExplained) found.push(`I5: ${chain} ${sequence}: ${problem}`);
  }
  // What happens once to a process is on record once, in whichever of its chains.
  const once = new Set<string>();
  for (const { chain, kind, data } of records) {
    if (!recordedOnce.has(kind)) continue;
    const [process] = chain.split('.');
    const what = `${kind} of ${process}: ${data}`;
    if (once.has(what)) found.push(`I5: twice on record: ${what}`);
    once.add(what);
  }
  return found;
}
