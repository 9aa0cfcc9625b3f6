import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface StartedProcess {
  /** The lines it printed so far. */
  readonly lines: readonly string[];
  /** Resolves when it has printed this many lines; rejects when it ends before. */
  printed(count: number): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, null when it was killed; the lines are complete then. */
  readonly ended: Promise<number | null>;
}

export interface StartProcessOptions {
  /** The name of a script in test/processes. */
  readonly script: string;
  readonly args: readonly string[];
  /** The largest file it may write, in blocks of 512 bytes. */
  readonly fileSizeBlocks?: number;
}

/** Runs a script as a process of its own, straight from the sources. */
export function startProcess({ script, args, fileSizeBlocks }: StartProcessOptions): StartedProcess {
  const file = fileURLToPath(new URL(`./processes/${script}`, import.meta.url));
  const command = [process.execPath, '--conditions=portcullis-source', file, ...args];
  const limit = fileSizeBlocks === undefined ? '' : `ulimit -f ${fileSizeBlocks}; `;
  const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  const wake = (): void => {
    for (const check of [...waiting]) check();
  };
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  const ended = (async () => {
    const [[code]] = await Promise.all([once(child, 'exit'), once(reader, 'close')]);
    over = true;
    wake();
    return typeof code === 'number' ? code : null;
  })();

  return {
    lines,
    ended,
    kill: (signal) => void child.kill(signal),
    printed: (count) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (lines.length < count && !over) return;
          waiting.delete(check);
          if (lines.length >= count) resolve();
          else
            reject(
              new Error(`${script} ended after ${lines.length} of ${count} lines: ${lines.join(' | ')}`),
            );
        };
        waiting.add(check);
        check();
      }),
  };
}
