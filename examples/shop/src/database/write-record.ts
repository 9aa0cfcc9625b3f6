import type { Database, Queryable } from './open-database.ts';

/**
 * `sign-in` covers logging in and out, which a site in maintenance still allows; `job` is what nobody clicked, of queues
 * and crons; everything else is `write`.
 */
export type WriteKind = 'write' | 'sign-in' | 'job';

export interface WriteOrigin {
  readonly kind: WriteKind;
  /** Of HTTP; or `JOB`, `CRON`. */
  readonly method: string;
  /** Of a request, without the query: it may carry a token. Of a job, its name. */
  readonly path: string;
  /** The e-mail address, `api:NAME` for a token, `job:NAME` for a job, or `nobody`. */
  readonly actor: string;
  /** The caller's own number for the request, if he sent one; the queue's for a job. */
  readonly requestId: string | null;
}

/** How a write is begun. */
export interface WriteBegin extends WriteOrigin {
  /** It is of a test run: so are the jobs that it has a reason for. @default false */
  readonly isTest?: boolean;
}

export interface WriteRecord extends WriteOrigin {
  readonly id: number;
  readonly at: Date;
  readonly detail: string;
}

export interface WriteTransaction extends Queryable {
  /** Jobs that it sends run while those of everybody else are held. */
  readonly isTest: boolean;
  /** Says what was done, for the record. */
  note(detail: string): void;
}

/** The only door to writing: the record stands or falls with the write it tells of. */
export async function commitWrite<Result>(
  database: Database,
  origin: WriteBegin,
  work: (transaction: WriteTransaction) => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (transaction) => {
    const details: string[] = [];
    const result = await work({
      isTest: origin.isTest ?? false,
      query: transaction.query,
      note: (detail) => details.push(detail),
    });
    await transaction.query(
      `insert into write_record (kind, method, path, actor, request_id, detail) values ($1, $2, $3, $4, $5, $6)`,
      [origin.kind, origin.method, origin.path, origin.actor, origin.requestId, details.join('; ')],
    );
    return result;
  });
}

/** A side door for tests: what the shop really wrote, whatever the status codes said. Oldest first. */
export async function readWriteRecord(database: Queryable): Promise<readonly WriteRecord[]> {
  return database.query<WriteRecord>(
    `select id, at, kind, method, path, actor, request_id as "requestId", detail from write_record order by id`,
  );
}
