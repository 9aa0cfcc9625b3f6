import { randomUUID } from 'node:crypto';
import {
  createPassToken,
  type Gate,
  hashPassToken,
  type Pass,
  type PassScope,
  passCookieName,
  randomBytes,
  type Store,
} from '@portcullis/gate';
import type { Config } from '../config/parse-config.ts';
import type { CallerProof } from '../switching/lock-out-check.ts';

export interface CreatePassOptions {
  readonly gate: Gate;
  readonly store: Store;
  readonly subject: string;
  readonly scope: PassScope;
  readonly ttlMs: number;
  readonly actor: string;
}

export interface MintedPass {
  readonly pass: Pass;
  /** Shown once, stored nowhere. */
  readonly token: string;
}

/** A new pass, on record and known to this instance; other instances confirm it like any change. */
export async function createPass(options: CreatePassOptions): Promise<MintedPass> {
  const { gate, store, subject, scope, ttlMs, actor } = options;
  const token = createPassToken(randomBytes(32));
  const tokenHash = await hashPassToken(token);
  if (tokenHash === null) throw new Error('a fresh pass token is malformed');
  const { now, switch: current } = await store.switch.read(gate.site);
  const pass: Pass = {
    id: randomUUID(),
    site: gate.site,
    subject,
    scope,
    tokenHash,
    windowId: current.windowId,
    createdAt: now,
    createdBy: actor,
    expiresAt: now + ttlMs,
    redeemedAt: null,
    revokedAt: null,
  };
  const data = {
    pass: pass.id,
    subject,
    scope,
    expiresAt: pass.expiresAt,
    fingerprint: tokenHash.slice(0, 8),
  };
  await gate.audit.writeWith({ kind: 'pass.created', actor, data }, async (record) => {
    await store.passes.create(pass, record);
    return { stored: true, result: undefined };
  });
  await gate.refresh();
  return { pass, token };
}

export interface PassHeadersOptions {
  readonly gate: Gate;
  readonly minted: MintedPass;
  readonly config: Config;
}

/** The headers of a browser that has redeemed this pass, for trying the way in; nothing is used up. */
export async function passHeaders({
  gate,
  minted,
  config,
}: PassHeadersOptions): Promise<CallerProof['pass']> {
  const { policy } = config;
  const host = policy.trusted.adminHosts[0] ?? config.publicUrl?.host ?? 'localhost';
  const value = await gate.sealPass(minted.pass);
  return { host, headers: ['Cookie', `${passCookieName}=${value}`], address: null };
}
