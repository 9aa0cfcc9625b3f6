import type { Outcome } from '../sql/transaction.ts';
import { storedText, typeParsers } from './parse-value.ts';
import type { SqlClient } from './sql-client.ts';

export type SqlRunner = Pick<SqlClient, 'query'>;

export interface ParameterisedSql {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Without a name: a prepared statement would be another connection's behind a pooler. */
export async function runStatement(
  client: SqlRunner,
  { sql, parameters }: ParameterisedSql,
): Promise<Outcome> {
  return outcomeOf(await client.query({ text: sql, values: parameters.map(storedText), types: typeParsers }));
}

/** Several statements without parameters in one round trip; the outcome of each. */
export async function runTogether(client: SqlRunner, sql: string): Promise<readonly Outcome[]> {
  const results = await client.query({ text: sql, values: [], types: typeParsers });
  return (Array.isArray(results) ? results : [results]).map(outcomeOf);
}

function outcomeOf(result: unknown): Outcome {
  if (typeof result !== 'object' || result === null) return { rows: [], changed: 0 };
  const rows: unknown = Reflect.get(result, 'rows');
  const changed: unknown = Reflect.get(result, 'rowCount');
  return {
    rows: Array.isArray(rows) ? rows : [],
    changed: typeof changed === 'number' ? changed : 0,
  };
}
