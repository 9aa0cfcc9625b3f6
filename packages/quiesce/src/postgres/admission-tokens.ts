import { createHash, randomBytes } from 'node:crypto';
import { forgetExpiredTokens } from './forget-expired-tokens.ts';
import { onPrimary } from './replica.ts';
import { type SqlSession, sqlStateOf } from './sql-session.ts';

/** What lets one transaction at a time write while the guard is closed. For whoever may write to the guard's own tables. */
export interface AdmissionTokens {
  /** Forgets those that have expired. The token itself is kept nowhere. */
  create(options: CreateTokenOptions): Promise<CreatedToken>;
  list(): Promise<readonly AdmissionToken[]>;
  /**
   * By fingerprint or label: holds from when this returns, for transactions that have begun as well. `in-use`: one that was admitted by it
   * did not end in time, and nothing was changed.
   */
  revoke(which: string, options?: RevokeTokenOptions): Promise<{ readonly revoked: number } | 'in-use'>;
}

export interface CreateTokenOptions {
  /** Who or what it is for; on record with each transaction that it admits. */
  readonly label: string;
  readonly ttlSeconds: number;
}

export interface RevokeTokenOptions {
  /** @default 5000 */
  readonly timeoutMs?: number;
}

export interface AdmissionToken {
  /** The beginning of its SHA-256, in hex. */
  readonly fingerprint: string;
  readonly label: string;
  /** On the clock of the database. */
  readonly expiresAt: Date;
  readonly hasExpired: boolean;
}

export interface CreatedToken extends AdmissionToken {
  readonly token: string;
}

const tokenBytes = 32;
const fingerprintLength = 12;

export function createAdmissionTokens(session: SqlSession): AdmissionTokens {
  return {
    create: ({ label, ttlSeconds }) =>
      onPrimary(session, async () => {
        const token = randomBytes(tokenBytes).toString('base64url');
        const hash = createHash('sha256').update(token).digest('hex');
        await session.query(forgetExpiredTokens);
        const { rows } = await session.query(
          `insert into portcullis.token (hash, label, expires_at)
           values (decode($1, 'hex'), $2, clock_timestamp() + make_interval(secs => $3)) returning expires_at`,
          [hash, label, ttlSeconds],
        );
        return {
          token,
          fingerprint: hash.slice(0, fingerprintLength),
          label,
          expiresAt: dateOf(rows[0]?.expires_at),
          hasExpired: false,
        };
      }),
    async list() {
      const { rows } = await session.query(
        `select left(encode(hash, 'hex'), ${fingerprintLength}) as fingerprint, label, expires_at,
           expires_at <= clock_timestamp() as has_expired
         from portcullis.token order by expires_at`,
      );
      return rows.map((row) => ({
        fingerprint: String(row.fingerprint),
        label: String(row.label),
        expiresAt: dateOf(row.expires_at),
        hasExpired: row.has_expired === true,
      }));
    },
    revoke: (which, { timeoutMs = 5_000 } = {}) =>
      onPrimary(session, async () => {
        await session.query('begin');
        try {
          await session.query(`set local lock_timeout = ${Math.trunc(timeoutMs)}`);
          const { rows } = await session.query(
            `delete from portcullis.token
             where label = $1 or left(encode(hash, 'hex'), ${fingerprintLength}) = $1 returning label`,
            [which],
          );
          await session.query('commit');
          return { revoked: rows.length };
        } catch (error) {
          await session.query('rollback').catch(() => {});
          if (sqlStateOf(error) === lockNotAvailable) return 'in-use';
          throw error;
        }
      }),
  };
}

const lockNotAvailable = '55P03';

function dateOf(value: unknown): Date {
  return value instanceof Date ? value : new Date(String(value));
}
