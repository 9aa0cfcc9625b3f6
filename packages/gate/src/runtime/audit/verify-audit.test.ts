import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveKeyBytes, importSigningKey } from '../../identity/index.ts';
import type { AuditRecord, AuditSeal } from '../../model/audit.ts';
import type { SigningKey } from '../../model/signing-key.ts';
import { createSeal, firstPreviousHash, nextRecord } from './audit-chain.ts';
import { verifyAudit } from './verify-audit.ts';

const keyOf = async (secret: number): Promise<SigningKey> =>
  importSigningKey(await deriveKeyBytes(new Uint8Array(32).fill(secret), 'audit'));

async function writeChain(key: SigningKey, chain: string, length: number) {
  const records: AuditRecord[] = [];
  let head = { sequence: 0, hash: firstPreviousHash };
  for (let index = 0; index < length; index += 1) {
    const entry = {
      kind: 'bypass.used',
      actor: `admin-${index % 3}`,
      data: { path: `/orders/${index}` },
    } as const;
    const record = await nextRecord(key, { chain, head, at: 1_000 + index }, entry);
    records.push(record);
    head = record;
  }
  const seals = [await createSeal(key, chain, records[Math.floor(length / 2)] ?? head, 5_000)];
  seals.push(await createSeal(key, chain, head, 6_000));
  return { records, seals };
}

let key: SigningKey;
let records: AuditRecord[];
let seals: AuditSeal[];

beforeAll(async () => {
  key = await keyOf(7);
  const first = await writeChain(key, 'alpha', 24);
  const second = await writeChain(key, 'beta', 16);
  records = [...first.records, ...second.records];
  seals = [...first.seals, ...second.seals];
});

/** How somebody with the database but without the key may change the log. */
type Tampering = (log: readonly AuditRecord[], at: number, other: number) => AuditRecord[];

const tamperings: Readonly<Record<string, Tampering>> = {
  'edit of the actor': (log, at) =>
    log.map((record, index) => (index === at ? { ...record, actor: 'nobody' } : record)),
  'edit of the data': (log, at) =>
    log.map((record, index) => (index === at ? { ...record, data: '{}' } : record)),
  'edit of the time': (log, at) =>
    log.map((record, index) => (index === at ? { ...record, at: record.at + 1 } : record)),
  'edit of the kind': (log, at) =>
    log.map((record, index) => (index === at ? { ...record, kind: 'pass.used' as const } : record)),
  deletion: (log, at) => log.filter((_, index) => index !== at),
  'deletion with renumbering': (log, at) => {
    const removed = log[at];
    return log
      .filter((_, index) => index !== at)
      .map((record) =>
        removed && record.chain === removed.chain && record.sequence > removed.sequence
          ? { ...record, sequence: record.sequence - 1 }
          : record,
      );
  },
  'cut of the end': (log, at) => {
    const from = log[at];
    return log.filter(
      (record) => from === undefined || record.chain !== from.chain || record.sequence < from.sequence,
    );
  },
  'loss of a whole chain': (log, at) => log.filter((record) => record.chain !== log[at]?.chain),
  exchange: (log, at, other) => {
    const copy = [...log];
    const [a, b] = [copy[at], copy[other]];
    if (a && b) {
      copy[at] = b;
      copy[other] = a;
    }
    return copy;
  },
  doubling: (log, at) => log.flatMap((record, index) => (index === at ? [record, record] : [record])),
};

const chainByChain = (log: readonly AuditRecord[]): string =>
  JSON.stringify(['alpha', 'beta'].map((chain) => log.filter((record) => record.chain === chain)));

describe('verifyAudit', () => {
  it('finds nothing in a log that nobody touched', async () => {
    const result = await verifyAudit({ records, seals, keys: [key] });
    expect(result).toEqual({ records: 40, chains: 2, seals: 4, findings: [] });
  });

  it('verifies records of the key before, while keys rotate', async () => {
    const result = await verifyAudit({ records, seals, keys: [await keyOf(8), key] });
    expect(result.findings).toEqual([]);
  });

  for (const [name, tamper] of Object.entries(tamperings)) {
    it(`finds every ${name}`, async () => {
      const place = fc.nat({ max: 39 });
      await fc.assert(
        fc.asyncProperty(place, place, async (at, other) => {
          const tampered = tamper(records, at, other);
          // Neighbours of two chains may change places: each chain is as it was.
          fc.pre(at !== other && chainByChain(tampered) !== chainByChain(records));
          const { findings } = await verifyAudit({ records: tampered, seals, keys: [key] });
          expect(findings.length).toBeGreaterThan(0);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('finds a chain that somebody without the key wrote anew, seals included', async () => {
    const forged = await writeChain(await keyOf(9), 'alpha', 24);
    const { findings } = await verifyAudit({ records: forged.records, seals: forged.seals, keys: [key] });
    expect(findings.length).toBeGreaterThanOrEqual(24);
  });

  it('finds a cut although the seals of the store were cut with it, by the seals of the disk', async () => {
    const cut = records.filter(({ chain, sequence }) => chain !== 'alpha' || sequence <= 5);
    const onDisk = seals.filter(({ chain }) => chain === 'alpha');
    const { findings } = await verifyAudit({ records: cut, seals: onDisk, keys: [key] });
    expect(findings.map(({ problem }) => problem)).toContain(
      'the chain ends at 5, but 24 was sealed: records were cut',
    );
  });

  it('finds a last record that is not the one the next chain names, and takes a true one', async () => {
    const end = records.filter(({ chain }) => chain === 'alpha').at(-1);
    const link = { chain: 'alpha.2', head: { sequence: 0, hash: firstPreviousHash }, at: 7_000 };
    const continued = (hash = '') =>
      nextRecord(key, link, {
        kind: 'chain.continued',
        actor: 'alpha',
        data: { chain: 'alpha', sequence: 24, hash, found: 0 },
      });
    const verifyWith = async (hash: string | undefined) =>
      (await verifyAudit({ records: [...records, await continued(hash)], seals: [], keys: [key] })).findings;
    expect(await verifyWith(end?.hash)).toEqual([]);
    expect(await verifyWith('f'.repeat(64))).toEqual([
      {
        chain: 'alpha',
        sequence: 24,
        problem: 'is not the record that alpha.2 goes on from',
        what: { kind: 'not-the-end', goesOnIn: 'alpha.2' },
      },
    ]);
  });
});
