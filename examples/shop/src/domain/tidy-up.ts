import type { WriteTransaction } from '../database/write-record.ts';

/** Takes away the carts that no session can reach any more: somebody lost the cookie, or the session ran out. */
export async function releaseStaleCarts(transaction: WriteTransaction, before: Date): Promise<void> {
  await transaction.query('delete from session where expires_at < now()');
  const released = await transaction.query<object>(
    `delete from cart where created_at < $1 and not exists (select from session where cart_id = cart.id)
     returning id`,
    [before],
  );
  transaction.note(`${released.length} stale carts released`);
}

export async function expirePasswordResets(transaction: WriteTransaction): Promise<void> {
  const expired = await transaction.query<object>(
    'delete from password_reset where used_at is not null or expires_at < now() returning token_hash',
  );
  transaction.note(`${expired.length} password resets expired`);
}
