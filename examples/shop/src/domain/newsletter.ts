import type { WriteTransaction } from '../database/write-record.ts';
import { parseEmail } from './accounts.ts';
import { sendMail } from './mail.ts';
import { newSecret } from './secrets.ts';
import { ShopError } from './shop-error.ts';

export async function subscribe(transaction: WriteTransaction, email: string): Promise<void> {
  const address = parseEmail(email);
  const rows = await transaction.query<{ token: string }>(
    `insert into newsletter (email, token) values ($1, $2)
     on conflict (email) do update set unsubscribed_at = null returning token`,
    [address, newSecret()],
  );
  await sendMail(transaction, {
    recipient: address,
    subject: 'Welcome to our letter',
    body: `One letter a month, no more. To leave, open /unsubscribe?token=${rows[0]?.token}`,
  });
  transaction.note('newsletter subscribed');
}

/** Behind a plain link, as in real mails: a GET that writes. */
export async function unsubscribe(transaction: WriteTransaction, token: string): Promise<string> {
  const rows = await transaction.query<{ email: string }>(
    'update newsletter set unsubscribed_at = coalesce(unsubscribed_at, now()) where token = $1 returning email',
    [token],
  );
  if (rows[0] === undefined) {
    throw new ShopError(
      'not-found',
      'This link belongs to no subscription. Open the one in our latest letter.',
    );
  }
  transaction.note('newsletter unsubscribed');
  return rows[0].email;
}
