import { spawn } from 'node:child_process';

export interface RunOptions {
  /** @default the folder of this process */
  readonly cwd?: string;
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Receives standard output and error as they come. @default nobody */
  readonly write?: (text: string) => void;
  /** Ends the process and everything it started. */
  readonly signal?: AbortSignal;
}

export interface RunResult {
  /** The exit code; 128 + the number of the signal is not used: a killed process has -1. */
  readonly exitCode: number;
  readonly stdout: string;
  /** Both streams, in the order they came. */
  readonly output: string;
}

/** How long a process may take to end after SIGTERM. */
const killAfterMs = 5_000;

/** Runs a program to its end. A bad exit code is a result; only a program that cannot be started throws. */
export function runProcess(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { cwd, env = {}, write, signal } = options;
  return new Promise((resolve, reject) => {
    // A process group of its own, so that browsers and databases started by tests end with it.
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
      write?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      write?.(text);
    });

    let killTimer: NodeJS.Timeout | undefined;
    const stop = () => {
      killGroup(child.pid, 'SIGTERM');
      killTimer = setTimeout(() => killGroup(child.pid, 'SIGKILL'), killAfterMs);
    };
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });

    child.on('error', (cause) => {
      reject(new Error(`${file} could not be started: ${cause.message}`, { cause }));
    });
    child.on('close', (code) => {
      clearTimeout(killTimer);
      signal?.removeEventListener('abort', stop);
      resolve({ exitCode: code ?? -1, stdout, output });
    });
  });
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Already gone.
  }
}
