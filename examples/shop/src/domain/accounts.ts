import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import { sendMail } from './mail.ts';
import { DECOY_HASH, hashPassword, requireGoodPassword, verifyPassword } from './passwords.ts';
import type { Role } from './role.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { endSessionsOf } from './sessions.ts';
import { ShopError } from './shop-error.ts';

export interface Account {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly phone: string;
  readonly about: string;
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
  readonly creditCents: number;
  readonly profileDraft: ProfileDraft | null;
  readonly hasAvatar: boolean;
  readonly createdAt: Date;
  /** What the CRM says of the customer; null = nothing. */
  readonly crmSegment: string | null;
  readonly crmKeeper: string | null;
}

export interface ProfileDraft {
  readonly name: string;
  readonly phone: string;
  readonly about: string;
}

const COLUMNS = `id, email, name, role, phone, about, street, postcode, city, country,
  credit_cents as "creditCents", profile_draft as "profileDraft", created_at as "createdAt",
  exists (select from avatar where account_id = account.id) as "hasAvatar",
  (select segment from crm_report where account_id = account.id) as "crmSegment",
  (select keeper from crm_report where account_id = account.id) as "crmKeeper"`;

const RESET_MINUTES = 60;

export async function findAccount(database: Queryable, id: number): Promise<Account> {
  const rows = await database.query<Account>(`select ${COLUMNS} from account where id = $1`, [id]);
  if (rows[0] === undefined) {
    throw new ShopError('not-found', `There is no user number ${id}.`);
  }
  return rows[0];
}

export async function searchAccounts(database: Queryable, query: string): Promise<readonly Account[]> {
  const pattern = `%${query.trim().replace(/[\\%_]/g, '\\$&')}%`;
  return database.query<Account>(
    `select ${COLUMNS} from account where email ilike $1 or name ilike $1 order by id limit 200`,
    [pattern],
  );
}

/** The account for these credentials, or null. Reads only; the session is the caller's to start. */
export async function checkCredentials(
  database: Queryable,
  email: string,
  password: string,
): Promise<Account | null> {
  const rows = await database.query<{ id: number; passwordHash: string }>(
    'select id, password_hash as "passwordHash" from account where email = $1',
    [email.trim().toLowerCase()],
  );
  const matches = await verifyPassword(password, rows[0]?.passwordHash ?? DECOY_HASH);
  return rows[0] !== undefined && matches ? findAccount(database, rows[0].id) : null;
}

export interface SignUp {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

export async function createAccount(
  transaction: WriteTransaction,
  { email, name, password }: SignUp,
): Promise<number> {
  const rows = await transaction.query<{ id: number }>(
    `insert into account (email, name, password_hash) values ($1, $2, $3) on conflict (email) do nothing returning id`,
    [parseEmail(email), name, await hashPassword(requireGoodPassword(password))],
  );
  if (rows[0] === undefined) {
    throw new ShopError('conflict', 'There is already an account with this e-mail address. Log in instead.');
  }
  transaction.note(`account ${rows[0].id} created`);
  return rows[0].id;
}

/** Says the same whether the address is known or not, so that nobody can ask who shops here. */
export async function requestPasswordReset(transaction: WriteTransaction, email: string): Promise<void> {
  const address = parseEmail(email);
  const token = newSecret();
  const rows = await transaction.query<{ id: number }>(
    `insert into password_reset (token_hash, account_id, expires_at)
     select $1, id, now() + make_interval(mins => $3) from account where email = $2 returning account_id as id`,
    [hashSecret(token), address, RESET_MINUTES],
  );
  if (rows[0] !== undefined) {
    await sendMail(transaction, {
      recipient: address,
      subject: 'Choose a new password',
      body: `Open this link within ${RESET_MINUTES} minutes to choose a new password: /password-reset/${token}`,
    });
  }
  transaction.note(
    `password reset asked for, ${rows.length === 0 ? 'no such account' : `account ${rows[0]?.id}`}`,
  );
}

export async function resetPassword(
  transaction: WriteTransaction,
  token: string,
  password: string,
): Promise<void> {
  const rows = await transaction.query<{ accountId: number }>(
    `update password_reset set used_at = now()
     where token_hash = $1 and used_at is null and expires_at > now() returning account_id as "accountId"`,
    [hashSecret(token)],
  );
  if (rows[0] === undefined) {
    throw new ShopError('invalid', 'This link was used before or is too old. Ask for a new one.');
  }
  await setPassword(transaction, rows[0].accountId, password);
  await endSessionsOf(transaction, rows[0].accountId, null);
  transaction.note(`password of account ${rows[0].accountId} reset`);
}

export interface PasswordChange {
  readonly accountId: number;
  readonly current: string;
  readonly next: string;
  readonly keepSession: string;
}

export async function changePassword(
  transaction: WriteTransaction,
  { accountId, current, next, keepSession }: PasswordChange,
): Promise<void> {
  const rows = await transaction.query<{ passwordHash: string }>(
    'select password_hash as "passwordHash" from account where id = $1 for update',
    [accountId],
  );
  if (rows[0] === undefined || !(await verifyPassword(current, rows[0].passwordHash))) {
    throw new ShopError('invalid', 'The current password is not right.');
  }
  await setPassword(transaction, accountId, next);
  await endSessionsOf(transaction, accountId, keepSession);
  transaction.note(`password of account ${accountId} changed`);
}

export async function changeRole(
  transaction: WriteTransaction,
  accountId: number,
  role: Role,
): Promise<void> {
  const rows = await transaction.query<{ email: string }>(
    'update account set role = $2 where id = $1 returning email',
    [accountId, role],
  );
  if (rows[0] === undefined) {
    throw new ShopError('not-found', `There is no user number ${accountId}.`);
  }
  transaction.note(`${rows[0].email} is now ${role}`);
}

export function parseEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (email.length > 200 || !/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(email)) {
    throw new ShopError(
      'invalid',
      `Expected an e-mail address such as mia@shop.example, got “${text.slice(0, 80)}”.`,
    );
  }
  return email;
}

async function setPassword(
  transaction: WriteTransaction,
  accountId: number,
  password: string,
): Promise<void> {
  await transaction.query('update account set password_hash = $2 where id = $1', [
    accountId,
    await hashPassword(requireGoodPassword(password)),
  ]);
}
