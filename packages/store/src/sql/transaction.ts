import type { CompiledQuery, Kysely } from 'kysely';
import type { Schema } from './schema.ts';

interface Compilable {
  compile(): CompiledQuery;
}

/** One statement that an operation hands out, to be run by the driver. */
export type Statement = CompiledQuery;

/** What came of it. */
export interface Outcome {
  /** Of unknown shape until they are checked. */
  readonly rows: readonly unknown[];
  /** How many rows were changed, by a statement that changes some. */
  readonly changed: number;
}

/**
 * An operation, as a driver carries it out: it hands out one statement after the other and is given what came of each. So the
 * same operations run on SQLite, whose transactions may not wait in between, and on PostgreSQL, whose must.
 */
export type Steps<Result> = Generator<Statement, Result, Outcome>;

/** What an operation sees while its transaction lasts. Every step of it is delegated to with `yield*`: else it never happens. */
export interface Transaction {
  readonly query: Kysely<Schema>;
  readonly lineage: string;
  /** The store's clock, read once: everything one transaction does happens at the same time. */
  readonly now: number;
  all(query: Compilable): Steps<readonly unknown[]>;
  /** Undefined when there is no row. */
  first(query: Compilable): Steps<unknown>;
  /** The number of rows changed. */
  run(query: Compilable): Steps<number>;
}

/** What a driver knows of a transaction when it begins. */
export type TransactionFacts = Pick<Transaction, 'query' | 'lineage' | 'now'>;

export function transactionOf(facts: TransactionFacts): Transaction {
  return {
    ...facts,
    *all(query) {
      return (yield query.compile()).rows;
    },
    *first(query) {
      return (yield query.compile()).rows[0];
    },
    *run(query) {
      return (yield query.compile()).changed;
    },
  };
}

/** Where operations are carried out. */
export interface SqlConnection {
  read<Result>(work: (transaction: Transaction) => Steps<Result>): Promise<Result>;
  write<Result>(work: (transaction: Transaction) => Steps<Result>, options?: WriteOptions): Promise<Result>;
}

export interface WriteOptions {
  /**
   * False for what may be forgotten when the machine of the store loses power, such as "I am alive", and is lighter for it. A
   * killed process loses nothing either way.
   * @default true
   */
  readonly durable?: boolean;
  /**
   * False for a single statement that finds what it changes itself: it need not wait for the other operations of a store with
   * many connections.
   * @default true
   */
  readonly isAlone?: boolean;
}

/** For a driver that answers at once. */
export function carryOut<Result>(steps: Steps<Result>, answer: (statement: Statement) => Outcome): Result {
  let step = steps.next();
  while (step.done !== true) step = steps.next(answer(step.value));
  return step.value;
}
