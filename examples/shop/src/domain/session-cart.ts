import type { WriteTransaction } from '../database/write-record.ts';
import { createCart } from './cart.ts';
import { type Session, startSession } from './sessions.ts';

export interface OwnCart {
  readonly cartId: number;
  /** For the cookie, when the session began with this cart. */
  readonly token: string | null;
}

/** The cart of a visitor, made where there is none, and a session with it for somebody who has none. */
export async function cartOfSession(
  transaction: WriteTransaction,
  session: Session | null,
): Promise<OwnCart> {
  if (session === null) {
    const cartId = await createCart(transaction);
    return { cartId, token: await startSession(transaction, { accountId: null, cartId }) };
  }
  // Two first additions at once: the second waits for the first and uses its cart.
  const [locked] = await transaction.query<{ cartId: number | null }>(
    'select cart_id as "cartId" from session where token_hash = $1 for update',
    [session.tokenHash],
  );
  if (locked?.cartId != null) {
    return { cartId: locked.cartId, token: null };
  }
  const cartId = await createCart(transaction);
  await transaction.query('update session set cart_id = $2 where token_hash = $1', [
    session.tokenHash,
    cartId,
  ]);
  return { cartId, token: null };
}
