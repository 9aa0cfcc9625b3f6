import { randomUUID } from 'node:crypto';
import {
  createPassToken,
  type Gate,
  hashPassToken,
  headerValues,
  type Pass,
  type PassScope,
  PortcullisError,
  passCookieName,
  randomBytes,
  reservedPrefix,
  type Store,
} from '@portcullis/gate';
import type { Arrival } from '../../switching/arrival.ts';
import type { Caller } from '../../switching/lock-out-check.ts';

export interface CreatePassOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly subject: string;
  readonly scope: PassScope;
  /** For a test run. @default false */
  readonly isTest?: boolean;
  readonly ttlMs: number;
  /** As on record: `shell:ada`. */
  readonly actor: string;
}

export interface MintedPass {
  readonly pass: Pass;
  /** Shown once, stored nowhere. */
  readonly token: string;
}

/** A new pass, on record and known to this instance; other instances confirm it like any change. */
export async function createPass(options: CreatePassOptions): Promise<MintedPass> {
  const { gate, store, subject, scope, isTest = false, actor } = options;
  const { pass, token } = await unstoredPass(options);
  const data = {
    pass: pass.id,
    subject,
    scope,
    ...(isTest && { isTest }),
    expiresAt: pass.expiresAt,
    fingerprint: pass.tokenHash.slice(0, 8),
  };
  await gate.audit.writeWith({ kind: 'pass.created', actor, data }, async (record) => {
    await store.passes.create(pass, record);
    return { stored: true, result: undefined };
  });
  await gate.refresh();
  return { pass, token };
}

/** A pass that nobody knows yet: for trying what it would open. */
export async function unstoredPass(options: CreatePassOptions): Promise<MintedPass> {
  const { gate, store, subject, scope, isTest = false, ttlMs, actor } = options;
  const token = createPassToken(randomBytes(32));
  const tokenHash = await hashPassToken(token);
  if (tokenHash === null) throw new Error('a fresh pass token is malformed');
  const { now, switch: current } = await store.switch.read(gate.site);
  const pass: Pass = {
    id: randomUUID(),
    site: gate.site,
    subject,
    scope,
    isTest,
    tokenHash,
    windowId: current.windowId,
    createdAt: now,
    createdBy: actor,
    expiresAt: now + ttlMs,
    redeemedAt: null,
    revokedAt: null,
  };
  return { pass, token };
}

export interface RevokePassOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly id: string;
  /** As on record: `shell:ada`. */
  readonly actor: string;
  /** For the record, where it was not the actor's own wish. */
  readonly reason?: string;
}

/** Ends a pass and every session made with it. Rejects with PORTCULLIS_NOT_FOUND when there is none to end. */
export async function revokePass({ gate, store, id, actor, reason }: RevokePassOptions): Promise<void> {
  const revoked = await gate.audit.writeWith(
    {
      kind: 'pass.revoked',
      actor,
      data: { pass: id, ...(reason === undefined ? {} : { reason }) },
    },
    async (record) => {
      const done = await store.passes.revoke(gate.site, id, record);
      return { stored: done, result: done };
    },
  );
  if (!revoked) throw new PortcullisError('PORTCULLIS_NOT_FOUND', `There is no active pass ${id}.`);
  await gate.refresh();
}

/** Where a pass is redeemed. */
export function passLink(origin: string, token: string): string {
  return `${origin}${reservedPrefix}pass?token=${token}`;
}

export interface PassHolderOptions {
  readonly gate: Gate;
  readonly minted: MintedPass;
  readonly arrival: Arrival;
  /** Of the holder's own session, where he brings it. */
  readonly headers: readonly string[];
}

/** A browser that has redeemed this pass, for trying the way in; nothing is used up. */
export async function passHolder({ gate, minted, arrival, headers }: PassHolderOptions): Promise<Caller> {
  const cookies = [
    ...headerValues(headers, 'cookie'),
    `${passCookieName}=${await gate.sealPass(minted.pass)}`,
  ];
  const others = headers.filter((_, index) => headers[index - (index % 2)]?.toLowerCase() !== 'cookie');
  return { arrival, headers: [...others, 'Cookie', cookies.join('; ')] };
}
