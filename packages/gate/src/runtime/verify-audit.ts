import type { AuditRecord, AuditSeal } from '../model/audit.ts';
import type { SigningKey } from '../model/signing-key.ts';
import { firstPreviousHash, recordHash, sealSignature } from './audit-chain.ts';

/** Something in the log that nobody with the key wrote. */
export interface AuditFinding {
  readonly chain: string;
  readonly sequence: number;
  readonly problem: string;
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
    if (problem !== null) findings.push({ chain: record.chain, sequence: record.sequence, problem });
    else if (record.kind === 'chain.continued') continuations.push(continuationOf(record));
    for (const seal of sealed.get(placeOf(record)) ?? []) {
      if (seal.hash !== record.hash) {
        findings.push({ chain: record.chain, sequence: record.sequence, problem: 'differs from its seal' });
      }
    }
    heads.set(record.chain, record);
  }
  for (const seal of seals) {
    if (!(await isGenuineSeal(seal, keys))) {
      findings.push({
        chain: seal.chain,
        sequence: seal.sequence,
        problem: 'a seal that nobody with the key wrote',
      });
      continue;
    }
    const head = heads.get(seal.chain);
    if (head === undefined || head.sequence < seal.sequence) {
      const goesOn = continuations.find(({ chain }) => chain === seal.chain);
      const where = goesOn === undefined ? '' : `; the log goes on in ${goesOn.by}`;
      findings.push({
        chain: seal.chain,
        sequence: seal.sequence,
        problem: `the chain ${endOf(head)}, but ${seal.sequence} was sealed: records were cut${where}`,
      });
    }
  }
  for (const { chain, sequence, hash, by } of continuations) {
    const head = heads.get(chain);
    const lacks = (head?.sequence ?? 0) < sequence;
    const differs = head?.sequence === sequence && head.hash !== hash;
    if (!lacks && !differs) continue;
    // Sealed or not, one place that was cut is one finding.
    if (findings.some((finding) => finding.chain === chain && finding.sequence === sequence)) continue;
    findings.push({
      chain,
      sequence,
      problem: differs
        ? `is not the record that ${by} goes on from`
        : `the chain ${endOf(head)}, but ${by} goes on from ${sequence}: records were cut`,
    });
  }
  return { records: count, chains: heads.size, seals: seals.length, findings: distinct(findings) };
}

function endOf(head: AuditRecord | undefined): string {
  return head === undefined ? 'is missing altogether' : `ends at ${head.sequence}`;
}

/** Only of a record whose keyed hash was checked: this program wrote its data. */
function continuationOf({ chain: by, data }: AuditRecord): Continuation {
  return { ...(JSON.parse(data) as Omit<Continuation, 'by'>), by };
}

async function recordProblem(
  record: AuditRecord,
  previous: AuditRecord | undefined,
  keys: readonly SigningKey[],
): Promise<string | null> {
  const expected = (previous?.sequence ?? 0) + 1;
  if (record.sequence !== expected)
    return `expected number ${expected}: records are missing, doubled or out of order`;
  if (record.previousHash !== (previous?.hash ?? firstPreviousHash))
    return 'does not follow the record before it';
  for (const key of keys) if ((await recordHash(key, record)) === record.hash) return null;
  return 'was changed after it was written';
}

async function isGenuineSeal(seal: AuditSeal, keys: readonly SigningKey[]): Promise<boolean> {
  for (const key of keys) if ((await sealSignature(key, seal)) === seal.signature) return true;
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
  return findings.filter((finding) => {
    const key = `${placeOf(finding)}:${finding.problem}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
