import { type Command, commandError, runCommand } from './run-command.ts';
import type { Worker } from './worker.ts';

export interface CommandWorkerOptions {
  readonly name: string;
  /** Exits with 0 when no work begins any more: `['systemctl', 'stop', 'jobs.service']`. */
  readonly pause: Command;
  /** Exits with 0 when work begins again. */
  readonly resume: Command;
  /** Without it the state is what was done last, and `running` before. */
  readonly status?: StatusCommand;
  /** Prints how much is in hand as a whole number, and exits with 0. Without it nothing is counted, and it is never drained. */
  readonly inFlight?: Command;
  /**
   * Of each command, and until a pause is seen. `systemctl stop` waits for what runs: give it that long, or `--no-block`.
   * @default 30000
   */
  readonly timeoutMs?: number;
  /** Whom the commands reach, and count: every process that works, or those of one machine. @default 'process' */
  readonly reaches?: 'fleet' | 'process';
  /** Whether those that are started after the pause find it: `kubectl scale` yes, a signal no. @default false */
  readonly isPersisted?: boolean;
  /** Milliseconds since 1970. @default that of the machine */
  readonly now?: () => number;
}

export interface StatusCommand {
  /** Exits with 0 when work begins: `['systemctl', 'is-active', '--quiet', 'jobs.service']`. */
  readonly command: Command;
  /** Exits with one of these when it is paused; any other code is an error. @default [3], which `systemctl is-active` says */
  readonly pausedExitCodes?: readonly number[];
}

/** How often the state is asked for until it is the one that was wanted. */
const lookEveryMs = 100;

/**
 * Pauses by commands: a service manager, an orchestrator, a program that controls its workers. A command has no shell (write
 * `['sh', '-c', '…']` where one is wanted), no input, the environment of this process, and a time after which it is ended with its
 * whole process group. Where the state can be asked for, a pause is believed only when it says so.
 *
 * What began although it was paused cannot be told. Rejects with an Error that has the last line of what a command wrote to standard error.
 */
export function createCommandWorker(options: CommandWorkerOptions): Worker {
  const { name, status, inFlight, reaches = 'process', isPersisted = false } = options;
  const { timeoutMs = 30_000, now = Date.now } = options;
  const pausedExitCodes = status?.pausedExitCodes ?? [3];
  if (pausedExitCodes.includes(0) || pausedExitCodes.length === 0) {
    throw new Error(
      `Expected exit codes that say paused and are not 0, got [${pausedExitCodes.join(', ')}]. 0 says that it runs; write a command that tells them apart.`,
    );
  }
  let done: 'running' | 'paused' = 'running';

  async function run(command: Command): Promise<string> {
    const { exitCode, output, lastErrorLine } = await runCommand(command, { timeoutMs });
    if (exitCode === 0) return output;
    throw commandError(
      command,
      `it ended with exit code ${exitCode}. It said: ${lastErrorLine || 'nothing'}`,
    );
  }

  async function state(): Promise<'running' | 'paused'> {
    if (status === undefined) return done;
    const { exitCode, lastErrorLine } = await runCommand(status.command, { timeoutMs });
    if (exitCode === 0) return 'running';
    if (pausedExitCodes.includes(exitCode)) return 'paused';
    throw commandError(
      status.command,
      `it ended with exit code ${exitCode}, not with 0 (running) or ${pausedExitCodes.join(', ')} (paused). It said: ${lastErrorLine || 'nothing'}`,
    );
  }

  async function waitUntilPaused(): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while ((await state()) !== 'paused') {
      if (performance.now() > deadline) {
        throw commandError(
          options.pause,
          `${timeoutMs} ms later ${name} is still running. Pause it by hand.`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  return {
    name,
    capabilities: { reaches, counts: inFlight === undefined ? 'nobody' : reaches, isPersisted },
    state,
    async pause() {
      await run(options.pause);
      if (status !== undefined) await waitUntilPaused();
      done = 'paused';
      return now();
    },
    async resume() {
      await run(options.resume);
      done = 'running';
    },
    async inHand() {
      if (inFlight === undefined) return { count: null, jobs: [], waiting: null };
      const said = (await run(inFlight)).trim();
      if (!/^\d{1,15}$/.test(said)) {
        throw commandError(inFlight, `it printed ${JSON.stringify(said.slice(0, 100))}, not a whole number.`);
      }
      return { count: Number(said), jobs: [], waiting: null };
    },
    begunAfter: async () => null,
  };
}
