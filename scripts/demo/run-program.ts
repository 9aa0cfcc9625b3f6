import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type OnSaid = (line: string, from: 'output' | 'problems') => void;

export interface RunProgramOptions {
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly onSaid: OnSaid;
}

export interface RunningProgram {
  readonly child: ChildProcess;
  /** When all that it said was told. */
  readonly ended: Promise<unknown>;
}

/** One of the shop's programs, as a process of its own; told line by line. It is disconnected from when this process is killed. */
export function runProgram(program: string, { args = [], env, onSaid }: RunProgramOptions): RunningProgram {
  const child = spawn(
    process.execPath,
    ['--conditions=portcullis-source', '--disable-warning=ExperimentalWarning', program, ...args],
    { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  for (const [from, stream] of [
    ['output', child.stdout],
    ['problems', child.stderr],
  ] as const) {
    if (stream !== null) createInterface(stream).on('line', (line) => onSaid(line, from));
  }
  return { child, ended: once(child, 'close') };
}
