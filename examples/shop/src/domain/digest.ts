import type { WriteTransaction } from '../database/write-record.ts';
import { sendMail } from './mail.ts';

export interface SendDigestsOptions {
  /** Only those get one whose last is from before this moment. */
  readonly before: Date;
  readonly now: Date;
}

const DIGESTS_AT_ONCE = 20;

/** A letter about what is nearly gone, to those who subscribed and did not leave. */
export async function sendDigests(
  transaction: WriteTransaction,
  { before, now }: SendDigestsOptions,
): Promise<void> {
  const readers = await transaction.query<{ email: string; token: string }>(
    `update newsletter set last_digest_at = $2 where email in (
       select email from newsletter where unsubscribed_at is null and coalesce(last_digest_at, '-infinity') < $1
       order by last_digest_at nulls first, email limit $3 for update skip locked
     ) returning email, token`,
    [before, now, DIGESTS_AT_ONCE],
  );
  const scarce = await transaction.query<{ name: string; stock: number }>(
    'select name, stock from product where visible and stock > 0 order by stock, id limit 3',
  );
  const news = scarce.map(({ name, stock }) => `${name} (${stock} left)`).join(', ');
  for (const { email, token } of readers) {
    await sendMail(transaction, {
      recipient: email,
      subject: 'Nearly gone at Larkspur',
      body: `${news}. To leave this list, open /unsubscribe?token=${token}`,
    });
  }
  transaction.note(`digest sent to ${readers.length} readers`);
}
