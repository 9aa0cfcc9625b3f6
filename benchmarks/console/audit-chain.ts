import type { AuditEntry, AuditRecord, AuditSeal, SigningKey } from '@portcullis/gate';
import {
  type ChainHead,
  createSeal,
  firstPreviousHash,
  nextRecord,
} from '../../packages/gate/src/runtime/audit/audit-chain.ts';

/** One chain as an instance writes it, at times of its own choosing. */
export interface FilledChain {
  next(entry: AuditEntry, at: number): Promise<AuditRecord>;
  seal(at: number): Promise<AuditSeal>;
}

export function createChain(key: SigningKey, chain: string): FilledChain {
  let head: ChainHead = { sequence: 0, hash: firstPreviousHash };
  return {
    async next(entry, at) {
      const record = await nextRecord(key, { chain, head, at }, entry);
      head = record;
      return record;
    },
    seal: (at) => createSeal(key, chain, { sequence: head.sequence, hash: head.hash }, at),
  };
}

/** What instances write in a quarter: mostly counts of refusals, then reads of insiders; what people do is rare. */
export function entryOf(index: number, instance: string): AuditEntry {
  const person = `operator:${names[index % names.length] ?? 'ada'}-${index % 50}`;
  const from = `203.0.113.${index % 250}`;
  if (index % 5 !== 0) {
    const counts = {
      [`read-only-write POST /checkout/${index % 40}/pay`]: 1 + (index % 30),
      [`read-only-write PUT /orders/${index % 90}/lines`]: 1 + (index % 7),
    };
    return { kind: 'requests.refused', actor: instance, data: { counts } };
  }
  switch ((index / 5) % 10) {
    case 0:
      return {
        kind: 'operator.signed-in',
        actor: person,
        data: { operator: person, by: 'code', address: from },
      };
    case 1:
      return {
        kind: 'operator.sign-in-refused',
        actor: instance,
        data: { what: 'password', address: from, tries: 3 },
      };
    case 2:
      return {
        kind: 'switch.changed',
        actor: person,
        data: { from: { mode: 'open' }, to: { mode: 'read-only', areas: {} }, reason: `repair ${index}` },
      };
    case 3:
      return { kind: 'pass.redeemed', actor: person, data: { pass: `pass-${index % 10_000}`, from } };
    default:
      return {
        kind: 'bypass.used',
        actor: person,
        data: { by: 'pass + host admin.shop.example', method: 'POST', path: `/orders/${index}/refund` },
      };
  }
}

const names = ['ada', 'grace', 'mia', 'noor', 'jun', 'otis', 'pilar', 'sven'];
