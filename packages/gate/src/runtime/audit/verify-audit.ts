import type { AuditRecord, AuditSeal } from '../../model/audit.ts';
import type { SigningKey } from '../../model/signing-key.ts';
import { isSameHash } from '../signing/keyed-hash.ts';
import { firstPreviousHash, recordHash, sealSignature } from './audit-chain.ts';
import { type AuditProblem, describeAuditProblem } from './audit-problem.ts';

/** Something in the log that nobody with the key wrote. */
export interface AuditFinding {
  readonly chain: string;
  readonly sequence: number;
  /** In English, for people. */
  readonly problem: string;
  readonly what: AuditProblem;
}

export interface AuditVerification {
  readonly records: number;
  readonly chains: number;
  readonly seals: number;
  readonly findings: readonly AuditFinding[];
}

export interface AuditMaterial {
  /** Records of every chain, each chain in order of its sequence numbers. */
  readonly records: Iterable<AuditRecord> | AsyncIterable<AuditRecord>;
  /** Seals of the store and of the host's disk alike. */
  readonly seals: readonly AuditSeal[];
  /** Two while keys rotate. */
  readonly keys: readonly SigningKey[];
}

/** What the first record of a chain says of the one it took over from: as good as a seal of it. */
interface Continuation {
  readonly chain: string;
  readonly sequence: number;
  readonly hash: string;
  /** The chain that goes on. */
  readonly by: string;
}

/**
 * Checks every link and every seal. Finds edits (the keyed hash), deletions and reorderings (sequence and
 * previous hash), and cuts of a chain's end before its last seal. A store that was put back from a copy lost the
 * end of a chain for good: that stays a finding, and says in which chain the log goes on.
 */
export async function verifyAudit({ records, seals, keys }: AuditMaterial): Promise<AuditVerification> {
  const findings: AuditFinding[] = [];
  const heads = new Map<string, AuditRecord>();
  const continuations: Continuation[] = [];
  const sealed = sealsByPlace(seals);
  let count = 0;
  for await (const record of records) {
    count += 1;
    const previous = heads.get(record.chain);
    const problem = await recordProblem(record, previous, keys);
    if (problem !== null) findings.push(finding(record, problem));
    else if (record.kind === 'chain.continued') continuations.push(continuationOf(record));
    for (const seal of sealed.get(placeOf(record)) ?? []) {
      if (seal.hash !== record.hash) {
        findings.push(finding(record, { kind: 'unlike-its-seal' }));
      }
    }
    heads.set(record.chain, record);
  }
  for (const seal of seals) {
    if (!(await isGenuineSeal(seal, keys))) {
      findings.push(finding(seal, { kind: 'forged-seal' }));
      continue;
    }
    const head = heads.get(seal.chain);
    if (head === undefined || head.sequence < seal.sequence) {
      const goesOn = continuations.find(({ chain }) => chain === seal.chain);
      const { sequence: sealed } = seal;
      findings.push(finding(seal, { kind: 'cut', end: endOf(head), sealed, goesOnIn: goesOn?.by ?? null }));
    }
  }
  for (const { chain, sequence, hash, by } of continuations) {
    const head = heads.get(chain);
    const lacks = (head?.sequence ?? 0) < sequence;
    const differs = head?.sequence === sequence && head.hash !== hash;
    if (!lacks && !differs) continue;
    // Sealed or not, one place that was cut is one finding.
    if (findings.some((found) => found.chain === chain && found.sequence === sequence)) continue;
    findings.push(
      finding(
        { chain, sequence },
        differs
          ? { kind: 'not-the-end', goesOnIn: by }
          : { kind: 'cut-before', end: endOf(head), from: sequence, goesOnIn: by },
      ),
    );
  }
  return { records: count, chains: heads.size, seals: seals.length, findings: distinct(findings) };
}

function finding(
  { chain, sequence }: Pick<AuditFinding, 'chain' | 'sequence'>,
  what: AuditProblem,
): AuditFinding {
  return { chain, sequence, problem: describeAuditProblem(what), what };
}

function endOf(head: AuditRecord | undefined): number | null {
  return head?.sequence ?? null;
}

/** Only of a record whose keyed hash was checked: this program wrote its data. */
function continuationOf({ chain: by, data }: AuditRecord): Continuation {
  return { ...(JSON.parse(data) as Omit<Continuation, 'by'>), by };
}

async function recordProblem(
  record: AuditRecord,
  previous: AuditRecord | undefined,
  keys: readonly SigningKey[],
): Promise<AuditProblem | null> {
  const expected = (previous?.sequence ?? 0) + 1;
  if (record.sequence !== expected) return { kind: 'out-of-order', expected };
  if (record.previousHash !== (previous?.hash ?? firstPreviousHash)) return { kind: 'unlinked' };
  return (await isGenuineRecord(record, keys)) ? null : { kind: 'edited' };
}

/** Whether whoever has the server secret wrote this record, wherever in its chain it stands. */
export async function isGenuineRecord(record: AuditRecord, keys: readonly SigningKey[]): Promise<boolean> {
  for (const key of keys) if (isSameHash(await recordHash(key, record), record.hash)) return true;
  return false;
}

export async function isGenuineSeal(seal: AuditSeal, keys: readonly SigningKey[]): Promise<boolean> {
  for (const key of keys) if (isSameHash(await sealSignature(key, seal), seal.signature)) return true;
  return false;
}

function sealsByPlace(seals: readonly AuditSeal[]): Map<string, AuditSeal[]> {
  const places = new Map<string, AuditSeal[]>();
  for (const seal of seals) {
    const place = placeOf(seal);
    const known = places.get(place);
    if (known) known.push(seal);
    else places.set(place, [seal]);
  }
  return places;
}

function placeOf({ chain, sequence }: { readonly chain: string; readonly sequence: number }): string {
  return `${sequence}:${chain}`;
}

function distinct(findings: readonly AuditFinding[]): AuditFinding[] {
  const seen = new Set<string>();
  return findings.filter((found) => {
    const key = `${placeOf(found)}:${found.problem}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
