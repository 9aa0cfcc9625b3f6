import { type ChildProcess, spawn } from 'node:child_process';
import type { ContenderMessage } from './contender.ts';

export interface PinnedProcess {
  readonly port: number;
  readonly child: ChildProcess;
  /** Resident memory after a full garbage collection. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts one of our processes on one core and waits until it listens. */
export async function startPinned(core: number, script: URL, ...args: string[]): Promise<PinnedProcess> {
  const nodeArgs = ['--expose-gc', '--conditions=portcullis-source', '--disable-warning=ExperimentalWarning'];
  const profile = process.env.BENCH_NODE_ARGS?.split(' ').filter((arg) => arg !== '') ?? [];
  const child = spawn(
    'taskset',
    ['-c', String(core), process.execPath, ...nodeArgs, ...profile, script.pathname, ...args],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, NODE_ENV: 'production' } },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const first = await nextMessage(child);
  if (first.kind !== 'listening') throw new Error(`Expected the process to say that it listens, got "${first.kind}"`);
  return {
    port: first.port,
    child,
    async memory() {
      const answer = nextMessage(child);
      child.send('memory');
      const message = await answer;
      if (message.kind !== 'memory') throw new Error(`Expected a memory figure, got "${message.kind}"`);
      return message.rssBytes;
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}

function nextMessage(child: ChildProcess): Promise<ContenderMessage> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: ContenderMessage) => resolve(message));
    child.once('exit', (code) => reject(new Error(`Expected a running process, it ended with code ${code}`)));
    child.once('error', reject);
  });
}
