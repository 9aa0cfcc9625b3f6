import { Cron } from 'croner';
import { commitJob } from '../database/commit-job.ts';
import type { Database } from '../database/open-database.ts';
import { expirePasswordResets, releaseStaleCarts } from '../domain/tidy-up.ts';

export interface StartTidyUpOptions {
  readonly database: Database;
  /** When, as croner reads it; the first of six fields are seconds. */
  readonly pattern: string;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
}

export interface TidyUp {
  /** For whoever pauses and resumes it. */
  readonly cron: Cron;
  /** Resolves when a run that had begun is over. */
  stop(): Promise<void>;
}

const CART_LIVES_MS = 3_600_000;

/** Takes away what nobody will come back for. In the web process, as such things are: small, and always there. */
export function startTidyUp({ database, pattern, now, onError }: StartTidyUpOptions): TidyUp {
  let running: Promise<void> = Promise.resolve();
  const cron = new Cron(pattern, { protect: true }, () => {
    running = commitJob(database, { method: 'CRON', name: 'tidy-up' }, async (transaction) => {
      await releaseStaleCarts(transaction, new Date(now().getTime() - CART_LIVES_MS));
      await expirePasswordResets(transaction);
    }).catch(onError);
    return running;
  });
  return {
    cron,
    async stop() {
      cron.stop();
      await running;
    },
  };
}
