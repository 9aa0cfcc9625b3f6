import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** What a person types to start the demo, or what npm does then. */
const demoCommands = {
  npm: ['npm', 'start', '--'],
  run: [process.execPath, join(root, 'scripts/run.mjs'), 'demo'],
} as const;

export interface StartDemoOptions {
  readonly directory: string;
  /** @default "npm" */
  readonly command?: keyof typeof demoCommands;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface DemoProcess {
  /** Of npm or run.mjs, which the demo itself stands behind. */
  readonly processId: number;
  readonly output: () => string;
  /** Settles when the story is told; rejects when it ends before. */
  readonly told: Promise<{ readonly url: string; readonly port: number }>;
  /** The exit code, or the signal, once every process of it has let go of its output. */
  readonly ended: Promise<number | string>;
  /** To everything that was started, as a terminal's Ctrl-C goes. */
  signalAll(signal: NodeJS.Signals): void;
  /** To the one process alone. */
  signal(signal: NodeJS.Signals): void;
}

/** The demo as people start it: another process tree, of which this knows the first process only. */
export function startDemo(options: StartDemoOptions): DemoProcess {
  const { directory, command = 'npm', args = [], environment = {} } = options;
  const [file, ...first] = demoCommands[command];
  const child = spawn(file, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: {
      ...process.env,
      PORTCULLIS_DEMO_PORT: '0',
      PORTCULLIS_DEMO_CONSOLE_PORT: '0',
      PORTCULLIS_DEMO_DIRECTORY: directory,
      PORTCULLIS_DEMO_VISITORS: 'off',
      ...environment,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  const processId = child.pid ?? 0;
  return {
    processId,
    output: () => output,
    told: untilTold(child, { output: () => output, ended }),
    ended,
    signalAll: (signal) => void process.kill(-processId, signal),
    signal: (signal) => void process.kill(processId, signal),
  };
}

function untilTold(
  child: ChildProcess,
  { output, ended }: Pick<DemoProcess, 'output' | 'ended'>,
): DemoProcess['told'] {
  const told = new Promise<{ url: string; port: number }>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const [, url, port] = /^The shop +(http:\/\/localhost:(\d+))$/m.exec(output()) ?? [];
      if (url && output().includes('Ctrl-C stops everything.')) resolve({ url, port: Number(port) });
    });
    void ended.then(() => reject(new Error(`The demo ended before its story:\n${output()}`)));
  });
  // A start that is meant to fail is asked for its end alone.
  told.catch(() => undefined);
  return told;
}
