import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import { ShopError } from './shop-error.ts';
import { takeWebhookEvent } from './webhook-events.ts';

export interface Mail {
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  /** The order that it tells of. @default none */
  readonly purchaseId?: number | null;
}

export interface SentMail extends Mail {
  readonly id: number;
  readonly at: Date;
}

export interface OutgoingMail extends SentMail {
  /** Null while it waits, also for ever in a shop without a worker. */
  readonly deliveredAt: Date | null;
  /** The last that the mail provider said of it; null = nothing. */
  readonly report: MailReport | null;
}

export type MailReportKind = 'delivered' | 'bounced';

export interface MailReport {
  readonly kind: MailReportKind;
  /** Such as what the recipient's server said. */
  readonly detail: string;
  /** By the provider's clock. */
  readonly at: Date;
}

/** Put in the outbox together with the write it tells of; an admin reads it there, nothing leaves the machine. */
export async function sendMail(
  transaction: WriteTransaction,
  { recipient, subject, body, purchaseId = null }: Mail,
): Promise<void> {
  await transaction.query(
    'insert into mail (recipient, subject, body, purchase_id) values ($1, $2, $3, $4)',
    [recipient, subject, body, purchaseId],
  );
}

const OUTGOING = `select m.id, m.at, m.recipient, m.subject, m.body, m.delivered_at as "deliveredAt",
    r.kind as "reportKind", r.detail as "reportDetail", r.at as "reportAt"
  from mail m left join lateral (
    select kind, detail, at from mail_report where mail_id = m.id order by at desc, id desc limit 1
  ) r on true`;

interface OutgoingRow extends SentMail {
  readonly deliveredAt: Date | null;
  readonly reportKind: MailReportKind | null;
  readonly reportDetail: string | null;
  readonly reportAt: Date | null;
}

export async function listMail(database: Queryable): Promise<readonly OutgoingMail[]> {
  return (await database.query<OutgoingRow>(`${OUTGOING} order by m.id desc limit 100`)).map(asOutgoing);
}

/** Oldest first. */
export async function listMailOfOrder(
  database: Queryable,
  purchaseId: number,
): Promise<readonly OutgoingMail[]> {
  const rows = await database.query<OutgoingRow>(`${OUTGOING} where m.purchase_id = $1 order by m.id`, [
    purchaseId,
  ]);
  return rows.map(asOutgoing);
}

function asOutgoing({ reportKind, reportDetail, reportAt, ...mail }: OutgoingRow): OutgoingMail {
  const report =
    reportKind === null || reportAt === null
      ? null
      : { kind: reportKind, detail: reportDetail ?? '', at: reportAt };
  return { ...mail, report };
}

export interface ReportOfMail extends MailReport {
  /** The mail provider's, of this report. */
  readonly eventId: string;
  readonly mailId: number;
}

/** What the mail provider says became of a mail, once for each of its events. */
export async function noteMailReport(
  transaction: WriteTransaction,
  { eventId, mailId, kind, detail, at }: ReportOfMail,
): Promise<void> {
  if (!(await takeWebhookEvent(transaction, { provider: 'mail', eventId }))) return;
  const written = await transaction.query<object>(
    `insert into mail_report (mail_id, kind, detail, at)
     select id, $2, $3, $4 from mail where id = $1 returning id`,
    [mailId, kind, detail, at],
  );
  if (written.length === 0) {
    throw new ShopError('not-found', `There is no mail number ${mailId}.`);
  }
  transaction.note(`mail ${mailId} ${kind}`);
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
