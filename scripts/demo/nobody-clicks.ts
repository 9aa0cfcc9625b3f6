import { join } from 'node:path';
import { fleetOverHttp, joinFleet } from '@portcullis/quiesce/fleet';
import { createCronerWorker } from '@portcullis/quiesce/workers';
import { programs, type RunningDatabase, type RunningShop } from 'portcullis-example-shop';
import { type OnSaid, type RunningProgram, runProgram } from './run-program.ts';

export interface NobodyClicksOptions {
  readonly database: Pick<RunningDatabase, 'url' | 'repairUrl'>;
  readonly shop: Pick<RunningShop, 'cron'>;
  readonly socketPath: string;
  /** Where the worker asks providers for payments, mails and what a CRM knows. */
  readonly providersUrl: string;
  /** Where mail is delivered to. */
  readonly mailFile: string;
  readonly onLine: (line: string) => void;
}

/** How often the billing script runs: another timer than any that the shop knows of. */
const billingEveryMs = 5_000;

/**
 * What writes without anybody clicking: the shop's worker in a process of its own, the cron in its web process, and a billing script
 * that nobody told anybody about. The first two follow the switch; of the third only the database knows.
 */
export function startWhatNobodyClicks({
  database,
  shop,
  socketPath,
  providersUrl,
  mailFile,
  onLine,
}: NobodyClicksOptions): { close(): Promise<void> } {
  const environment = { ...process.env, SHOP_DATABASE_URL: database.url };
  /** It runs the jobs of test runs, too, while a guard is closed. */
  const ofWorker = {
    ...environment,
    SHOP_REPAIR_DATABASE_URL: database.repairUrl,
    SHOP_PROVIDERS_URL: providersUrl,
  };
  const send = fleetOverHttp({ site: 'shop', server: { socketPath } });
  const cron =
    shop.cron === null
      ? null
      : joinFleet({
          name: 'web-cron',
          workers: [createCronerWorker({ jobs: [shop.cron], name: 'tidy-up' })],
          send,
          onProblem: onLine,
        });
  const worker = runProgram(programs.worker, {
    args: ['--portcullis-socket', socketPath, '--mail-file', mailFile],
    env: ofWorker,
    onSaid(line, from) {
      if (from === 'problems') onLine(line);
    },
  });
  const tellOfBilling = turnsOnly(onLine);
  let billing: RunningProgram | null = null;
  const timer = setInterval(() => {
    // One at a time: a run that hangs is not run beside itself.
    if (billing === null || billing.child.exitCode !== null) {
      billing = runProgram(programs.billing, { env: environment, onSaid: tellOfBilling });
    }
  }, billingEveryMs);
  return {
    async close() {
      clearInterval(timer);
      await cron?.leave();
      for (const { child } of [worker, ...(billing === null ? [] : [billing])]) child.kill('SIGTERM');
      await Promise.all([worker.ended, billing?.ended]);
    },
  };
}

/** What says the same again and again is told when it turns: the first problem, and the first that goes well afterwards. */
function turnsOnly(onLine: (line: string) => void): OnSaid {
  let problem: string | null = null;
  return (line, from) => {
    if (from === 'problems') {
      if (line !== problem) onLine(line);
      problem = line;
    } else if (problem !== null) {
      onLine(`nightly-billing writes again: ${line}`);
      problem = null;
    }
  };
}

/** Beside the database, in the folder of the demo. */
export function mailFileIn(directory: string): string {
  return join(directory, 'mail.mbox');
}
