import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import type { Role } from './role.ts';
import { hashSecret, newSecret } from './secrets.ts';

export interface Session {
  readonly tokenHash: string;
  readonly cartId: number | null;
  readonly cartItems: number;
  readonly account: SessionAccount | null;
}

export interface SessionAccount {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export const SESSION_DAYS = 30;

/** Nothing is written when a session is merely used: reading stays reading, also in the database. */
export async function findSession(database: Queryable, token: string): Promise<Session | null> {
  const rows = await database.query<{
    tokenHash: string;
    cartId: number | null;
    cartItems: number;
    id: number | null;
    email: string;
    name: string;
    role: Role;
  }>(
    `select s.token_hash as "tokenHash", s.cart_id as "cartId", a.id, a.email, a.name, a.role,
       coalesce((select sum(l.quantity)::integer from cart_line l where l.cart_id = s.cart_id), 0) as "cartItems"
     from session s left join account a on a.id = s.account_id
     where s.token_hash = $1 and s.expires_at > now()`,
    [hashSecret(token)],
  );
  const row = rows[0];
  if (row === undefined) {
    return null;
  }
  const { tokenHash, cartId, cartItems, id, email, name, role } = row;
  return { tokenHash, cartId, cartItems, account: id === null ? null : { id, email, name, role } };
}

export interface StartSessionOptions {
  readonly accountId: number | null;
  readonly cartId: number | null;
  /** The session this one takes the place of: a token known before signing in must not be worth more after it. */
  readonly replaces?: Session | null;
}

/** Returns the secret for the cookie. */
export async function startSession(
  transaction: WriteTransaction,
  { accountId, cartId, replaces = null }: StartSessionOptions,
): Promise<string> {
  const token = newSecret();
  if (replaces !== null) {
    await endSession(transaction, replaces.tokenHash);
  }
  await transaction.query(
    `insert into session (token_hash, account_id, cart_id, expires_at)
     values ($1, $2, $3, now() + make_interval(days => $4))`,
    [hashSecret(token), accountId, cartId, SESSION_DAYS],
  );
  return token;
}

export async function endSession(transaction: WriteTransaction, tokenHash: string): Promise<void> {
  await transaction.query('delete from session where token_hash = $1', [tokenHash]);
}

/** After a new password nobody else stays signed in; `except` keeps the browser that chose it. */
export async function endSessionsOf(
  transaction: WriteTransaction,
  accountId: number,
  except: string | null,
): Promise<void> {
  await transaction.query('delete from session where account_id = $1 and token_hash is distinct from $2', [
    accountId,
    except,
  ]);
}
