import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditKind, AuditRecord, LedgerEntry, Operator, Pass, ServerStore } from '@portcullis/gate';
import { createSqliteStore } from '@portcullis/store/sqlite';

/**
 * How long the reads of a full store keep the event loop: they are synchronous, and the same process carries live traffic.
 * `npm run bench -- store [records] [passes] [entries]`
 */
const [records = 1_000_000, passes = 10_000, entries = 100_000] = process.argv.slice(2).map(Number);
const rounds = 15;
const site = 'shop';
const windowId = 'window-1';
const startedAt = 1_750_000_000_000;
const chains = ['alpha', 'beta', 'gamma', 'delta', 'alpha.2'];

/** Nine of ten are counts of refusals, written by instances; two kinds and one actor are as rare as can be. */
function kindOf(index: number): AuditKind {
  if (index < 5) return 'pass.revoked';
  if (index % 10 !== 0) return 'requests.refused';
  const kinds = ['bypass.used', 'switch.changed', 'pass.used', 'operator.signed-in', 'pass.refused'] as const;
  return kinds[(index / 10) % kinds.length] ?? 'bypass.used';
}

function actorOf(index: number, chain: string): string {
  if (index === 7) return 'operator:once';
  return index % 10 === 0 ? `operator:${(index / 10) % 1000}` : chain;
}

function recordOf(index: number): AuditRecord {
  const chain = chains[index % chains.length] ?? '';
  const sequence = Math.floor(index / chains.length) + 1;
  return {
    chain,
    sequence,
    at: startedAt + index * 50,
    kind: kindOf(index),
    actor: actorOf(index, chain),
    data: JSON.stringify({ counts: { [`read-only-write POST /orders/${index % 100}/lines`]: 3 }, index }),
    previousHash: String(sequence - 1).padStart(64, '0'),
    hash: String(sequence).padStart(64, '0'),
  };
}

function passOf(index: number): Pass {
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    site,
    subject: `guest-${index}@example.org`,
    scope: 'read',
    isTest: false,
    tokenHash: String(index).padStart(64, '0'),
    windowId: null,
    createdAt: startedAt + index,
    createdBy: 'operator:ada',
    expiresAt: Number.MAX_SAFE_INTEGER,
    redeemedAt: null,
    revokedAt: null,
  };
}

function entryOf(index: number): LedgerEntry {
  return {
    windowId: index % 10 === 0 ? `window-${index % 7}-before` : windowId,
    method: index % 3 === 0 ? 'PUT' : 'POST',
    route: `/shop/articles/${index % 5000}/reviews/:id`,
    actor: `customer-${index}@example.org`,
    rule: 'read-only-write',
    count: 1 + (index % 40),
    firstAt: startedAt,
    lastAt: startedAt + index,
    reference: `a${index}`,
  };
}

function operatorOf(index: number): Operator {
  return {
    id: `operator-${index}`,
    site,
    name: `Operator ${index}`,
    role: 'owner',
    passwordHash: '$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHQ$aGFzaA',
    secondFactor: null,
    federated: null,
    invitation: null,
    disabledAt: null,
    createdAt: startedAt,
    createdBy: 'shell:ada',
    version: 1,
  };
}

async function fill(store: ServerStore): Promise<void> {
  const ofOne = 1000 * chains.length;
  for (let index = 0; index < records; index += ofOne) {
    const some = Array.from({ length: Math.min(ofOne, records - index) }, (_, more) =>
      recordOf(index + more),
    );
    for (const chain of chains) {
      await store.audit.append(
        site,
        some.filter((record) => record.chain === chain),
      );
    }
  }
  const more = (sequence: number): AuditRecord => ({ ...recordOf(10), chain: 'fill', sequence });
  for (let index = 0; index < passes; index += 1) await store.passes.create(passOf(index), more(index + 1));
  for (let index = 0; index < entries; index += 1000) {
    const some = Array.from({ length: Math.min(1000, entries - index) }, (_, next) => entryOf(index + next));
    await store.ledger.add(site, some);
  }
  for (let index = 0; index < 200; index += 1) {
    const options = { onlyFirst: false, record: more(passes + index + 1) };
    await store.operators.create(site, operatorOf(index), options);
    for (let session = 0; session < 5; session += 1) {
      const id = `${index}-${session}`;
      const opened = {
        ...{
          tokenHash: `token ${id}`,
          id,
          site,
          operatorId: `operator-${index}`,
          stage: 'signed-in' as const,
        },
        ...{ createdAt: startedAt, confirmedAt: startedAt, seenAt: startedAt, address: '203.0.113.7' },
        ...{ expiresAt: Number.MAX_SAFE_INTEGER, userAgent: 'Firefox on Linux' },
      };
      await store.sessions.open(opened, { operatorVersion: 1, record: null });
    }
  }
}

