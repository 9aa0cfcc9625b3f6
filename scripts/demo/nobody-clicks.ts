import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fleetOverHttp, joinFleet } from '@portcullis/quiesce/fleet';
import { createCronerWorker } from '@portcullis/quiesce/workers';
import { programs, type RunningDatabase, type RunningShop } from 'portcullis-example-shop';

export interface NobodyClicksOptions {
  readonly database: Pick<RunningDatabase, 'url' | 'repairUrl'>;
  readonly shop: Pick<RunningShop, 'cron'>;
  readonly socketPath: string;
  /** Where mail is delivered to. */
  readonly mailFile: string;
  readonly onLine: (line: string) => void;
}

/** How often the billing script runs: another timer than any that the shop knows of. */
const billingEveryMs = 5_000;

type OnSaid = (line: string, from: 'output' | 'problems') => void;

interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly onSaid: OnSaid;
}

/**
 * What writes without anybody clicking: the shop's worker in a process of its own, the cron in its web process, and a billing script
 * that nobody told anybody about. The first two follow the switch; of the third only the database knows.
 */
export function startWhatNobodyClicks({
  database,
  shop,
  socketPath,
  mailFile,
  onLine,
}: NobodyClicksOptions): { close(): Promise<void> } {
  const environment = { ...process.env, SHOP_DATABASE_URL: database.url };
  /** It runs the jobs of test runs, too, while a guard is closed. */
  const ofWorker = { ...environment, SHOP_REPAIR_DATABASE_URL: database.repairUrl };
  const run = (program: string, { args = [], env = environment, onSaid }: RunOptions) => {
    const child = spawn(
      process.execPath,
      ['--conditions=portcullis-source', '--disable-warning=ExperimentalWarning', program, ...args],
      { env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const [from, stream] of [
      ['output', child.stdout],
      ['problems', child.stderr],
    ] as const) {
      createInterface(stream).on('line', (line) => onSaid(line, from));
    }
    return { child, ended: once(child, 'close') };
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
  const worker = run(programs.worker, {
    args: ['--portcullis-socket', socketPath, '--mail-file', mailFile],
    env: ofWorker,
    onSaid(line, from) {
      if (from === 'problems') onLine(line);
    },
  });
  const tellOfBilling = turnsOnly(onLine);
  let billing: ReturnType<typeof run> | null = null;
  const timer = setInterval(() => {
    // One at a time: a run that hangs is not run beside itself.
    if (billing === null || billing.child.exitCode !== null) {
      billing = run(programs.billing, { onSaid: tellOfBilling });
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
