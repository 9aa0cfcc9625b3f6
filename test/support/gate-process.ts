import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigInput } from 'portcullis';
import { program } from './program.ts';

const noWarnings = '--disable-warning=ExperimentalWarning';
const nodeArguments = [noWarnings, program];

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real server in its own process, and the real command line beside it. */
export interface GateProcess {
  readonly url: string;
  readonly port: number;
  readonly processId: number;
  readonly stateDirectory: string;
  readonly log: () => string;
  run(...commandLine: string[]): Promise<CommandResult>;
  /** Ends it as an operator does. */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

export interface StartGateOptions {
  readonly config: Omit<ConfigInput, 'listen' | 'stateDirectory'>;
  readonly stateDirectory: string;
  readonly port?: number;
  readonly upArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A module that the process loads before the program. */
  readonly preload?: string | null;
  /** Of another version. @default that of the working tree */
  readonly program?: string;
  /** A command that runs it, with its arguments. @default none */
  readonly within?: readonly string[];
}

export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'portcullis-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts `portcullis up` and resolves once it serves. Rejects with its output when it does not come up. */
export async function startGateProcess(options: StartGateOptions): Promise<GateProcess> {
  const { config, stateDirectory, port = 0, upArguments = [], environment = {}, preload = null } = options;
  const { program: started = program, within = [] } = options;
  const file = join(stateDirectory, 'test.config.json');
  writeFileSync(
    file,
    JSON.stringify({ log: { level: 'warn' }, ...config, listen: { port }, stateDirectory }),
  );
  const before = preload === null ? [] : ['--import', preload];
  const commandLine = [...before, noWarnings, started, 'up', '--config', file, ...upArguments];
  const [command = process.execPath, ...more] = [...within, process.execPath];
  const child = spawn(command, [...more, ...commandLine], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const url = await untilServing(child, () => output);
  return {
    url,
    port: Number(new URL(url).port),
    processId: child.pid ?? 0,
    stateDirectory,
    log: () => output,
    run: (...commandLine) => runCommand([...commandLine, '--config', file]),
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
}

/** Runs one command of the real program to its end. */
export function runCommand(
  commandLine: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeArguments, ...commandLine], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', ...environment },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? -1, stdout, stderr }));
  });
}

function untilServing(child: ChildProcess, output: () => string): Promise<string> {
  const watchdogMs = 30_000;
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`the server did not come up: ${why}\n${output()}`));
    };
    const watchdog = setTimeout(() => fail(`nothing after ${watchdogMs} ms`), watchdogMs);
    const look = () => {
      const match = / at (https?:\/\/\S+?), now /.exec(output());
      if (!match?.[1]) return;
      clearTimeout(watchdog);
      child.off('exit', onExit);
      resolve(match[1]);
    };
    const onExit = (code: number | null) => {
      clearTimeout(watchdog);
      fail(`exit code ${code}`);
    };
    child.stderr?.on('data', look);
    child.once('exit', onExit);
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
