import { randomUUID } from 'node:crypto';
import type { ApiKey, ControlScope } from '@portcullis/gate';
import { PortcullisError } from '@portcullis/gate';
import type { OperatorsOptions } from './operators-options.ts';
import { createToken, hashOf, isToken } from './token.ts';

/** Begins every key, so that scanners for leaked secrets find one. */
const prefix = 'pcl_';
const dayMs = 86_400_000;
/** A use within this time of the one before is not worth a write. */
const usedEveryMs = 60_000;

/** Keys of programs. */
export interface KeyDesk {
  list(): Promise<readonly ApiKey[]>;
  create(wanted: CreateKey): Promise<{ readonly key: ApiKey; readonly token: string }>;
  revoke(id: string, actor: string): Promise<void>;
  /** The key that this token is; null when there is none, it has ended or was revoked. Notes that it was used. */
  find(token: string): Promise<ApiKey | null>;
  /** Looks again; this is no use of it. Null when it has ended. */
  lookAgain(key: ApiKey): Promise<ApiKey | null>;
}

export interface CreateKey {
  readonly name: string;
  readonly scopes: readonly ControlScope[];
  /** Null = until it is revoked. */
  readonly expiresInDays: number | null;
  /** As on record. */
  readonly actor: string;
}

export function createKeyDesk({ site, store, audit, now }: OperatorsOptions): KeyDesk {
  return {
    list: () => store.keys.list(site),

    async create({ name, scopes, expiresInDays, actor }) {
      const token = `${prefix}${createToken()}`;
      const createdAt = now();
      const key: ApiKey = {
        id: randomUUID(),
        site,
        name,
        tokenHash: hashOf(token),
        scopes: [...new Set(scopes)],
        createdAt,
        createdBy: actor,
        expiresAt: expiresInDays === null ? null : createdAt + expiresInDays * dayMs,
        revokedAt: null,
        lastUsedAt: null,
      };
      const data = { key: key.id, name, scopes: key.scopes, expiresAt: key.expiresAt };
      const isStored = await audit.writeWith({ kind: 'key.created', actor, data }, async (record) => {
        const done = await store.keys.create(key, record);
        return { stored: done, result: done };
      });
      if (!isStored) throw new Error('a fresh key is stored already');
      return { key, token };
    },

    async revoke(id, actor) {
      const isRevoked = await audit.writeWith(
        { kind: 'key.revoked', actor, data: { key: id } },
        async (record) => {
          const done = await store.keys.revoke(site, id, record);
          return { stored: done, result: done };
        },
      );
      if (!isRevoked) throw new PortcullisError('PORTCULLIS_NOT_FOUND', `There is no active key ${id}.`);
    },

    lookAgain: ({ tokenHash }) => store.keys.find(site, tokenHash),

    async find(token) {
      if (!token.startsWith(prefix) || !isToken(token.slice(prefix.length))) return null;
      const key = await store.keys.find(site, hashOf(token));
      if (key === null) return null;
      const at = now();
      if (key.lastUsedAt === null || at - key.lastUsedAt >= usedEveryMs)
        await store.keys.used(site, key.id, at);
      return key;
    },
  };
}
