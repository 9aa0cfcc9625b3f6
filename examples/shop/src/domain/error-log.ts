import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';

export interface LoggedError {
  readonly id: number;
  readonly at: Date;
  readonly source: string;
  readonly message: string;
  readonly purchaseId: number | null;
}

export type NewError = Omit<LoggedError, 'id' | 'at'>;

export async function logError(
  transaction: WriteTransaction,
  { source, message, purchaseId }: NewError,
): Promise<void> {
  await transaction.query('insert into error_log (source, message, purchase_id) values ($1, $2, $3)', [
    source,
    message,
    purchaseId,
  ]);
}

export async function listErrors(database: Queryable): Promise<readonly LoggedError[]> {
  return database.query<LoggedError>(
    'select id, at, source, message, purchase_id as "purchaseId" from error_log order by id desc limit 200',
  );
}
