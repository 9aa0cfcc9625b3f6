import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOnPath, programPath } from '../../../scripts/setup-debian.ts';

export interface RunningRedis {
  /** The socket on which it listens; it has no port. */
  readonly path: string;
  /** Ends it without a chance to write anything down; it has written down each command before it answered. */
  kill(): Promise<void>;
  /** Starts it again, on the same socket, with what is on disk. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const startWithinMs = 20_000;

export interface StartRedisOptions {
  /** In place of ours, as they stand in redis.conf. @default nothing is ever lost */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Debian's Redis in a folder of its own. */
export async function startRedis({ settings: given = {} }: StartRedisOptions = {}): Promise<RunningRedis> {
  if (!isOnPath('redis-server', programPath)) {
    throw new Error(
      'Expected Redis from Debian, but redis-server is not there. Install it: apt-get install redis-server',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-redis-'));
  const path = join(folder, 'socket');
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    const settings = {
      port: '0',
      unixsocket: path,
      dir: folder,
      save: '',
      appendonly: 'yes',
      appendfsync: 'always',
      ...given,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    server = spawn('redis-server', args, {
      stdio: 'ignore',
      env: { ...process.env, PATH: programPath },
    });
    await waitUntilItAnswers({ server, path });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = server;
    server = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
  }

  await start();
  return {
    path,
    start,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Starting {
  readonly server: ChildProcess;
  readonly path: string;
}

async function waitUntilItAnswers({ server, path }: Starting): Promise<void> {
  const deadline = performance.now() + startWithinMs;
  while (!(await answers(path))) {
    if (server.exitCode !== null || performance.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(
        `Expected Redis to answer on ${path}, but it did not (exit code ${server.exitCode}). Run redis-server by hand to see why.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** It takes connections before it has read what is on disk, and answers PING only then. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}
