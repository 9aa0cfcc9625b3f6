import type { Job, Queue, WorkOptions } from 'pg-boss';
import type { Database, Queryable } from '../database/open-database.ts';
import type { DeliverMail } from '../domain/mail.ts';
import type { ShopProviders } from '../domain/providers.ts';

/** A queue and what works on it, as data: whoever runs it decides when. */
export interface JobQueue {
  /** How the queue is made where it is missing. */
  readonly queue: Omit<Queue, 'name'>;
  /** For `boss.work`. */
  readonly options: WorkOptions;
  readonly handler: (jobs: readonly Job<object>[]) => Promise<void>;
  /** How often a job is sent by the worker itself; null for jobs that somebody else has a reason to send. */
  readonly everySeconds: number | null;
}

/** Hands work over within the transaction that is the reason for it: both are there, or neither. */
export type SendJob = (transaction: Queryable, name: string, data: object) => Promise<void>;

/** What the jobs work with. */
export interface JobContext {
  readonly database: Database;
  readonly send: SendJob;
  readonly deliverMail: DeliverMail;
  /** @default nobody is asked for anything */
  readonly providers?: ShopProviders | null;
  readonly now: () => Date;
  readonly everySeconds: number;
  readonly pollingIntervalSeconds: number;
}
