import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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
const billingEveryMs = 10_000;

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
  const said = new Map<string, string>();
  /** What a program says again and again is said once. */
  const tell = (program: string, line: string) => {
    if (said.get(program) !== line) onLine(line);
    said.set(program, line);
  };
  const run = (program: string, env: NodeJS.ProcessEnv, ...args: readonly string[]) => {
    const child = spawn(
      process.execPath,
      ['--conditions=portcullis-source', '--disable-warning=ExperimentalWarning', program, ...args],
      { env, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let rest = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) tell(program, line);
    });
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
  const worker = run(programs.worker, ofWorker, '--portcullis-socket', socketPath, '--mail-file', mailFile);
  let billing: ReturnType<typeof run> | null = null;
  const timer = setInterval(() => {
    // One at a time: a run that hangs is not run beside itself.
    if (billing === null || billing.child.exitCode !== null) billing = run(programs.billing, environment);
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

/** Beside the database, in the folder of the demo. */
export function mailFileIn(directory: string): string {
  return join(directory, 'mail.mbox');
}
