import { spawn } from 'node:child_process';

/** A program and its arguments, as it is started: without a shell, unless the program is one. */
export type Command = readonly [string, ...string[]];

export interface RunCommandOptions {
  /** Then it is ended, with everything that it started and that stayed in its group. */
  readonly timeoutMs: number;
}

export interface CommandResult {
  readonly exitCode: number;
  /** Its beginning, 64 KiB at most. */
  readonly output: string;
  /** The last line that it wrote to standard error; empty = none. */
  readonly lastErrorLine: string;
}

const mostOutputBytes = 65_536;
/** What it wrote last may arrive after its end; a program that it left behind may hold the pipe open for ever. */
const outputAfterEndMs = 100;

/** Rejects when it cannot be started, does not end in time, or is ended by a signal. */
export function runCommand(command: Command, { timeoutMs }: RunCommandOptions): Promise<CommandResult> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = collect({ keep: 'beginning' });
    const errors = collect({ keep: 'end' });
    child.stdout.on('data', output.add);
    child.stderr.on('data', errors.add);
    let isLate = false;
    let lastWords: NodeJS.Timeout | undefined;

    const deadline = setTimeout(() => {
      isLate = true;
      endGroup(child.pid);
    }, timeoutMs);

    function end(exitCode: number | null, signal: NodeJS.Signals | null): void {
      clearTimeout(deadline);
      clearTimeout(lastWords);
      child.stdout.destroy();
      child.stderr.destroy();
      const lastErrorLine = lastLine(errors.text());
      const said = lastErrorLine === '' ? '' : ` It said: ${lastErrorLine}`;
      if (exitCode !== null && !isLate) resolve({ exitCode, output: output.text(), lastErrorLine });
      else if (isLate)
        reject(commandError(command, `it took longer than ${timeoutMs} ms and was ended.${said}`));
      else reject(commandError(command, `it was ended by ${signal}.${said}`));
    }

    child.once('error', (cause) => {
      clearTimeout(deadline);
      reject(commandError(command, `it could not be started. See that it is there.`, { cause }));
    });
    child.once('exit', (exitCode, signal) => {
      lastWords = setTimeout(() => end(exitCode, signal), outputAfterEndMs);
      child.once('close', () => end(exitCode, signal));
    });
  });
}

export function commandError(command: Command, what: string, options?: ErrorOptions): Error {
  return new Error(`Expected \`${command.join(' ')}\` to do its work, but ${what}`, options);
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

interface Collected {
  readonly add: (chunk: Buffer) => void;
  readonly text: () => string;
}

function collect({ keep }: { readonly keep: 'beginning' | 'end' }): Collected {
  let kept = Buffer.alloc(0);
  return {
    add(chunk) {
      const whole = Buffer.concat([kept, chunk]);
      kept = keep === 'beginning' ? whole.subarray(0, mostOutputBytes) : whole.subarray(-mostOutputBytes);
    },
    text: () => kept.toString('utf8'),
  };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
