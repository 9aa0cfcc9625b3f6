import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { programPath } from '../../../scripts/setup-debian.ts';

export interface ServerProcess {
  readonly port: number;
  stop(): Promise<void>;
}

export interface ServerProcessOptions {
  /** Gives the command line for a port. */
  readonly command: (port: number) => readonly [program: string, ...args: string[]];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Somebody else may take a free port before the server does. */
const attempts = 5;

/** Starts a server that cannot be told "any free port" as a child of this process, and waits until it listens. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  let last = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = await freePort();
    const [program, ...args] = options.command(port);
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: programPath,
        ...options.environment,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
      });
    }
    const exited = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        output += String(error);
        resolve();
      });
      child.once('exit', () => resolve());
    });
    if (await listens(port, exited)) return { port, stop: () => stop(child) };
    await stop(child);
    last = `${program} did not start: ${output.trim()}`;
  }
  throw new Error(`${last}\nInstall what is missing: npm test -- integration says how.`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function listens(port: number, exited: Promise<void>): Promise<boolean> {
  let isOver = false;
  void exited.then(() => {
    isOver = true;
  });
  for (let look = 0; look < 500 && !isOver; look += 1) {
    if (await accepts(port)) return !isOver;
    await delay(20);
  }
  return false;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
