import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { program } from '../../../../test/support/program.ts';

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly stateDirectory: string;
  /** @default "ada" */
  readonly user?: string;
  /** Where the command runs: usual configuration files lie here. @default the state directory */
  readonly workingDirectory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The largest file it may write, in blocks of 512 bytes: how a full disk looks to a process. */
  readonly fileSizeBlocks?: number;
  /** Closes its standard output before it can write. @default false */
  readonly isUnread?: boolean;
}

/** Runs one command of the real program until it ends. */
export async function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const child = startCommand(args, options);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  if (options.isUnread === true) child.stdout?.destroy();
  const [exitCode] = (await once(child, 'close')) as [number | null];
  // Hardly any test expects it, and one in some ten thousand commands ended so for a reason that nobody wrote down.
  if (exitCode === 1) console.warn(`portcullis ${args.join(' ')} failed: ${stderr()}${stdout()}`);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

export interface StartedGate {
  readonly url: string;
  /** Everything it printed to standard error. */
  readonly stderr: () => string;
  /** From now on whatever it prints has no reader. */
  stopReading(): void;
  /** Asks it to stop, waits, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** `portcullis up` as a process of its own; resolves when it guards. */
export async function startGateProcess(
  args: readonly string[],
  options: CommandOptions,
): Promise<StartedGate> {
  const child = startCommand(['up', '--listen', '127.0.0.1:0', '--log-level', 'silent', ...args], options);
  const stderr = collect(child.stderr);
  collect(child.stdout);
  const closed = once(child, 'close');
  let stopping: Promise<number | null> | null = null;
  const stop = () => {
    stopping ??= (async () => {
      child.kill('SIGTERM');
      const [exitCode] = (await closed) as [number | null];
      return exitCode;
    })();
    return stopping;
  };
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', () => {
      const found = / at (https?:\/\/\S+), now /.exec(stderr())?.[1];
      if (found) resolve(found);
    });
    void closed.then(() => reject(new Error(`portcullis up ended: ${stderr()}`)));
  });
  const stopReading = () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  return { url, stderr, stopReading, stop };
}

function startCommand(args: readonly string[], options: CommandOptions): ChildProcess {
  const { stateDirectory, user = 'ada', workingDirectory = stateDirectory, environment = {} } = options;
  const limit = options.fileSizeBlocks === undefined ? '' : `ulimit -f ${options.fileSizeBlocks}; `;
  const command = [process.execPath, program, ...args];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...command], {
    cwd: workingDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, NODE_COMPILE_CACHE, USER: user, PORTCULLIS_STATE_DIRECTORY: stateDirectory, ...environment },
  });
}

function collect(stream: ChildProcess['stdout']): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