const middle = { at: startedAt + (records / 2) * 50, chain: 'gamma', sequence: 1 };
const limit = 50;
const reads: Readonly<Record<string, (store: ServerStore) => Promise<unknown>>> = {
  'audit: newest 50': (store) => store.audit.read(site, { newestFirst: true, limit }),
  'audit: newest 1000': (store) => store.audit.read(site, { newestFirst: true, limit: 1000 }),
  'audit: 50 from the middle on': (store) =>
    store.audit.read(site, { newestFirst: true, limit, before: middle }),
  'audit: 50 of a rare kind': (store) =>
    store.audit.read(site, { newestFirst: true, limit, kinds: ['pass.revoked'] }),
  'audit: 50 of the commonest kind, from the middle on': (store) =>
    store.audit.read(site, { newestFirst: true, limit, kinds: ['requests.refused'], before: middle }),
  'audit: 50 of six kinds': (store) =>
    store.audit.read(site, {
      newestFirst: true,
      limit,
      kinds: ['pass.revoked', 'bypass.used', 'switch.changed', 'pass.used', 'pass.refused', 'key.created'],
    }),
  'audit: 1000 of six kinds': (store) =>
    store.audit.read(site, {
      newestFirst: true,
      kinds: [
        'requests.refused',
        'bypass.used',
        'switch.changed',
        'pass.used',
        'pass.refused',
        'key.created',
      ],
      limit: 1000,
    }),
  'audit: 50 of an instance': (store) => store.audit.read(site, { newestFirst: true, limit, actor: 'beta' }),
  'audit: 50 of an instance, of a kind it has none of': (store) =>
    store.audit.read(site, { newestFirst: true, limit, actor: 'beta', kinds: ['instance.started'] }),
  'audit: all of who was there once': (store) =>
    store.audit.read(site, { newestFirst: true, limit, actor: 'operator:once' }),
  'audit: 50 of one hour': (store) =>
    store.audit.read(site, {
      newestFirst: true,
      limit,
      from: startedAt + 3_600_000,
      to: startedAt + 7_200_000,
    }),
  'audit: 1000 of one chain': (store) =>
    store.audit.read(site, { chain: 'beta', after: records / 10, limit: 1000 }),
  'audit: chains': (store) => store.audit.chains(site),
  'audit: head': (store) => store.audit.head(site, 'beta'),
  'switch: state with every pass': (store) => store.switch.read(site),
  'switch: version': (store) => store.switch.version(site),
  'passes: list': (store) => store.passes.list(site),
  'passes: first 50': (store) => store.passes.search(site, { limit: 50 }),
  'passes: 50 good ones': (store) => store.passes.search(site, { state: 'good', limit: 50 }),
  'passes: 50 by a part of their subject': (store) =>
    store.passes.search(site, { search: 'GRACE', limit: 50 }),
  'settings: read': (store) => store.settings.read(site),
  'operators: list of 200': (store) => store.operators.list(site),
  'operators: find by name': (store) => store.operators.find(site, { name: 'OPERATOR 42' }),
  'sessions: find': (store) => store.sessions.find(site, 'token 42-1'),
  'sessions: list of 1000': (store) => store.sessions.list(site),
  'ledger: first 50': (store) => store.ledger.read(site, { windowId, limit: 50 }),
  'ledger: last 50 of a window': (store) =>
    store.ledger.read(site, { windowId, limit: 50, skip: Math.floor(entries * 0.9) - 50 }),
  'ledger: 1000 for an export': (store) =>
    store.ledger.read(site, { order: 'key', windowId, limit: 1000, after: entryOf(31) }),
  'ledger: windows': (store) => store.ledger.windows(site),
};
const writes: Readonly<Record<string, (store: ServerStore, round: number) => Promise<unknown>>> = {
  'audit: append one': (store, round) =>
    store.audit.append(site, [{ ...recordOf(0), chain: 'late', sequence: round + 1 }]),
  'sessions: seen': (store, round) =>
    store.sessions.seen(site, '42-1', { seenAt: startedAt + round, expiresAt: Number.MAX_SAFE_INTEGER }),
  'ledger: add 100': (store) =>
    store.ledger.add(
      site,
      Array.from({ length: 100 }, (_, index) => entryOf(index * 7)),
    ),
  'ledger: forget 200': (store) => store.ledger.forget(site, { before: startedAt + entries, atMost: 200 }),
};

const directory = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
const file = join(directory, 'store.sqlite');
try {
  const store = createSqliteStore({ file });
  const startedMs = performance.now();
  await fill(store);
  const filled = (performance.now() - startedMs) / 1000;
  console.log(
    `${records} records, ${passes} passes, ${entries} ledger entries: filled in ${filled.toFixed(0)} s`,
  );
  console.log(
    `${(statSync(file).size / 2 ** 20).toFixed(0)} MB\n\n| | median ms | slowest ms |\n|---|---:|---:|`,
  );
  for (const [name, work] of [...Object.entries(reads), ...Object.entries(writes)]) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const begunMs = performance.now();
      await work(store, round);
      times.push(performance.now() - begunMs);
    }
    times.sort((a, b) => a - b);
    console.log(`| ${name} | ${times[rounds >> 1]?.toFixed(2)} | ${times.at(-1)?.toFixed(2)} |`);
  }
  await store.close();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
