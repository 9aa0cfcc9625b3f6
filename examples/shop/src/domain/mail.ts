import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';

export interface Mail {
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
}

export interface SentMail extends Mail {
  readonly id: number;
  readonly at: Date;
}

export interface OutgoingMail extends SentMail {
  /** Null while it waits, also for ever in a shop without a worker. */
  readonly deliveredAt: Date | null;
}

/** Put in the outbox together with the write it tells of; an admin reads it there, nothing leaves the machine. */
export async function sendMail(
  transaction: WriteTransaction,
  { recipient, subject, body }: Mail,
): Promise<void> {
  await transaction.query('insert into mail (recipient, subject, body) values ($1, $2, $3)', [
    recipient,
    subject,
    body,
  ]);
}

export async function listMail(database: Queryable): Promise<readonly OutgoingMail[]> {
  return database.query<OutgoingMail>(
    'select id, at, recipient, subject, body, delivered_at as "deliveredAt" from mail order by id desc limit 100',
  );
}

export type DeliverMail = (mails: readonly SentMail[]) => Promise<void>;

const MAILS_AT_ONCE = 50;

/**
 * Empties the outbox, oldest first. What is marked is delivered before it is committed: a crash between the two delivers
 * twice, never not at all, and a database that refuses the mark delivers nothing.
 */
export async function deliverOutbox(transaction: WriteTransaction, deliver: DeliverMail): Promise<void> {
  const mails = await transaction.query<SentMail>(
    `update mail set delivered_at = now() where id in (
       select id from mail where delivered_at is null order by id limit $1 for update skip locked
     ) returning id, at, recipient, subject, body`,
    [MAILS_AT_ONCE],
  );
  await deliver(mails.toSorted((a, b) => a.id - b.id));
  transaction.note(`${mails.length} mails delivered`);
}
