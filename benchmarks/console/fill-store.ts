import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiKey, deriveKey, type Operator, type Pass, type ServerStore } from '@portcullis/gate';
import { loadSecret } from '@portcullis/store/host';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { requestOf } from '../../packages/gate/src/testing/store-conformance/fixtures.ts';
import { createPasswordHasher } from '../../packages/server/src/operators/password-hasher.ts';
import { createChain, entryOf, type FilledChain } from './audit-chain.ts';
import { counts, instanceId, owner, site } from './site.ts';

/** Raised when what is filled in changes: an older file is filled anew. */
const filling = 1;
const chainCount = 20;
const atOnce = 1_000;
const dayMs = 24 * 60 * 60 * 1_000;
/** As far back as a ledger goes. */
const auditedMs = 90 * dayMs;

export interface FilledStore {
  /** A state directory of a server; its store is `storeFile`. */
  readonly directory: string;
  readonly storeFile: string;
}

/**
 * A store of a large site, filled through its own ports, with audit chains that verify. Minutes of work: it stays in the
 * directory, and is filled once.
 */
export async function ensureFilledStore(directory: string): Promise<FilledStore> {
  const storeFile = join(directory, `${site}.sqlite`);
  const done = join(directory, `filled-${filling}`);
  const filled = { directory, storeFile };
  if (existsSync(done)) return filled;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { current: secret } = await loadSecret({ directory, create: true });
  const key = await deriveKey(secret, 'audit');
  const store = createSqliteStore({ file: storeFile });
  try {
    await fillAudit(store, (name) => createChain(key, name));
    await fillOthers(store, createChain(key, 'console-1'));
  } finally {
    await store.close();
  }
  writeFileSync(done, '');
  return filled;
}

async function fillAudit(store: ServerStore, chainOf: (name: string) => FilledChain): Promise<void> {
  const chains = Array.from({ length: chainCount }, (_, number) => chainOf(instanceId(number)));
  const until = Date.now();
  const first = until - auditedMs;
  for (let from = 0; from < counts.auditRecords; from += atOnce * chainCount) {
    for (const [number, chain] of chains.entries()) {
      const records = [];
      for (let one = 0; one < atOnce && from + one * chainCount + number < counts.auditRecords; one += 1) {
        const index = from + one * chainCount + number;
        const at = Math.floor(first + (auditedMs * index) / counts.auditRecords);
        records.push(await chain.next(entryOf(index, instanceId(number)), at));
      }
      await store.audit.append(site, records);
    }
    process.stderr.write(`\raudit: ${Math.min(from + atOnce * chainCount, counts.auditRecords)} records`);
  }
  process.stderr.write('\n');
  for (const chain of chains) await store.audit.seal(site, await chain.seal(until));
}

/** Those with a record of their own, all in one chain: the server that people work with. */
async function fillOthers(store: ServerStore, chain: FilledChain): Promise<void> {
  const now = Date.now();
  const record = (kind: Parameters<FilledChain['next']>[0]['kind'], data: Record<string, unknown>) =>
    chain.next({ kind, actor: `operator:${owner.name}`, data }, Date.now());

  await store.switch.change(site, {
    expectedEpoch: 0,
    newWindowId: 'repair',
    request: requestOf({
      actor: { kind: 'operator', name: owner.name },
      expected: { earliest: now + dayMs, latest: now + 2 * dayMs, nextUpdateAt: null },
    }),
    record: await record('switch.changed', { from: { mode: 'open' }, to: { mode: 'read-only', areas: {} } }),
  });
  for (let number = 0; number < counts.passes; number += 1) {
    const pass = passOf(number, now);
    await store.passes.create(pass, await record('pass.created', { pass: pass.id, subject: pass.subject }));
    if (number % 10 === 3) {
      await store.passes.revoke(site, pass.id, await record('pass.revoked', { pass: pass.id }));
    } else if (number % 5 === 1) {
      await store.passes.redeem(site, pass.tokenHash, await record('pass.redeemed', { pass: pass.id }));
    }
    if (number % 500 === 499) process.stderr.write(`\rpasses: ${number + 1}`);
  }
  process.stderr.write('\n');
  const passwordHash = await createPasswordHasher().hash(owner.password, { network: 'fill', isKnown: true });
  for (let number = 0; number < counts.operators; number += 1) {
    const operator = operatorOf(number, { passwordHash, now });
    const created = await record('operator.created', { name: operator.name, role: operator.role });
    await store.operators.create(site, operator, { onlyFirst: false, record: created });
  }
  for (let number = 0; number < counts.keys; number += 1) {
    const key = keyOf(number, now);
    await store.keys.create(key, await record('key.created', { name: key.name, scopes: key.scopes }));
  }
  await store.ledger.add(
    site,
    Array.from({ length: counts.ledgerEntries }, (_, index) => ({
      windowId: index < 400 ? 'repair' : `window-${index % 4}`,
      method: index % 3 === 0 ? 'PUT' : 'POST',
      route: `/articles/${index % 80}/reviews/:id`,
      actor: index % 4 === 0 ? '' : `customer-${index}@example.org`,
      rule: 'read-only-write',
      count: 1 + ((index * 7) % 400),
      firstAt: now - dayMs,
      lastAt: now - index * 1_000,
      reference: `a${index}`,
    })),
  );
  await store.audit.seal(site, await chain.seal(Date.now()));
}

function passOf(number: number, now: number): Pass {
  return {
    id: randomUUID(),
    site,
    subject: `guest-${number}@partner-${number % 90}.example.org`,
    scope: number % 3 === 0 ? 'write' : 'read',
    isTest: false,
    tokenHash: sha256(`pass ${number}`),
    windowId: null,
    createdAt: now - (counts.passes - number) * 1_000,
    createdBy: `operator:${owner.name}`,
    expiresAt: now + 3_650 * dayMs,
    redeemedAt: null,
    revokedAt: null,
  };
}

function operatorOf(
  number: number,
  { passwordHash, now }: { readonly passwordHash: string; readonly now: number },
): Operator {
  const roles = ['owner', 'operator', 'support', 'viewer'] as const;
  return {
    id: randomUUID(),
    site,
    name: number === 0 ? owner.name : `operator-${number}`,
    role: roles[number % roles.length] ?? 'viewer',
    passwordHash,
    secondFactor: null,
    federated: null,
    invitation: null,
    disabledAt: number % 13 === 12 ? now : null,
    createdAt: now - number,
    createdBy: 'shell:ada',
    version: 1,
  };
}

function keyOf(number: number, now: number): ApiKey {
  return {
    id: randomUUID(),
    site,
    name: `deployment of service ${number}`,
    tokenHash: sha256(`key ${number}`),
    scopes: number % 2 === 0 ? ['read'] : ['read', 'switch', 'audit'],
    createdAt: now - number * 1_000,
    createdBy: `operator:${owner.name}`,
    expiresAt: number % 4 === 0 ? null : now + 365 * dayMs,
    revokedAt: number % 9 === 8 ? now : null,
    lastUsedAt: number % 5 === 0 ? null : now - number * 60_000,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
