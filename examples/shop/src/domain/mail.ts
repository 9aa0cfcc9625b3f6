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

export async function listMail(database: Queryable): Promise<readonly SentMail[]> {
  return database.query<SentMail>(
    'select id, at, recipient, subject, body from mail order by id desc limit 100',
  );
}
